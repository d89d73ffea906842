import { apply } from '../../portfolio/venues/apply.ts'
import { exchangeOf } from '../../portfolio/venues/balance.ts'
import { isDust, onGrid } from '../../portfolio/venues/grid.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep, VenuesStepOf } from '../../portfolio/venues/step.ts'
import { perpGrid, termsOf } from '../../portfolio/venues/terms.ts'
import { quantity } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'

/**
 * A step as it can be sent: on its venue's grid, with dust of the same exchange closed before a perp order, as an order is
 * placed there anyway. Nothing where a perp order comes to less than its venue takes: that little is no exposure.
 */
export function fitStep(step: VenuesStep, state: VenuesState, market: VenuesMarket): readonly VenuesStep[] {
  const fitted = onGrid(step, state, market)
  if (fitted.kind !== 'venues.openPerp' && fitted.kind !== 'venues.closePerp') return [fitted]
  return isOrder(fitted, market) ? [...sweepings(fitted, state, market), fitted] : []
}

/** Steps that follow one another, each fitted to the book that those before it leave. */
export function fitAll(steps: readonly VenuesStep[], start: VenuesState, market: VenuesMarket): readonly VenuesStep[] {
  const found: VenuesStep[] = []
  let state = start
  for (const step of steps) {
    for (const fitted of fitStep(step, state, market)) {
      found.push(fitted)
      const applied = apply(state, fitted, market)
      if (applied.ok) state = applied.state
    }
  }
  return found
}

type Order = VenuesStepOf<'venues.openPerp'> | VenuesStepOf<'venues.closePerp'>

/** Whether an exchange takes an order of this size at all. */
function isOrder({ kind, place, contract, quantity: size }: Order, market: VenuesMarket): boolean {
  if (size === 0) return false
  if (kind === 'venues.closePerp' && termsOf(market.terms, place).closesBelowLeast) return true
  return !(size * market.perps[place][contract].mark < perpGrid(market.terms, place, contract).leastNotional)
}

/** Orders that close the dust of an account, but for a position that the order itself adds to or closes. */
function sweepings(order: Order, state: VenuesState, market: VenuesMarket): readonly VenuesStep[] {
  const { place } = order
  const found: VenuesStep[] = []
  if (!termsOf(market.terms, place).closesBelowLeast) return found
  for (const perp of exchangeOf(state, place)?.perps ?? []) {
    const size = Grid.round(Math.abs(perp.quantity), perpGrid(market.terms, place, perp.contract).lot, 'down')
    if (size === 0 || !isDust(perp, place, market) || isOf(perp, order)) continue
    found.push({ kind: 'venues.closePerp', place, contract: perp.contract, quantity: quantity(size) })
  }
  return found
}

function isOf(perp: { contract: string; quantity: number }, order: Order): boolean {
  if (perp.contract !== order.contract) return false
  return order.kind === 'venues.closePerp' || perp.quantity > 0 === (order.side === 'long')
}
