import { type Digits, digitsAt } from '../../backtest/pool/word.ts'
import type { Chain } from '../../models/pool/chain.ts'
import type { Rules } from '../../models/pool/rules.ts'
import type { Feed, PoolMarket, Routes, Site } from '../../portfolio/pool/market.ts'
import { quote, usd } from '../../units/estimate.ts'
import { lookup } from '../../units/lookup.ts'
import * as Price from '../../units/price.ts'
import { mulDiv } from '../../units/rounding.ts'
import { type Instant, parse } from '../../units/time.ts'

/** Where the clock of a scenario begins. */
export const DAWN: Instant = parse('2026-01-01')

/** A price in base tokens, of prices in any currency: 18 places, the last to the nearest. */
export const inBase = (price: bigint, base: bigint): Price.Price =>
  Price.of(base > 0n ? mulDiv(price, Price.ONE, base, 'half') : 0n)

export interface World {
  readonly asOf: Instant
  readonly base: string
  readonly rules: Rules
  readonly chains: Readonly<Record<string, Chain>>
  readonly decimals: Digits
  /** In the currency of the file, 1e18. */
  readonly prices: Readonly<Record<string, bigint>>
  readonly routes: Routes
}

/** The same prices on every chain, each in its own units. */
export function feedsOf(
  { base, decimals, prices }: Pick<World, 'base' | 'decimals' | 'prices'>,
  chain: string,
): Record<string, Feed> {
  const unit = lookup(prices, base) ?? Price.ONE
  return Object.fromEntries(
    Object.entries(prices).map(([token, price]) => [
      token,
      { decimals: digitsAt(decimals, chain, token), price: inBase(price, unit) },
    ]),
  )
}

/** A world in which calls cost nothing: what bridges take is in the routes, or in each event. */
export function openMarket(world: World): PoolMarket {
  const names = Object.keys(world.chains)
  const free = { deposit: usd(0), refund: usd(0), update: usd(0) }
  return {
    asOf: world.asOf,
    rules: world.rules,
    baseUsd: quote(Number(lookup(world.prices, world.base) ?? Price.ONE) / 1e18),
    sites: Object.fromEntries(names.map((name): [string, Site] => [name, { feeds: feedsOf(world, name), gas: free }])),
    routes: world.routes,
  }
}
