import { respond } from '../planner/venues/emergency/respond.ts'
import { propose } from '../planner/venues/propose.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import { type Assessment, assessSound } from '../portfolio/venues/risk.ts'
import { settle } from '../portfolio/venues/settle.ts'
import { sound } from '../portfolio/venues/sound.ts'
import type { VenuesState } from '../portfolio/venues/state.ts'
import type { VenuesStep } from '../portfolio/venues/step.ts'
import { faults } from '../safety/venues/price.ts'
import { RULES } from '../safety/venues/rules.ts'
import type { Decision, Rooms } from './cycle.ts'

export type VenuesRooms = Rooms<VenuesState, VenuesStep, VenuesMarket, VenuesPolicy, Assessment>
export type VenuesDecision = Decision<VenuesState, VenuesStep, Assessment>

/** The venues book's rooms, floor by floor. */
export const VENUES_ROOMS: VenuesRooms = {
  sound,
  faults,
  assess: assessSound,
  propose,
  respond,
  settle: (snapshot, { limits }) => settle(snapshot, limits.deadline),
  ranksByRelief: true,
  rules: RULES,
  keys: {
    costMax: { safety: 'decision.costMax.safety', target: 'decision.costMax.target' },
    hurdle: { target: 'decision.hurdle.target', opportunistic: 'decision.hurdle.opportunistic' },
  },
  judging: ({ decision, mode }) => ({ decision, hasOptimizer: mode.components.optimizer }),
}
