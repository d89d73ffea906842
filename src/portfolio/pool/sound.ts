import type { Chain } from '../../models/pool/chain.ts'
import { quote, usd } from '../../units/estimate.ts'
import { lookup } from '../../units/lookup.ts'
import type { Snapshot } from '../snapshot.ts'
import { isCost } from '../unusable.ts'
import { type Gas, type PoolMarket, type Route, routesBySource, type Site } from './market.ts'
import type { PoolState } from './state.ts'
import { type PoolUnusable, touches } from './unusable.ts'

/**
 * The snapshot with unusable figures listed under `market.unusable`, and every route left out that rests on one of them: what cannot be
 * priced is neither sent nor received. Prices stay as they are, for no other figure may be booked in their place; the cost of calls and
 * the worth of the base token have a stand-in. The very same snapshot where all is known, or was looked at before.
 */
export function sound(snapshot: Snapshot<PoolState, PoolMarket>): Snapshot<PoolState, PoolMarket> {
  const { state, market } = snapshot
  if (market.unusable !== undefined) return snapshot
  const found: PoolUnusable[] = []
  if (!(Number.isFinite(market.baseUsd) && market.baseUsd > 0))
    found.push({ kind: 'usd', figure: `price of ${state.base} in USD`, found: String(market.baseUsd) })
  for (const [name, chain] of Object.entries(state.chains)) {
    const site = lookup(market.sites, name)
    if (site === undefined) continue
    prices(name, { chain, site }, found)
    calls(name, site, found)
  }
  for (const routes of Object.values(market.routes))
    for (const route of routes) if (!isUsable(route)) found.push(ofRoute(route))
  return found.length === 0 ? snapshot : { ...snapshot, market: mended(market, found) }
}

function prices(name: string, { chain, site }: { chain: Chain; site: Site }, found: PoolUnusable[]): void {
  const note = (token: string, price: string): void => {
    const figure = `price of ${token} on ${name}`
    found.push({ kind: 'price', figure, found: price, chain: name, token, isCounted: isCounted(token, chain) })
  }
  for (const [token, { price }] of Object.entries(site.feeds)) if (price <= 0n) note(token, String(price))
  if (lookup(site.feeds, chain.base) === undefined) note(chain.base, 'missing')
  for (const { token } of chain.holdings)
    if (token !== chain.base && lookup(site.feeds, token) === undefined && isCounted(token, chain))
      note(token, 'missing')
}

/** Whether the share price of a chain rests on the price of a token. */
function isCounted(token: string, { base, holdings, active }: Chain): boolean {
  if (token === base) return true
  const held = holdings.find((one) => one.token === token)
  if (held === undefined || !active.includes(token)) return false
  return held.wallet !== 0n || held.apps.length > 0 || held.virtualBalance !== 0n
}

function calls(name: string, { gas: { deposit, refund, update } }: Site, found: PoolUnusable[]): void {
  if (isCost(deposit + refund + update) && deposit >= 0 && refund >= 0 && update >= 0) return
  for (const [call, cost] of Object.entries({ deposit, refund, update }))
    if (!isCost(cost))
      found.push({ kind: 'gas', figure: `gas of a ${call} on ${name}`, found: String(cost), chain: name, call })
}

function isUsable({ feeBps, feeFixed, min, max, times, window }: Route): boolean {
  const areAmounts = feeBps >= 0n && feeFixed >= 0n && min >= 0n && (max === null || max >= 0n)
  return areAmounts && isCost(times.p50) && isCost(times.p95) && isCost(times.stress) && isCost(window)
}

function ofRoute({ from, to, token, feeBps, feeFixed, times, window }: Route): PoolUnusable {
  const terms = `${feeBps} bps and ${feeFixed} base units, ${times.p95} s of ${window} s`
  return { kind: 'route', figure: `terms of ${token} from ${from} to ${to}`, found: terms, from, to, token }
}

function mended(market: PoolMarket, unusable: readonly PoolUnusable[]): PoolMarket {
  const all = Object.values(market.routes).flat()
  return {
    ...market,
    unusable,
    baseUsd: unusable.some(({ kind }) => kind === 'usd') ? quote(1) : market.baseUsd,
    sites: Object.fromEntries(
      Object.entries(market.sites).map(([name, site]) => [name, { ...site, gas: costs(site.gas) }]),
    ),
    routes: routesBySource(all.filter((route) => !unusable.some((one) => touches(one, route)))),
  }
}

const costs = ({ deposit, refund, update }: Gas): Gas => ({
  deposit: isCost(deposit) ? deposit : usd(0),
  refund: isCost(refund) ? refund : usd(0),
  update: isCost(update) ? update : usd(0),
})
