import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import type { Examined, Rule } from '../check.ts'

export type VenuesExamined = Examined<VenuesState, VenuesStep, VenuesMarket, VenuesPolicy>
export type VenuesRule = Rule<VenuesState, VenuesStep, VenuesMarket, VenuesPolicy>

/** Whether a measure that is worse when lower has not fallen, but for rounding; also below zero, where a lost account stands. */
export function isNoWorse(now: number, before: number): boolean {
  return now >= before || before - now <= ROUNDING * Math.abs(now)
}

const ROUNDING = 1e-12
