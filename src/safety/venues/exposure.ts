import { exchangeOf } from '../../portfolio/venues/balance.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import * as Worth from '../../portfolio/venues/worth.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** No exchange holds more than its share of net assets, unrealised gains and capital on its way there included (venues.md §5). */
export function exposure({ before, after, step, market, policy }: VenuesExamined): readonly Finding[] {
  if (step.kind !== 'venues.transfer' || step.to === 'WALLET') return []
  const netAssets = Worth.netAssets(after, market)
  const share = standing(after, step.to, market) / netAssets
  const most = policy.limits.exposureMax
  if (share <= most || share <= standing(before, step.to, market) / Worth.netAssets(before, market)) return []
  return [
    block('EXPOSURE_TOO_HIGH', `${step.to} would hold too much of the book`, {
      facts: { share, most },
      lift: 'Send to another exchange, or take out what is over target there first.',
    }),
  ]
}

function standing(state: VenuesState, place: Exchange, market: VenuesMarket): number {
  const account = exchangeOf(state, place)
  let worth = account === undefined ? 0 : Worth.exchange(account, market)
  for (const flight of state.flights) if (flight.to === place) worth += flight.quantity * market.price[flight.asset]
  return worth
}
