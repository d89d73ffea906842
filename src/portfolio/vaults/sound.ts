import type { Snapshot } from '../snapshot.ts'
import type { Unusable } from '../unusable.ts'
import type { VaultsMarket } from './market.ts'
import type { Underway } from './underway.ts'

/**
 * The snapshot with unusable figures listed under `market.unusable`: marks that are none, and costs of trades below zero. The very same
 * snapshot where all is known, or was looked at before. A cycle marks every vault at once, so one missing price leaves nothing to measure
 * or to trade: the book stays as it is, and the last price is never taken instead.
 */
export function sound(snapshot: Snapshot<Underway, VaultsMarket>): Snapshot<Underway, VaultsMarket> {
  const { state, market } = snapshot
  if (market.unusable !== undefined) return snapshot
  const { prices, poolPrice, weights } = state.opened.marks
  const found: Unusable[] = []
  const note = (figure: string, value: bigint | undefined): void => {
    found.push({ figure, found: value === undefined ? 'missing' : String(value) })
  }
  if (poolPrice <= 0n) note('price of the pool', poolPrice)
  for (const [a, asset] of market.config.assets.entries()) {
    const price = prices[a]
    if (price === undefined || price <= 0n) note(`price of ${asset}`, price)
    if (weights[a] === undefined) note(`weight of ${asset} in the pool`, undefined)
  }
  if (market.costs.pool < 0n) note('cost of a pool order', market.costs.pool)
  if (market.costs.hedge < 0n) note('cost of a hedge', market.costs.hedge)
  return found.length === 0 ? snapshot : { ...snapshot, market: { ...market, unusable: found } }
}
