import type { Proposal } from '../planner/proposal.ts'
import { isAtLeast, type Level, type Measure } from '../portfolio/measure.ts'
import type { Snapshot } from '../portfolio/snapshot.ts'

/** What an assessment of any book answers. */
export interface Assessed {
  readonly level: Level
  readonly measures: () => readonly Measure[]
}

/** How much a plan does about what is at risk: alarms ended, those of CRITICAL counted first, then how far the rest moves from critical. */
export interface Relief {
  readonly ended: number
  readonly moved: number
}

/** The relief that a plan's foreseen end brings to the measures that stand at WARNING or worse. Alarms that the plan raises count against it. */
export function relief(before: readonly Measure[], after: readonly Measure[]): Relief {
  let ended = 0
  let moved = 0
  for (const was of before) {
    const is = after.find(({ name, place }) => name === was.name && place === was.place)
    ended += weight(was.level) - weight(is?.level ?? 'NORMAL')
    if (is !== undefined && isAtLeast(was.level, 'WARNING')) moved += gain(was, is)
  }
  return { ended, moved }
}

/** Whether `a` relieves more than `b`; differences within float64's own noise are none. */
export function relievesMore(a: Relief, b: Relief): boolean {
  return a.ended === b.ended ? a.moved > b.moved + NOISE : a.ended > b.ended
}

export function isSameRelief(a: Relief, b: Relief): boolean {
  return !relievesMore(a, b) && !relievesMore(b, a)
}

/** The measures of a plan's foreseen end, at today's prices. */
export function measuresAfter<State, Step, Market, Policy>(
  { forecast }: Extract<Proposal<State, Step>, { ok: true }>,
  { asOf, market }: Snapshot<State, Market>,
  { assess, policy }: Assessing<State, Market, Policy>,
): readonly Measure[] {
  return assess({ asOf, state: forecast.final, market }, policy).measures()
}

interface Assessing<State, Market, Policy> {
  readonly assess: (snapshot: Snapshot<State, Market>, policy: Policy) => Assessed
  readonly policy: Policy
}

/** One CRITICAL outweighs every WARNING that a book can have. */
function weight(level: Level): number {
  return level === 'CRITICAL' ? 1000 : level === 'WARNING' ? 1 : 0
}

/** How far a measure moves away from critical, as a share of what was between its value and its target. */
function gain(was: Measure, is: Measure): number {
  const away = was.bounds.worse === 'lower' ? is.value - was.value : was.value - is.value
  const { target, warning } = was.bounds
  const way = Math.abs((Number.isFinite(target) ? target : warning) - was.value)
  const share = way > 0 ? away / way : 0
  return Number.isFinite(share) ? Math.min(1, share) : 0
}

const NOISE = 1e-9
