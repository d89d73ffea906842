import type { Decision } from '../execution/cycle.ts'
import { isAtLeast, type Level, type Measure } from '../portfolio/measure.ts'
import { calm, type Found, farthest, pass, timeToSafety } from './levels.ts'
import type { Blocked, Fate } from './outcome.ts'

/** What is kept of one walk of a book, hour by hour. */
export interface Passage {
  readonly hour: (row: number, before: Standing, after: Level) => void
  /** Something that a book at risk was not given, and why; the first of each code is kept. */
  readonly block: (row: number, said: Pick<Blocked, 'code' | 'detail'>) => void
  /** The level that an hour was decided on. */
  readonly levelAt: (row: number) => Level
  readonly fate: () => Omit<Fate, 'plans' | 'cost' | 'lost'>
}

interface Standing {
  readonly level: Level
  readonly measures: () => readonly Measure[]
}

export function passage(): Passage {
  const levels = calm()
  const blocked = new Map<string, Blocked>()
  const byRow: Level[] = []
  let found: Found | null = null
  return {
    hour(row, before, after) {
      byRow[row] = before.level
      pass(levels, row, { before: before.level, after })
      if (isAtLeast(before.level, 'WARNING')) found = farthest(before.measures(), row, found)
    },
    block(row, { code, detail }) {
      if (!blocked.has(code)) blocked.set(code, { hour: row, code, detail })
    },
    levelAt: (row) => byRow[row] ?? 'NORMAL',
    fate: () => ({
      ...levels,
      timeToSafety: timeToSafety(levels),
      worst: found?.worst ?? null,
      blocked: [...blocked.values()],
    }),
  }
}

/** Why each thing that was proposed is not done. */
export function withheld<State, Step, Assessment>({
  weighed,
  unavailable,
}: Pick<Decision<State, Step, Assessment>, 'weighed' | 'unavailable'>): readonly Pick<Blocked, 'code' | 'detail'>[] {
  const said: Pick<Blocked, 'code' | 'detail'>[] = unavailable.map(({ refusal }) => refusal)
  for (const { verdict, findings } of weighed) {
    if (verdict.outcome !== 'EXECUTE') said.push({ code: verdict.outcome, detail: verdict.rationale })
    for (const finding of findings) if (finding.severity === 'block') said.push(finding)
  }
  return said
}
