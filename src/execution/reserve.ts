import { propose } from '../planner/reserve/propose.ts'
import type { ReserveMarket } from '../portfolio/reserve/market.ts'
import type { ReservePolicy } from '../portfolio/reserve/policy.ts'
import { type Assessment, assess } from '../portfolio/reserve/risk.ts'
import { settle } from '../portfolio/reserve/settle.ts'
import { sound } from '../portfolio/reserve/sound.ts'
import type { ReserveState } from '../portfolio/reserve/state.ts'
import type { ReserveStep } from '../portfolio/reserve/step.ts'
import { dataFaults } from '../safety/fault.ts'
import { RULES } from '../safety/reserve/rules.ts'
import type { Decision, Rooms } from './cycle.ts'

export type ReserveRooms = Rooms<ReserveState, ReserveStep, ReserveMarket, ReservePolicy, Assessment>
export type ReserveDecision = Decision<ReserveState, ReserveStep, Assessment>

const NONE: readonly never[] = []

/** The reserve book's rooms, floor by floor. It has no income to weigh: what is outside its band is moved where that is cheap enough. */
export const RESERVE_ROOMS: ReserveRooms = {
  sound,
  faults: ({ unusable }) => (unusable === undefined ? NONE : dataFaults(unusable)),
  assess,
  propose,
  settle,
  ranksByRelief: false,
  rules: RULES,
  keys: { costMax: { safety: 'operator.costMax', target: 'operator.costMax' }, hurdle: null },
  judging: ({ decision }) => ({ decision, hasOptimizer: false }),
}
