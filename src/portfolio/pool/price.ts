import type { Chain, Convert, Setting } from '../../models/pool/chain.ts'
import * as Amount from '../../units/amount.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { lookup } from '../../units/lookup.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import type { Feed, PoolMarket, Site } from './market.ts'

/**
 * The rules and the oracle of one chain: amount · price(from) · 10^decimals(to) / (price(to) · 10^decimals(from)), rounded once toward zero.
 * A token without a feed, or one whose price is nothing, is refused.
 */
export function settingOf({ rules }: PoolMarket, site: Site, chain: Chain): Setting {
  return { rules, convert: oracle(site), unpriced: unpricedOf(site, chain) }
}

function oracle({ feeds }: Site): Convert {
  return (amount, from, to) => {
    const source = lookup(feeds, from)
    const target = lookup(feeds, to)
    if (source === undefined || source.price <= 0n) return unknown(from)
    if (target === undefined || target.price <= 0n) return unknown(to)
    return Amount.of(divide(amount * source.price * unitOf(target), target.price * unitOf(source), 'zero'))
  }
}

const unknown = (token: string): Refused =>
  refuse('TokenPriceFeedDoesNotExist', `There is no price for ${token}`, {
    facts: { token },
    lift: `Give ${token} a price on this chain.`,
  })

function unpricedOf({ feeds }: Site, { base, native, wrapped, holdings }: Chain): readonly string[] {
  const unpriced: string[] = []
  for (const token of [base, native, wrapped]) if (lookup(feeds, token) === undefined) unpriced.push(token)
  for (const { token } of holdings) if (lookup(feeds, token) === undefined) unpriced.push(token)
  return unpriced
}

const DECIMALS_MAX = 77
const UNITS = Array.from({ length: DECIMALS_MAX + 1 }, (_, decimals) => 10n ** BigInt(decimals))

/** 10^decimals. */
export const unitOf = ({ decimals }: Pick<Feed, 'decimals'>): bigint => UNITS[decimals] ?? 10n ** BigInt(decimals)

/** What base units of the base token are worth, for a reader. */
export const toUsd = (value: Amount.Amount, { baseUsd }: PoolMarket, decimals: number): Usd =>
  usd((Number(value) / Number(unitOf({ decimals }))) * baseUsd)
