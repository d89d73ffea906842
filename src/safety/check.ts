import type { Cost } from '../portfolio/applied.ts'
import type { Forecast, Foreseen } from '../portfolio/foresee.ts'
import type { Plan, PlanClass } from '../portfolio/plan.ts'
import type { Instant } from '../units/time.ts'
import { block, type Finding } from './finding.ts'

/** One step under examination: the book before and after it, the prices, and the class of the plan it belongs to. */
export interface Examined<State, Step, Market, Policy> {
  readonly before: State
  readonly after: State
  readonly step: Step
  readonly cost: Cost
  readonly endsStage: boolean
  readonly now: Instant
  readonly market: Market
  readonly policy: Policy
  readonly class: PlanClass
  /** The book as it stood before the whole plan: what a rule compares with where a plan may only improve things. */
  readonly start: State
}

/** A safety rule: what it has to say of one step. It knows nothing of the planner. */
export type Rule<State, Step, Market, Policy> = (examined: Examined<State, Step, Market, Policy>) => readonly Finding[]

export interface Located extends Finding {
  readonly stage: number
  /** Index of the step in the whole plan; the plan's length when the plan as a whole is meant. */
  readonly at: number
}

/** Every rule on every intermediate state that a plan passes through, and the refusal that ends it where it cannot go on. */
export function check<State, Step, Market, Policy>(
  forecast: Forecast<State, Step>,
  plan: Plan<Step>,
  { rules, now, market, policy }: Book<State, Step, Market, Policy>,
): readonly Located[] {
  const findings: Located[] = []
  const start = forecast.steps[0]?.before ?? forecast.final
  for (let at = 0; at < forecast.steps.length; at++) {
    const foreseen = forecast.steps[at]
    if (foreseen === undefined) continue
    for (const finding of examine(foreseen, start, { rules, now, market, policy, class: plan.class }))
      findings.push({ ...finding, stage: foreseen.stage, at })
  }
  if (forecast.refusal !== null) {
    const { code, detail, facts, lift } = forecast.refusal
    findings.push({
      ...block(code, detail, { facts, lift }),
      stage: stageOf(plan, forecast.steps.length),
      at: forecast.steps.length,
    })
  }
  return findings
}

/** The rules on one step alone: what runs again with fresh facts before the step is taken. */
export function examine<State, Step, Market, Policy>(
  foreseen: Pick<Foreseen<State, Step>, 'before' | 'after' | 'step' | 'cost' | 'endsStage'>,
  start: State,
  { rules, now, market, policy, class: planClass }: Book<State, Step, Market, Policy> & { readonly class: PlanClass },
): readonly Finding[] {
  const { before, after, step, cost, endsStage } = foreseen
  const findings: Finding[] = []
  for (const rule of rules) {
    const said = rule({ before, after, step, cost, endsStage, now, market, policy, class: planClass, start })
    if (said.length > 0) findings.push(...said)
  }
  return findings
}

/** The stage that holds the step of this index in the whole plan; the last one beyond. */
function stageOf<Step>({ stages }: Plan<Step>, at: number): number {
  let before = 0
  for (const [stage, steps] of stages.entries()) {
    before += steps.length
    if (at < before) return stage
  }
  return Math.max(0, stages.length - 1)
}

export function isBlocked(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'block')
}

interface Book<State, Step, Market, Policy> {
  readonly rules: readonly Rule<State, Step, Market, Policy>[]
  readonly now: Instant
  readonly market: Market
  readonly policy: Policy
}
