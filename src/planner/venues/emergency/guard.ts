import { foresee } from '../../../portfolio/foresee.ts'
import { VENUES } from '../../../portfolio/venues/book.ts'
import { type Figures, figuresOf } from '../../../portfolio/venues/figures.ts'
import type { VenuesState } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import type { Draft } from '../assemble.ts'
import type { Context } from '../context.ts'

/** Float64 of a measure that nothing was done to. */
const SAME = 1e-9

/** Share of net assets that gas, paid in ether, may add to a drift. */
const GAS = 1e-4

/**
 * What speaks against a remedy: a measure that it would bring below its warning, or lower where it stands below it already
 * (venues.md D25), or a trade that loses more than the policy allows. Null where nothing does.
 */
export function objection(written: Draft, state: VenuesState, context: Context): string | null {
  const { market, policy } = context
  const worse = worsened(figuresOf(state, market, policy), figuresOf(written.state, market, policy), context)
  return worse ?? dear(written.stages, state, context)
}

function worsened(before: Figures, after: Figures, { policy }: Context): string | null {
  const { health, equityRatio, distance, delta } = policy.bounds
  for (let i = 0; i < after.loans.length; i++) {
    const [had, has] = [before.loans[i]?.health ?? Infinity, after.loans[i]?.health ?? Infinity]
    if (has < health.warning && has < had * (1 - SAME)) return pushed(`health of ${after.loans[i]?.id}`, has)
  }
  for (let i = 0; i < after.exchanges.length; i++) {
    const [had, has] = [before.exchanges[i], after.exchanges[i]]
    if (had === undefined || has === undefined || has.notional === 0) continue
    const isLow = has.equityRatio < equityRatio.warning || has.distance < distance.warning
    if (isLow && has.equityRatio < had.equityRatio * (1 - SAME))
      return pushed(`equityRatio at ${has.place}`, has.equityRatio)
  }
  const has = Math.abs(after.driftFraction)
  const isFurther = Math.abs(after.drift) > Math.abs(before.drift) + GAS * after.netAssets
  return policy.mode.coin !== 'USDT' && has > delta.warning && isFurther ? pushed('delta', has) : null
}

/** A trade among the stages that loses too much to execution. */
function dear(stages: readonly (readonly VenuesStep[])[], state: VenuesState, context: Context): string | null {
  const { market, policy } = context
  for (const { step, before, cost } of foresee(VENUES, stages, { state, market }).steps) {
    const traded = tradedBy(step, before, context)
    if (traded > 0 && cost.slippage > policy.limits.slippageMax * traded)
      return `SLIPPAGE_TOO_HIGH: it would lose ${((cost.slippage / traded) * 100).toFixed(2)} % to execution`
  }
  return null
}

/** USD that a step trades; what a step sells to the last unit is all that is there. */
function tradedBy(step: VenuesStep, { wallet, exchanges }: VenuesState, { market }: Context): number {
  switch (step.kind) {
    case 'venues.swap': {
      const held = step.place === 'WALLET' ? wallet : exchanges.find(({ place }) => place === step.place)?.trading
      const size = step.size === 'all' ? (held?.[step.sell] ?? 0) : step.size
      return size * market.price[step.sell]
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

function pushed(what: string, to: number): string {
  return `PUSHES_ANOTHER: it would bring ${what} to ${to.toFixed(4)}, below its warning`
}
