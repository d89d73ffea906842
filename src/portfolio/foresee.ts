import type { Refusal } from '../units/refusal.ts'
import type { Cost, Posting, Times } from './applied.ts'
import type { Book } from './book.ts'
import { AT_ONCE, add, after, beside, FREE } from './cost.ts'

/** One step of a plan as it would go: the book before and after it, and whether its stage ends with it. */
export interface Foreseen<State, Step> {
  readonly stage: number
  readonly endsStage: boolean
  readonly step: Step
  readonly before: State
  readonly after: State
  readonly cost: Cost
  readonly times: Times
  readonly postings: readonly Posting[]
}

/** A whole plan as it would go at today's prices: up to its end, or up to the step that cannot be. */
export interface Forecast<State, Step> {
  readonly steps: readonly Foreseen<State, Step>[]
  readonly final: State
  readonly cost: Cost
  readonly times: Times
  readonly refusal: Refusal | null
}

/** Applies the stages in order, everything in flight taken to land between them. Steps of one stage count as side by side in time. */
export function foresee<State, Step, Market>(
  book: Book<State, Step, Market>,
  stages: readonly (readonly Step[])[],
  { state, market }: { state: State; market: Market },
): Forecast<State, Step> {
  const steps: Foreseen<State, Step>[] = []
  let now = state
  let cost = FREE
  let times: Times = AT_ONCE
  for (let stage = 0; stage < stages.length; stage++) {
    const moves = stages[stage] ?? []
    let longest: Times = AT_ONCE
    for (let i = 0; i < moves.length; i++) {
      const step = moves[i]
      if (step === undefined) continue
      const applied = book.apply(now, step, market)
      if (!applied.ok) return { steps, final: now, cost, times: after(times, longest), refusal: applied.refusal }
      steps.push({
        stage,
        endsStage: i === moves.length - 1,
        step,
        before: now,
        after: applied.state,
        cost: applied.cost,
        times: applied.times,
        postings: applied.postings,
      })
      now = applied.state
      cost = add(cost, applied.cost)
      longest = beside(longest, applied.times)
    }
    times = after(times, longest)
  }
  return { steps, final: now, cost, times, refusal: null }
}
