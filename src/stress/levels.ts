import { isAtLeast, type Level, type Measure, worst } from '../portfolio/measure.ts'
import type { Worst } from './outcome.ts'

/** Levels along one walk: the worst, the last, and since when nothing is past its warning. */
export interface Levels {
  level: Level
  endLevel: Level
  inDanger: number | null
  safe: number | null
}

export const calm = (): Levels => ({ level: 'NORMAL', endLevel: 'NORMAL', inDanger: null, safe: null })

/** The level before and after what was done in an hour. The book counts as safe from the last hour that left it so. */
export function pass(levels: Levels, hour: number, { before, after }: { before: Level; after: Level }): void {
  levels.level = worst(levels.level, worst(before, after))
  levels.endLevel = after
  if (levels.inDanger === null && isAtLeast(before, 'WARNING')) levels.inDanger = hour
  if (levels.inDanger === null) return
  if (isAtLeast(after, 'WARNING')) levels.safe = null
  else if (isAtLeast(before, 'WARNING') || levels.safe === null) levels.safe = hour
}

/** Hours from danger to safety: 0 where there never was any, null where there is no end to it. */
export const timeToSafety = ({ inDanger, safe }: Levels): number | null =>
  inDanger === null ? 0 : safe === null ? null : safe - inDanger

/** The measure that is farthest past its levels: the higher level first, then the share of its way from target to critical. */
export function farthest(measures: readonly Measure[], hour: number, known: Found | null): Found | null {
  let found = known
  for (const { name, place, value, level, room, bounds } of measures) {
    if (!isAtLeast(level, 'WARNING')) continue
    const span = Math.abs(bounds.target - bounds.critical)
    const share = Number.isNaN(room) ? Number.NEGATIVE_INFINITY : room / (span > 0 && Number.isFinite(span) ? span : 1)
    if (found !== null && !isFarther({ level, share }, found)) continue
    const shown = Number.isFinite(value) ? value : null
    found = { share, worst: { measure: name, place, value: shown, level, hour } }
  }
  return found
}

function isFarther({ level, share }: { level: Level; share: number }, { share: known, worst: { level: was } }: Found) {
  return level === was ? share < known : isAtLeast(level, was)
}

/** `share` is what is left of the way to critical; below zero past it. */
export interface Found {
  readonly share: number
  readonly worst: Worst
}
