import { propose } from '../planner/vaults/propose.ts'
import type { VaultsMarket } from '../portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../portfolio/vaults/policy.ts'
import { type Assessment, assess } from '../portfolio/vaults/risk.ts'
import { sound } from '../portfolio/vaults/sound.ts'
import type { VaultsStep } from '../portfolio/vaults/step.ts'
import type { Underway } from '../portfolio/vaults/underway.ts'
import { dataFaults } from '../safety/fault.ts'
import { RULES } from '../safety/vaults/rules.ts'
import type { Decision, Rooms } from './cycle.ts'

export type VaultsRooms = Rooms<Underway, VaultsStep, VaultsMarket, VaultsPolicy, Assessment>
export type VaultsDecision = Decision<Underway, VaultsStep, Assessment>

const NONE: readonly never[] = []

/** The vaults book's rooms, floor by floor. What they decide on is a cycle under way, as `begin` of portfolio/vaults/underway.ts opens it. */
export const VAULTS_ROOMS: VaultsRooms = {
  sound,
  faults: ({ unusable }) => (unusable === undefined ? NONE : dataFaults(unusable)),
  assess,
  propose,
  ranksByRelief: false,
  rules: RULES,
  keys: { costMax: null, hurdle: null },
  judging: ({ decision }) => ({ decision, hasOptimizer: false }),
}
