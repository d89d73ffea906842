import type { Foreseen } from '../../../portfolio/foresee.ts'
import { figuresOf } from '../../../portfolio/venues/figures.ts'
import { isDustAccount } from '../../../portfolio/venues/grid.ts'
import * as Loan from '../../../portfolio/venues/loan.ts'
import * as Margin from '../../../portfolio/venues/margin.ts'
import type { VenuesState } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import { tradedBy } from '../../../portfolio/venues/traded.ts'
import * as Worth from '../../../portfolio/venues/worth.ts'
import type { Context } from '../context.ts'

/** Float64 of a measure that nothing was done to. */
const SAME = 1e-9

/** Share of net assets that gas, paid in ether, may add to a drift. */
const GAS = 1e-4

type Taken = Foreseen<VenuesState, VenuesStep>

/**
 * What speaks against a plan: a step that brings a measure below its warning, or lower where it stands below it already
 * (docs/rules/venues.md#D25), a stage that ends further off its delta, or a trade that loses too much. Null where nothing does.
 */
export function objection(steps: readonly Taken[], context: Context): string | null {
  for (const taken of steps) {
    const said =
      exposure(taken, context) ??
      margin(taken, context) ??
      health(taken, context) ??
      delta(taken, context) ??
      loss(taken, context)
    if (said !== null) return said
  }
  return null
}

/** An exchange that would hold more than its share of the book, what is on its way to it counted. */
function exposure({ before, after, step }: Taken, { market, policy }: Context): string | null {
  if (step.kind !== 'venues.transfer' || step.to === 'WALLET') return null
  const share = Worth.standing(step.to, after, market) / Worth.netAssets(after, market)
  const had = Worth.standing(step.to, before, market) / Worth.netAssets(before, market)
  return share > policy.limits.exposureMax && share > had
    ? `EXPOSURE_TOO_HIGH: ${step.to} at ${share.toFixed(4)}`
    : null
}

function margin({ before, after }: Taken, { market, policy }: Context): string | null {
  if (before.exchanges === after.exchanges) return null
  const { equityRatio, distance } = policy.bounds
  for (let i = 0; i < after.exchanges.length; i++) {
    const [had, has] = [before.exchanges[i], after.exchanges[i]]
    if (had === undefined || has === undefined || had === has || has.perps.length === 0) continue
    if (isDustAccount(has, market)) continue
    const data = Margin.of(has, market)
    const ratio = Margin.equityRatio(data)
    if (ratio >= equityRatio.warning && Margin.distance(has, data, market) >= distance.warning) continue
    if (ratio < Margin.equityRatio(Margin.of(had, market)) * (1 - SAME))
      return pushed(`equityRatio at ${has.place}`, ratio)
  }
  return null
}

function health({ before, after }: Taken, { market, policy }: Context): string | null {
  if (before.loans === after.loans) return null
  for (let i = 0; i < after.loans.length; i++) {
    const [had, has] = [before.loans[i], after.loans[i]]
    if (had === undefined || has === undefined || had === has) continue
    const left = Loan.of(has, market).health
    if (left < policy.bounds.health.warning && left < Loan.of(had, market).health * (1 - SAME))
      return pushed(`health of ${has.id}`, left)
  }
  return null
}

/** A drift is compared in USD: what a step costs makes the same drift a larger share of what is left. */
function delta({ after, endsStage }: Taken, { assessment, market, policy }: Context): string | null {
  if (!endsStage || policy.mode.coin === 'USDT') return null
  const { drift, driftFraction, netAssets } = figuresOf(after, market, policy)
  const isFurther = Math.abs(drift) > Math.abs(assessment.figures.drift) + GAS * netAssets
  return isFurther && Math.abs(driftFraction) > policy.bounds.delta.warning ? pushed('delta', driftFraction) : null
}

function loss({ step, before, after, cost }: Taken, context: Context): string | null {
  const traded = tradedBy(step, { before, after }, context.market)
  if (traded === 0 || cost.slippage <= context.policy.limits.slippageMax * traded) return null
  return `SLIPPAGE_TOO_HIGH: it would lose ${((cost.slippage / traded) * 100).toFixed(2)} % to execution`
}

function pushed(what: string, to: number): string {
  return `PUSHES_ANOTHER: it would bring ${what} to ${to.toFixed(4)}, past its warning`
}
