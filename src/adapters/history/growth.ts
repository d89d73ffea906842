import { HOUR_MS } from '../../units/time.ts'
import type { Hours } from './grid.ts'
import type { StakingSeries } from './parse.ts'

const DAY_MS = 24 * HOUR_MS
const DAYS = 30
const YEAR_DAYS = 365

/**
 * Growth of the staking rate a year, simple, over the month of daily rates up to each hour, or over what there is of it;
 * NaN until there are two days of it, so that the reader's own default can stand in.
 */
export function trailing({ time, rate }: StakingSeries, grid: Hours): Float64Array {
  const growth = new Float64Array(grid.hours).fill(Number.NaN)
  let end = -1
  let start = 0
  for (let row = 0; row < grid.hours; row += 1) {
    while (end + 1 < time.length && (time[end + 1] ?? 0) <= grid.from + row * HOUR_MS) end += 1
    while ((time[start] ?? 0) < (time[end] ?? 0) - DAYS * DAY_MS) start += 1
    const days = ((time[end] ?? Number.NaN) - (time[start] ?? Number.NaN)) / DAY_MS
    if (days >= 1) growth[row] = (((rate[end] ?? 0) / (rate[start] ?? 1) - 1) * YEAR_DAYS) / days
  }
  return growth
}
