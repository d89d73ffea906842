import type { Snapshot } from '../../portfolio/snapshot.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { Assessment } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'

/** All that a planner of the venues book may look at. */
export interface Context extends Snapshot<VenuesState, VenuesMarket> {
  readonly policy: VenuesPolicy
  readonly assessment: Assessment
}
