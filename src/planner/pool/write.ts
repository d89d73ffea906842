import { of as carryOf } from '../../models/yield/carry.ts'
import { foresee } from '../../portfolio/foresee.ts'
import type { PlanClass } from '../../portfolio/plan.ts'
import { POOL } from '../../portfolio/pool/book.ts'
import { toUsd } from '../../portfolio/pool/price.ts'
import { decimalsOf, scaleAt } from '../../portfolio/pool/scale.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import { type Refusal, refuse } from '../../units/refusal.ts'
import { format } from '../../units/time.ts'
import { type Cut, NO_CUTS } from '../cut.ts'
import { judge } from '../judge.ts'
import type { Considered, Proposal } from '../proposal.ts'
import { worthAt } from './route.ts'
import { type Assessed, type Context, fillOf, type Move, stepOf } from './trial.ts'

export type PoolProposal = Proposal<PoolState, PoolStep>
export type Stages = readonly (readonly PoolStep[])[]

export interface Heading {
  readonly purpose: string
  readonly class: PlanClass
  readonly description: string
}

/** All deposits at once, and then their fills. */
export function together(moves: readonly Move[], context: Context): Stages {
  const sends = moves.map((move, ahead) => stepOf(move, context, ahead))
  return [sends, sends.map(({ key }) => fillOf(key))]
}

/** Every deposit after the fill of the one before. */
export const inTurn = (moves: readonly Move[], context: Context): Stages =>
  moves.flatMap((move, ahead) => {
    const step = stepOf(move, context, ahead)
    return [[step], [fillOf(step.key)]]
  })

/** Worth of what the deposits take, in the whole pool's units of the base token. */
export const takenBy = (moves: readonly Move[], context: Context): Amount.Amount =>
  Amount.of(
    moves.reduce(
      (sum, { route: { from: chain, token }, input: amount }) =>
        sum + worthAt({ chain, token, amount }, context, 'down') * scaleAt(context.state, chain),
      0n,
    ),
  )

interface Offering {
  readonly context: Context
  /** In the whole pool's units of the base token. */
  readonly moved: Amount.Amount
  readonly considered: readonly Considered[]
  readonly cuts?: readonly Cut[]
}

/** The proposal of stages, foreseen from the book as it stands; unavailable where the book would refuse one of them. */
export function offer(
  stages: Stages,
  heading: Heading,
  { context, moved, considered, cuts = NO_CUTS }: Offering,
): PoolProposal {
  const { state, market, asOf } = context
  const forecast = foresee(POOL, stages, { state, market })
  if (forecast.refusal !== null) return unavailable(heading, forecast.refusal, considered)
  return {
    ok: true,
    plan: {
      id: `${format(asOf)}/${heading.purpose.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
      urgency: 'routine',
      ...heading,
      stages,
    },
    forecast,
    moved: toUsd(moved, market, decimalsOf(state)),
    before: NOTHING,
    after: NOTHING,
    lifetime: Number.POSITIVE_INFINITY,
    considered,
    cuts,
  }
}

/** A pool has no income that a move would change. */
const NOTHING = carryOf({ supply: usd(0), staking: usd(0), borrow: usd(0), funding: usd(0) })

export const unavailable = (
  { purpose, class: planClass }: Heading,
  refusal: Refusal,
  considered: readonly Considered[],
): PoolProposal => ({ ok: false, purpose, class: planClass, refusal, considered })

/** What lifts it is tried where a plan is asked for, and not in every hour of a backtest. */
export const TRIED = 'Ask `npx trimtab plan` at this hour: it tries what lifts it.'

/** A plan that waits for something else to end first; `cause` names it. */
export const heldBack = (heading: Heading, cause: string): PoolProposal =>
  unavailable(
    heading,
    refuse('PLAN_WAITS', `It waits for ${cause}`, {
      facts: { cause },
      lift: 'Nothing to do: it is planned again once that has ended.',
    }).refusal,
    [],
  )

/** Whether a plan will be judged worth its cost. */
export const runs = (proposal: PoolProposal, { policy, assessment }: Assessed): boolean =>
  proposal.ok &&
  judge(proposal, policy.decision, { hasOptimizer: false, level: assessment.level }).outcome === 'EXECUTE'
