import type { PoolMarket } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { Assessment } from '../../portfolio/pool/risk.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { Snapshot } from '../../portfolio/snapshot.ts'
import { gather, gathering } from './room/gather.ts'
import { isBeyondBand, isPressing, level, levelling } from './room/level.ts'
import { ready } from './room/ready.ts'
import { refund } from './room/refund.ts'
import type { Assessed } from './trial.ts'
import { heldBack, type PoolProposal, runs } from './write.ts'

/**
 * Plans for everything about the book that a policy would have otherwise: expired deposits back and chains liquid first, and while one of these is
 * possible nothing else; then everything at home, and share prices together last, since what a consolidation pays the bridge moves them.
 * Share prices past their warning wait for no routine hour, and nothing goes home until they are back: what a chain is given would be taken
 * from it again. What waits is listed with what it waits for.
 */
export function propose(
  { asOf, state, market }: Snapshot<PoolState, PoolMarket>,
  assessment: Assessment,
  policy: PoolPolicy,
): readonly PoolProposal[] {
  const context: Assessed = { asOf, state, market, assessment, policy }
  const pressing = [...refund(context), ...ready(context)]
  const first = pressing.find(({ ok }) => ok)
  if (first?.ok === true) return [...pressing, ...later(context, `the plan "${first.plan.purpose}"`)]
  const routine = isRoutine(context)
  if (isPressing(context)) return [...pressing, ...level(context), ...(routine ? gathered(PRICES, context) : [])]
  if (!routine) return pressing
  const home = gather(context)
  const next = home.find((proposal) => runs(proposal, context))
  if (next?.ok !== true) return [...pressing, ...home, ...level(context)]
  return [...pressing, ...home, ...waiting(context, `the plan "${next.plan.purpose}"`)]
}

const PRICES = 'share prices to come back within their warning level'

/** The way home, held back. */
const gathered = (cause: string, context: Assessed): readonly PoolProposal[] =>
  gather(context).map(() => heldBack(gathering(context), cause))

/** What a plan that presses holds back. */
function later(context: Assessed, cause: string): readonly PoolProposal[] {
  const isDue = isRoutine(context)
  const prices = isDue || isPressing(context) ? waiting(context, cause) : []
  return [...prices, ...(isDue ? gathered(cause, context) : [])]
}

/** Share prices beyond their band, held back. */
const waiting = (context: Assessed, cause: string): readonly PoolProposal[] =>
  isBeyondBand(context) ? [heldBack(levelling(context), cause)] : []

/** Whether a cycle falls on the policy's routine clock, counted from midnight UTC. */
function isRoutine({ asOf, policy }: Assessed): boolean {
  const { routineEvery } = policy.decision
  return routineEvery === 0 || asOf % (routineEvery * 1000) === 0
}
