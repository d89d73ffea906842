import type { Carry } from '../models/yield/carry.ts'
import type { Forecast } from '../portfolio/foresee.ts'
import type { Plan, PlanClass } from '../portfolio/plan.ts'
import type { Usd } from '../units/estimate.ts'
import type { Refusal } from '../units/refusal.ts'
import type { Cut } from './cut.ts'

/** A plan with what it would do and what it would earn; or why the book cannot have it. */
export type Proposal<State, Step> = Offered<State, Step> | Unavailable

export interface Offered<State, Step> {
  readonly ok: true
  readonly plan: Plan<Step>
  readonly forecast: Forecast<State, Step>
  /** USD that the plan moves, the base of its cost in basis points. */
  readonly moved: Usd
  readonly before: Carry
  readonly after: Carry
  /** Days until the opposite move is to be expected; infinite where nothing says so. */
  readonly lifetime: number
  /** Other ways that were weighed, and why each was not taken. */
  readonly considered: readonly Considered[]
  /** Where a limit keeps the plan from moving all that it would. */
  readonly cuts: readonly Cut[]
}

export interface Unavailable {
  readonly ok: false
  readonly purpose: string
  readonly class: PlanClass
  readonly refusal: Refusal
  readonly considered: readonly Considered[]
}

export interface Considered {
  readonly way: string
  readonly cost: Usd
  readonly seconds: number
  readonly why: string
}
