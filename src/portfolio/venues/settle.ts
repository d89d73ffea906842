import type { Duration } from '../../units/time.ts'
import type { Snapshot } from '../snapshot.ts'
import { apply } from './apply.ts'
import type { VenuesMarket } from './market.ts'
import type { VenuesFlight, VenuesState } from './state.ts'
import type { VenuesStep } from './step.ts'

/**
 * The book once every flight that is on time has landed, USDT at an exchange moved on to its margin. A flight past its p95, or
 * one whose p95 is later than `within` from now, is not counted on.
 */
export function settle({ asOf, state, market }: Snapshot<VenuesState, VenuesMarket>, within: Duration): VenuesState {
  let now = state
  for (const flight of state.flights)
    if (flight.eta.p95 >= asOf && flight.eta.p95 <= asOf + within * 1000) now = landed(flight, now, market)
  return now
}

function landed(flight: VenuesFlight, state: VenuesState, market: VenuesMarket): VenuesState {
  const steps: VenuesStep[] = [{ kind: 'venues.deposit', flight: flight.key }]
  if (flight.to !== 'WALLET' && flight.to !== 'AAVE' && flight.to !== 'ETHERFI' && flight.asset === 'USDT')
    steps.push({
      kind: 'venues.internalTransfer',
      place: flight.to,
      asset: 'USDT',
      from: 'funding',
      size: flight.quantity,
    })
  let now = state
  for (const step of steps) {
    const applied = apply(now, step, market)
    if (!applied.ok) return state
    now = applied.state
  }
  return now
}
