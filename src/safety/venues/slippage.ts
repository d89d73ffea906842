import { exchangeOf } from '../../portfolio/venues/balance.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep, VenuesStepOf } from '../../portfolio/venues/step.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** A trade may not lose more to execution than the policy allows, as a fraction of what is traded. */
export function slippage({ before, after, step, cost, market, policy }: VenuesExamined): readonly Finding[] {
  const traded = tradedBy(step, { before, after }, market)
  if (traded === 0) return []
  const loss = cost.slippage / traded
  const most = policy.limits.slippageMax
  if (loss <= most) return []
  return [
    block('SLIPPAGE_TOO_HIGH', 'A trade would lose too much to execution', {
      facts: { loss, most, traded },
      lift: 'Trade less at once, wait for a deeper market, or raise limits.slippageMax.',
    }),
  ]
}

function tradedBy(
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
