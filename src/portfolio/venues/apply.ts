import { refuse } from '../../units/refusal.ts'
import { deleverage, leverage } from './apply/atomic.ts'
import { deposit, stake, transfer, unstake, wrap } from './apply/chain.ts'
import type { Done } from './apply/done.ts'
import { closePerp, internalTransfer, openPerp, swap } from './apply/exchange.ts'
import { lend, setEMode } from './apply/lending.ts'
import type { VenuesMarket } from './market.ts'
import type { Place } from './place.ts'
import type { VenuesState } from './state.ts'
import { placesOf, type VenuesStep } from './step.ts'
import { touched, type Unknown } from './unknown.ts'

/**
 * What one step does to the book, what it costs, how long it takes and what the ledger will say; or why it cannot be. Pure:
 * plans, safety, backtest, simulated venues and reconciliation all ask here.
 */
export function apply(state: VenuesState, step: VenuesStep, market: VenuesMarket): Done {
  if (market.down.length > 0) {
    const place = downFor(state, step, market)
    if (place !== undefined) return down(place)
  }
  if (market.unknown !== undefined) {
    const unknown = touched(step, market.unknown)
    if (unknown !== undefined) return unpriced(unknown)
  }
  switch (step.kind) {
    case 'venues.supply':
    case 'venues.withdraw':
    case 'venues.borrow':
    case 'venues.repay':
      return lend(state, step, market)
    case 'venues.setEMode':
      return setEMode(state, step, market)
    case 'venues.transfer':
      return transfer(state, step, market)
    case 'venues.deposit':
      return deposit(state, step, market)
    case 'venues.internalTransfer':
      return internalTransfer(state, step, market)
    case 'venues.stake':
      return stake(state, step, market)
    case 'venues.unstake':
      return unstake(state, step, market)
    case 'venues.wrap':
      return wrap(state, step, market)
    case 'venues.swap':
      return swap(state, step, market)
    case 'venues.openPerp':
      return openPerp(state, step, market)
    case 'venues.closePerp':
      return closePerp(state, step, market)
    case 'venues.leverage':
      return leverage(state, step, market)
    case 'venues.deleverage':
      return deleverage(state, step, market)
  }
}

/** A refusal of a step whose venue is down. */
function downFor(state: VenuesState, step: VenuesStep, market: VenuesMarket): Place | undefined {
  const key = step.kind === 'venues.deposit' ? step.flight : ''
  const lands = state.flights.find((flight) => flight.key === key)?.to ?? 'WALLET'
  return placesOf(step, lands).find((place) => market.down.includes(place))
}

function down(place: Place): Done {
  return refuse('VENUE_DOWN', `${place} is down`, {
    facts: { place },
    lift: `Wait until ${place} is back, or go without it.`,
  })
}

function unpriced({ figure, value }: Unknown): Done {
  return refuse('PRICE_UNKNOWN', `The ${figure} is not known, and the step would go by it`, {
    facts: { figure, found: String(value) },
    lift: `Wait for a ${figure}, or go without it.`,
  })
}
