import type { PoolMarket } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { Assessment } from '../../portfolio/pool/risk.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { Snapshot } from '../../portfolio/snapshot.ts'
import { gather } from './room/gather.ts'
import { isPressing, level } from './room/level.ts'
import { ready } from './room/ready.ts'
import { refund } from './room/refund.ts'
import type { Assessed } from './trial.ts'
import type { PoolProposal } from './write.ts'

/**
 * Plans for everything about the book that a policy would have otherwise: expired deposits back and chains liquid first, and while one of these is
 * possible nothing else; then share prices together, and everything at home. Between the policy's routine hours only what presses is
 * looked at, share prices past their warning among it.
 */
export function propose(
  { asOf, state, market }: Snapshot<PoolState, PoolMarket>,
  assessment: Assessment,
  policy: PoolPolicy,
): readonly PoolProposal[] {
  const context: Assessed = { asOf, state, market, assessment, policy }
  const pressing = [...refund(context), ...ready(context)]
  if (pressing.some(({ ok }) => ok)) return pressing
  if (!isRoutine(context)) return isPressing(context) ? [...pressing, ...level(context)] : pressing
  return [...pressing, ...level(context), ...gather(context)]
}

/** Whether a cycle falls on the policy's routine clock, counted from midnight UTC. */
function isRoutine({ asOf, policy }: Assessed): boolean {
  const { routineEvery } = policy.decision
  return routineEvery === 0 || asOf % (routineEvery * 1000) === 0
}
