import { exchangeOf } from './balance.ts'
import type { VenuesMarket } from './market.ts'
import type { VenuesState } from './state.ts'
import type { VenuesStep, VenuesStepOf } from './step.ts'

/** USD that a step trades, at the prices the book is valued at; 0 for a step that trades nothing. `all` is what was sold. */
export function tradedBy(
  step: VenuesStep,
  { before, after }: { before: VenuesState; after: VenuesState },
  market: VenuesMarket,
): number {
  switch (step.kind) {
    case 'venues.swap': {
      const sold = step.size === 'all' ? holdingAt(before, step) - holdingAt(after, step) : step.size
      return sold * market.price[step.sell]
    }
    case 'venues.openPerp':
    case 'venues.closePerp':
      return step.quantity * market.perps[step.place][step.contract].mark * market.price.USDT
    case 'venues.deleverage':
      return step.sell * market.price.weETH
    default:
      return 0
  }
}

function holdingAt(state: VenuesState, { place, sell }: VenuesStepOf<'venues.swap'>): number {
  const account = place === 'WALLET' ? undefined : exchangeOf(state, place)
  return (account === undefined ? state.wallet : account.trading)[sell]
}
