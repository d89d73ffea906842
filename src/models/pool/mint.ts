import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import * as Shares from '../../units/shares.ts'
import { BPS } from './bridge.ts'
import { account, type Chain, type Changed, credit, type Setting, withAccount, worth } from './chain.ts'
import { sharesOf } from './sharePrice.ts'
import * as Tokens from './tokens.ts'
import * as Versions from './versions.ts'
import * as Word from './word.ts'

export interface Mint {
  readonly recipient: string
  readonly token: string
  readonly amount: Amount.Amount
  /** The least that the recipient will take. */
  readonly sharesMin: Shares.Shares
  /** Unix seconds. */
  readonly now: number
}

export interface Minted extends Changed {
  /** What the recipient gets. */
  readonly shares: Shares.Shares
  /** What the collector gets. */
  readonly fee: Shares.Shares
  /** What leaves the pool as spread, in units of the token paid. */
  readonly spread: Amount.Amount
}

/**
 * Shares for tokens (docs/models/pool.md): spread = ⌊amount · s / 10000⌋ never enters the pool, ⌊worth of the rest · unit / share price⌋ shares are
 * issued, ⌊shares · f / 10000⌋ of them to the collector. The first mint is priced at par, whatever the pool has already.
 * `TokenNotAccepted`, what activation and the share price refuse, `PoolAmountSmallerThanMinimum`, `PoolMintOutputAmount`, `Panic`.
 */
export function mint(chain: Chain, order: Mint, setting: Setting): Minted | Refused {
  const admitted = admit(chain, order.token, setting)
  if (!admitted.ok) return admitted
  const priced = Versions.update(admitted.chain, setting)
  if (!priced.ok) return priced
  const small = smallerThanMinimum(chain, order, setting)
  if (small !== undefined) return small
  const spread = share(order.amount, setting.rules.spreadBps)
  if (typeof spread !== 'bigint') return spread
  const paid = Amount.sub(order.amount, Amount.of(spread))
  const value = worth(paid, order.token, { chain, convert: setting.convert })
  if (typeof value !== 'bigint') return value
  const issued = sharesOf(value, priced.sharePrice, chain.unit)
  if (typeof issued !== 'bigint') return issued
  const before = credit(priced.chain, order.token, paid)
  const after = issue(before, { issued, order }, setting)
  return after.ok ? { ...after, spread: Amount.of(spread) } : after
}

/** A token beside the base token must be accepted by the owner, and counts before the share price is renewed. */
function admit(chain: Chain, token: string, setting: Setting): Changed | Refused {
  if (token === chain.base) return { ok: true, chain }
  if (chain.accepted.includes(token)) return Tokens.activate(chain, token, setting)
  return refuse('TokenNotAccepted', `The owner of the pool does not accept ${token}`, {
    facts: { token },
    lift: `Pay in ${chain.base}, or let the owner accept ${token}.`,
  })
}

/** Against ⌊unit / 1000⌋: the worth of what is paid, or before the newest version the bare amount (docs/models/pool.md). */
function smallerThanMinimum(chain: Chain, { amount, token }: Mint, { rules, convert }: Setting): Refused | undefined {
  const paid = rules.profile === 'new' ? worth(amount, token, { chain, convert }) : amount
  if (typeof paid !== 'bigint') return paid
  if (paid >= divide(chain.unit, rules.minimumOrderDivisor, 'down')) return undefined
  return refuse('PoolAmountSmallerThanMinimum', 'The mint is too small', {
    facts: { minimumOrderDivisor: String(rules.minimumOrderDivisor), amount: String(amount) },
    lift: `Pay at least one ${rules.minimumOrderDivisor}th of a whole ${chain.base}.`,
  })
}

/** ⌊n · bps / 10000⌋; `Panic` where the product does not fit. */
export const share = (n: bigint, bps: bigint): bigint | Refused => Word.mulDiv(n, bps, BPS)

interface Issue {
  readonly issued: Shares.Shares
  readonly order: Mint
}

type Issued = Omit<Minted, 'spread'>

function issue(chain: Chain, { issued, order }: Issue, { rules }: Setting): Issued | Refused {
  const { recipient, sharesMin, now } = order
  const fee = collected(issued, recipient, rules)
  if (typeof fee !== 'bigint') return fee
  const totalSupply = Shares.add(chain.totalSupply, issued)
  if (totalSupply > Word.UINT_MAX) return Word.panic('0x11')
  const shares = Shares.sub(issued, fee)
  if (shares < sharesMin)
    return refuse('PoolMintOutputAmount', 'Fewer shares come out than the recipient would take', {
      facts: { shares: String(shares), sharesMin: String(sharesMin) },
      lift: 'Accept fewer shares, or pay more.',
    })
  const activation = now + rules.minimumPeriod
  const given = give({ ...chain, totalSupply }, { holder: recipient, shares, activation })
  return {
    ok: true,
    chain: fee === 0n ? given : give(given, { holder: rules.collector, shares: fee, activation }),
    shares,
    fee,
  }
}

/** ⌊shares · f / 10000⌋, or nothing where there is no collector, or he is the one who pays. */
export function collected(shares: Shares.Shares, payer: string, rules: Setting['rules']): Shares.Shares | Refused {
  if (rules.transactionFeeBps === 0n || rules.collector === '' || rules.collector === payer) return Shares.ZERO
  const fee = share(shares, rules.transactionFeeBps)
  return typeof fee === 'bigint' ? Shares.of(fee) : fee
}

/** Adds shares to an account; they may be burnt when the latest of them may. */
function give(chain: Chain, { holder, shares, activation }: Chain['accounts'][number]): Chain {
  return withAccount(chain, { holder, shares: Shares.add(account(chain, holder).shares, shares), activation })
}
