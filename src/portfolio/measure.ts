import { stated } from '../units/json.ts'
import type { Duration } from '../units/time.ts'

/** NORMAL inside its band, DRIFT outside it, WARNING and CRITICAL past the levels of the same name. */
export type Level = 'NORMAL' | 'DRIFT' | 'WARNING' | 'CRITICAL'

export type MeasureName =
  | 'health'
  | 'ltv'
  | 'equityRatio'
  | 'marginHealth'
  | 'distance'
  | 'delta'
  | 'allocation'
  | 'buffer'
  | 'gas'
  | 'peg'
  | 'guard'
  | 'weight'
  | 'flow'
  | 'collateral'
  | 'redemption'
  | 'sharePrice'
  | 'supply'
  | 'liquidity'
  | 'shortfall'

/**
 * The levels of one measure. `worse` says which way trouble lies; every comparison is strict, so a value on a level has not
 * passed it (docs/rules/venues.md#D9). `low` and `high` are the band around the target; levels that do not apply are infinite.
 */
export interface Bounds {
  readonly worse: 'lower' | 'higher'
  readonly target: number
  readonly low: number
  readonly high: number
  readonly warning: number
  readonly critical: number
}

/** One figure of risk with its levels, the same shape in every book. `room` is how far the value is from critical, negative past it. */
export interface Measure {
  readonly name: MeasureName
  readonly place: string
  readonly value: number
  readonly bounds: Bounds
  readonly level: Level
  readonly room: number
  /** An estimate, or null where none can be made. */
  readonly timeToCritical: Duration | null
}

/** The levels of a measure in a report: null where a level does not apply. */
export type BoundsReport = { readonly worse: Bounds['worse'] } & {
  readonly [Name in Exclude<keyof Bounds, 'worse'>]: number | null
}

/**
 * A measure in a report: null where a level does not apply, and where nothing has a limit, as the health of a loan without debt. `isKnown`
 * is false where the value cannot be told, which is CRITICAL: then value and room are null.
 */
export interface MeasureReport extends Omit<Measure, 'value' | 'bounds' | 'room'> {
  readonly isKnown: boolean
  readonly value: number | null
  readonly bounds: BoundsReport
  readonly room: number | null
}

export function toReport({ name, place, value, bounds, level, room, timeToCritical }: Measure): MeasureReport {
  const isKnown = !Number.isNaN(value)
  const figures = { value: isKnown ? stated(value) : null, bounds: boundsReport(bounds), level }
  return { name, place, ...figures, room: isKnown ? stated(room) : null, timeToCritical, isKnown }
}

export const boundsReport = ({ worse, target, low, high, warning, critical }: Bounds): BoundsReport => ({
  worse,
  target: stated(target),
  low: stated(low),
  high: stated(high),
  warning: stated(warning),
  critical: stated(critical),
})

/** The measure of a value. NaN is CRITICAL: what cannot be known is not safe. */
export function of(name: MeasureName, place: string, { value, bounds, timeToCritical = null }: Reading): Measure {
  const room = bounds.worse === 'lower' ? value - bounds.critical : bounds.critical - value
  return { name, place, value, bounds, level: levelOf(value, bounds), room, timeToCritical }
}

export function levelOf(value: number, bounds: Bounds): Level {
  const worse = bounds.worse === 'lower' ? -1 : 1
  const pastCritical = (value - bounds.critical) * worse
  if (pastCritical > 0 || Number.isNaN(value)) return 'CRITICAL'
  if ((value - bounds.warning) * worse > 0) return 'WARNING'
  return value < bounds.low || value > bounds.high ? 'DRIFT' : 'NORMAL'
}

export function worst(a: Level, b: Level): Level {
  if (a === b || b === 'NORMAL' || a === 'CRITICAL') return a
  if (a === 'NORMAL' || b === 'CRITICAL') return b
  return a === 'WARNING' ? a : b
}

/** Whether a level is at least another. */
export function isAtLeast(a: Level, b: Level): boolean {
  return worst(a, b) === a
}

interface Reading {
  readonly value: number
  readonly bounds: Bounds
  readonly timeToCritical?: Duration | null
}
