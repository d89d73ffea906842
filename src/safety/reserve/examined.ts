import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import type { Examined, Rule } from '../check.ts'

export type ReserveExamined = Examined<ReserveState, ReserveStep, ReserveMarket, ReservePolicy>
export type ReserveRule = Rule<ReserveState, ReserveStep, ReserveMarket, ReservePolicy>
