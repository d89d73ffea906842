import * as Amount from '../../units/amount.ts'
import type { Refused } from '../../units/refusal.ts'
import * as SharePrice from '../../units/sharePrice.ts'
import * as Shares from '../../units/shares.ts'
import { type Crossing, crossingOf } from './networks.ts'
import type { Rules } from './rules.ts'

/** What a pool has of one token on one chain. */
export interface Holding {
  readonly token: string
  readonly wallet: Amount.Amount
  /** What each outside application reports, signed; empty where none reports. */
  readonly apps: readonly Amount.Amount[]
  /** Claim in units of the token, signed: models with virtual balances only. */
  readonly virtualBalance: Amount.Amount
  /** Base units booked beside a claim in this token: `token-vb` only. */
  readonly booked: Amount.Amount
  /** False where the token answers no balance: it counts nothing then, its applications included. */
  readonly isReadable: boolean
}

export interface Account {
  readonly holder: string
  readonly shares: Shares.Shares
  /** Unix seconds from which the shares may be burnt. */
  readonly activation: number
}

/** What the first phase of an arrival remembers for the second. */
export interface Donation {
  readonly token: string
  readonly wallet: Amount.Amount
  readonly sharePrice: SharePrice.SharePrice
  readonly netAssets: Amount.Amount
}

/** The pool on one chain: all that its contracts keep there (docs/models/pool.md). */
export interface Chain {
  /** Number of the chain, as in EIP-155. */
  readonly id: number
  /** Decimals of the share token, which are those of the base token. */
  readonly decimals: number
  /** 10^decimals. */
  readonly unit: bigint
  readonly base: string
  readonly native: string
  readonly wrapped: string
  /** Tokens that may cross to and from here, with their decimals on this chain. */
  readonly crossing: Crossing
  /** As stored: 0 where shares were never minted, 1 where there is nothing behind the shares. */
  readonly sharePrice: SharePrice.SharePrice
  readonly totalSupply: Shares.Shares
  readonly virtualSupply: Shares.Shares
  /** The base token first; the others in no order that matters. */
  readonly holdings: readonly Holding[]
  /** Tokens that count beside the base token, in the order of the contract. */
  readonly active: readonly string[]
  /** Tokens beside the base token that may be paid in. */
  readonly accepted: readonly string[]
  readonly accounts: readonly Account[]
  /** What an arrival that has begun and not finished remembers. */
  readonly donation: Donation | null
}

/** Worth of an amount of one token in another, rounded toward zero; a refusal where the oracle reverts. */
export type Convert = (amount: Amount.Amount, from: string, to: string) => Amount.Amount | Refused

/** What a change is made under: the rules, and what the oracle of the chain says. */
export interface Setting {
  readonly rules: Rules
  readonly convert: Convert
  /** Tokens that have no price feed on this chain. */
  readonly unpriced: readonly string[]
}

/** The answer of a change that has nothing to tell but the state after it. */
export interface Changed {
  readonly ok: true
  readonly chain: Chain
}

export interface Place {
  readonly id: number
  readonly decimals: number
  readonly base: string
  readonly native: string
  readonly wrapped: string
  /** Left out, what the chain of this number lets across. */
  readonly crossing?: Crossing
}

/** A pool on a chain before anything happened there. */
export const empty = ({ id, decimals, base, native, wrapped, crossing = crossingOf(id) }: Place): Chain => ({
  id,
  decimals,
  unit: 10n ** BigInt(decimals),
  base,
  native,
  wrapped,
  crossing,
  sharePrice: SharePrice.ZERO,
  totalSupply: Shares.ZERO,
  virtualSupply: Shares.ZERO,
  holdings: [nothing(base)],
  active: [],
  accepted: [],
  accounts: [],
  donation: null,
})

const nothing = (token: string): Holding => ({
  token,
  wallet: Amount.ZERO,
  apps: [],
  virtualBalance: Amount.ZERO,
  booked: Amount.ZERO,
  isReadable: true,
})

/** What there is of a token; nothing of one that was never there. */
export function holding({ holdings }: Chain, token: string): Holding {
  for (const each of holdings) if (each.token === token) return each
  return nothing(token)
}

/** In base units or in those of another token: what lies in the wallet. */
export const wallet = (chain: Chain, token: string): Amount.Amount => holding(chain, token).wallet

/** The same chain with one holding changed, appended where the token was never there. */
export function withHolding(chain: Chain, next: Holding): Chain {
  const holdings = chain.holdings.slice()
  const at = holdings.findIndex(({ token }) => token === next.token)
  if (at < 0) holdings.push(next)
  else holdings[at] = next
  return { ...chain, holdings }
}

/** Adds to the wallet, or takes where the amount is negative; whether there is enough is the caller's question. */
export function credit(chain: Chain, token: string, amount: Amount.Amount): Chain {
  const before = holding(chain, token)
  return withHolding(chain, { ...before, wallet: Amount.add(before.wallet, amount) })
}

/** Whether a token counts: the base token always does. */
export const isActive = (chain: Chain, token: string): boolean => token === chain.base || chain.active.includes(token)

/** Shares of a holder, 0 for a stranger. */
export function account({ accounts }: Chain, holder: string): Account {
  return accounts.find((each) => each.holder === holder) ?? { holder, shares: Shares.ZERO, activation: 0 }
}

export function withAccount(chain: Chain, next: Account): Chain {
  const others = chain.accounts.filter(({ holder }) => holder !== next.holder)
  return { ...chain, accounts: [...others, next] }
}

/** Worth in the base token; identity for the base token and for nothing (docs/models/pool.md). */
export function worth(amount: Amount.Amount, token: string, { chain, convert }: Worth): Amount.Amount | Refused {
  return token === chain.base || amount === 0n ? amount : convert(amount, token, chain.base)
}

interface Worth {
  readonly chain: Chain
  readonly convert: Convert
}
