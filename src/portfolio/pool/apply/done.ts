import type { Chain, Setting } from '../../../models/pool/chain.ts'
import * as Amount from '../../../units/amount.ts'
import { lookup } from '../../../units/lookup.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import type { Cost, ExactPosting, Times } from '../../applied.ts'
import { AT_ONCE, FREE } from '../../cost.ts'
import type { PoolMarket, Site } from '../market.ts'
import { settingOf } from '../price.ts'
import type { PoolState } from '../state.ts'

/** What a step of the pool book did: as in every book, and the bridge's fee in the whole pool's units of the base token. */
export interface Moved {
  readonly ok: true
  readonly state: PoolState
  readonly cost: Cost
  readonly times: Times
  readonly postings: readonly ExactPosting[]
  readonly fee: Amount.Amount
}

export type Done = Moved | Refused

/** A step that costs nothing and is done at once. */
export const done = (state: PoolState, postings: readonly ExactPosting[]): Moved => ({
  ok: true,
  state,
  cost: FREE,
  times: AT_ONCE,
  postings,
  fee: Amount.ZERO,
})

/** Accounts of the ledger. Lines of one step sum to zero for every token. */
export const CHAIN = (name: string): string => `CHAIN:${name}`
export const FLIGHT = (key: number): string => `FLIGHT:${key}`
export const USER = (holder: string): string => `USER:${holder}`
/** What bridges and their relayers keep, or add. */
export const BRIDGE = 'BRIDGE'
/** Spreads of mints and burns. */
export const SPREAD = 'SPREAD'
/** Where gains come from and losses go. */
export const TRADING = 'TRADING'

/** A line, or none where nothing moved. */
export function line(account: string, asset: string, amount: bigint): readonly ExactPosting[] {
  return amount === 0n ? [] : [{ account, asset, amount: Amount.of(amount) }]
}

/** A chain with what stands around it. */
export interface Stand {
  readonly ok: true
  readonly name: string
  readonly chain: Chain
  readonly site: Site
  readonly setting: Setting
}

/** `CHAIN_UNKNOWN` where the book or the market has no chain of that name. */
export function standAt(state: PoolState, name: string, market: PoolMarket): Stand | Refused {
  const chain = Object.hasOwn(state.chains, name) ? lookup(state.chains, name) : undefined
  const site = Object.hasOwn(market.sites, name) ? lookup(market.sites, name) : undefined
  if (chain !== undefined && site !== undefined)
    return { ok: true, name, chain, site, setting: settingOf(market, site, chain) }
  return refuse('CHAIN_UNKNOWN', `There is no chain named ${name} in this book`, {
    facts: { chain: name, known: Object.keys(state.chains).join(' ') },
    lift: 'Name a chain of the book, or add it to the config.',
  })
}

/** `TOKEN_UNKNOWN` for a token that has no price here and never lay here, `AMOUNT_NOT_POSITIVE` for nothing and less. */
export function unfit({ name, chain, site }: Stand, token: string, amount: bigint): Refused | undefined {
  if (!Object.hasOwn(site.feeds, token) && !chain.holdings.some((each) => each.token === token))
    return refuse('TOKEN_UNKNOWN', `There is no token named ${token} on ${name}`, {
      facts: { token, chain: name, known: Object.keys(site.feeds).join(' ') },
      lift: 'Name a token of that chain, or give it a price there.',
    })
  return amount > 0n ? undefined : notPositive(amount)
}

export const notPositive = (amount: bigint): Refused =>
  refuse('AMOUNT_NOT_POSITIVE', 'An amount must be above zero', {
    facts: { amount: String(amount) },
    lift: 'Name an amount of at least one base unit.',
  })
