import { isAtLeast } from '../../portfolio/measure.ts'
import type { Snapshot } from '../../portfolio/snapshot.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { Assessment } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { Instant } from '../../units/time.ts'
import { allocation } from './allocation.ts'
import { carry } from './carry.ts'
import type { Context } from './context.ts'
import { delta } from './delta.ts'
import { deploy } from './deploy.ts'
import { health } from './health.ts'
import { margin } from './margin.ts'
import { needful, upkeep } from './upkeep.ts'
import type { VenuesProposal } from './write.ts'

type Propose = (context: Context) => readonly VenuesProposal[]

/** In this order: what the book needs to act at all, what is at risk, what is off target, what would pay. */
const ROOMS: readonly Propose[] = [upkeep, margin, health, delta, deploy, allocation, carry]

/** What is asked at every cycle, whatever the clock says. */
const PRESSING: readonly Propose[] = [needful, margin, health, delta]

/**
 * Plans for everything about the book that a policy would have otherwise. Where a SAFETY plan is proposed nothing else is:
 * a dollar is used once, and the rest waits until the book is safe. Between the policy's routine hours only what presses is
 * looked at.
 */
export function propose(
  { asOf, state, market }: Snapshot<VenuesState, VenuesMarket>,
  assessment: Assessment,
  policy: VenuesPolicy,
): readonly VenuesProposal[] {
  const context: Context = { asOf, state, market, assessment, policy }
  if (!isRoutine(asOf, policy)) {
    return isAtLeast(assessment.level, 'WARNING') ? pressing(gather(PRESSING, context)) : needful(context)
  }
  const proposals = gather(ROOMS, context)
  const safety = pressing(proposals)
  return safety.some(({ ok }) => ok) ? safety : proposals
}

/** Whether a cycle falls on the policy's routine clock, counted from midnight UTC. */
function isRoutine(asOf: Instant, { decision }: VenuesPolicy): boolean {
  return decision.routineEvery === 0 || asOf % (decision.routineEvery * 1000) === 0
}

function gather(rooms: readonly Propose[], context: Context): readonly VenuesProposal[] {
  const proposals: VenuesProposal[] = []
  for (const room of rooms) for (const proposal of room(context)) proposals.push(proposal)
  return proposals
}

function pressing(proposals: readonly VenuesProposal[]): readonly VenuesProposal[] {
  if (proposals.length === 0) return proposals
  return proposals.filter((proposal) => (proposal.ok ? proposal.plan.class : proposal.class) === 'SAFETY')
}
