import type { Spread } from './measure.ts'

/** One line of the results. `show` writes its unit; what has no floor or no target has null there. */
export interface Figure {
  readonly name: string
  readonly measured: Spread
  readonly show: (value: number) => string
  readonly target: Target | null
  readonly floor: Floor | null
  /** What exactly was measured, and what the floor is. */
  readonly note: string
}

export interface Target {
  readonly bound: 'at most' | 'at least'
  readonly value: number
}

/** The least that the same machine needs for the same input; `ratio` is how many times that the measured figure takes. */
export interface Floor {
  readonly value: number
  readonly ratio: number
}

export function isMissed({ measured, target }: Figure): boolean {
  if (target === null) return false
  return target.bound === 'at most' ? measured.median > target.value : measured.median < target.value
}

/** A floor in the unit of the figure, where less is better. */
export function over(measured: Spread, floor: Spread): Floor {
  return { value: floor.median, ratio: measured.median / floor.median }
}

export const microseconds = (value: number): string => `${digits(value)} µs`
export const milliseconds = (value: number): string => `${digits(value)} ms`
export const seconds = (value: number): string => `${value.toFixed(2)} s`
export const megabytes = (value: number): string => `${digits(value)} MB`
export const stepsPerSecond = (value: number): string =>
  value < 1e6 ? `${digits(value / 1000)} k/s` : `${digits(value / 1e6)} M/s`

/** Three digits, and no more zeros than that takes. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
}
