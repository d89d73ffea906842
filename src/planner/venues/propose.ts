import type { Snapshot } from '../../portfolio/snapshot.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { Assessment } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import { allocation } from './allocation.ts'
import { carry } from './carry.ts'
import type { Context } from './context.ts'
import { delta } from './delta.ts'
import { deploy } from './deploy.ts'
import { health } from './health.ts'
import { margin } from './margin.ts'
import { upkeep } from './upkeep.ts'
import type { VenuesProposal } from './write.ts'

type Propose = (context: Context) => readonly VenuesProposal[]

/** In this order: what the book needs to act at all, what is at risk, what is off target, what would pay. */
const ROOMS: readonly Propose[] = [upkeep, margin, health, delta, deploy, allocation, carry]

/**
 * Plans for everything about the book that a policy would have otherwise. Where a SAFETY plan is proposed nothing else is:
 * a dollar is used once, and the rest waits until the book is safe.
 */
export function propose(
  snapshot: Snapshot<VenuesState, VenuesMarket>,
  assessment: Assessment,
  policy: VenuesPolicy,
): readonly VenuesProposal[] {
  const { asOf, state, market } = snapshot
  const context: Context = { asOf, state, market, assessment, policy }
  const proposals: VenuesProposal[] = []
  for (const room of ROOMS) for (const proposal of room(context)) proposals.push(proposal)
  if (proposals.length === 0) return proposals
  const safety = proposals.filter((proposal) => (proposal.ok ? proposal.plan.class : proposal.class) === 'SAFETY')
  return safety.length > 0 ? safety : proposals
}
