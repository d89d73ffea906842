import { propose } from '../planner/pool/propose.ts'
import type { PoolMarket } from '../portfolio/pool/market.ts'
import type { PoolPolicy } from '../portfolio/pool/policy.ts'
import { type Assessment, assess } from '../portfolio/pool/risk.ts'
import { sound } from '../portfolio/pool/sound.ts'
import type { PoolState } from '../portfolio/pool/state.ts'
import type { PoolStep } from '../portfolio/pool/step.ts'
import { dataFaults } from '../safety/fault.ts'
import { RULES } from '../safety/pool/rules.ts'
import type { Decision, Rooms } from './cycle.ts'

export type PoolRooms = Rooms<PoolState, PoolStep, PoolMarket, PoolPolicy, Assessment>
export type PoolDecision = Decision<PoolState, PoolStep, Assessment>

const NONE: readonly never[] = []

/** The pool book's rooms, floor by floor. A pool has no income to weigh: its bands and caps decide. */
export const POOL_ROOMS: PoolRooms = {
  sound,
  faults: ({ unusable }) => (unusable === undefined ? NONE : dataFaults(unusable)),
  assess,
  propose,
  ranksByRelief: false,
  rules: RULES,
  keys: { costMax: { safety: 'policy.costMax', target: 'policy.costMax' }, hurdle: null },
  judging: ({ decision }) => ({ decision, hasOptimizer: false }),
}
