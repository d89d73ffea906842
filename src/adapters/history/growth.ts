import * as Rate from '../../models/staking/rate.ts'
import { days, HOUR_MS } from '../../units/time.ts'
import type { Hours } from './grid.ts'
import type { StakingSeries } from './parse.ts'

/** Of daily rates that say what to expect: thirty where none is missing. */
export const DAYS = 30

const DAY_MS = 24 * HOUR_MS
const DAY = days(1)

/** What each hour could expect the staking rate to grow a year, from the daily rates up to it; NaN until there are two. */
export function trailing(series: StakingSeries, grid: Hours): Float64Array {
  const { time } = series
  const rates = evened(series)
  const growth = new Float64Array(grid.hours)
  let start = 0
  let next = 0
  let current = Number.NaN
  for (let row = 0; row < grid.hours; row += 1) {
    const before = next
    while (next < time.length && (time[next] ?? 0) <= grid.from + row * HOUR_MS) next += 1
    if (next > before) {
      while ((time[start] ?? 0) <= (time[next - 1] ?? 0) - DAYS * DAY_MS) start += 1
      current = Rate.forecast(rates.subarray(start, next), DAY)
    }
    growth[row] = current
  }
  return growth
}

/** The rates as if each came a day after the one before, so that the growth over a missing day counts as that of one day. */
function evened({ time, rate }: StakingSeries): Float64Array {
  let level = 1
  return rate.map((now, i) => {
    const gap = ((time[i] ?? 0) - (time[i - 1] ?? 0)) / DAY_MS
    level *= 1 + (now / (rate[i - 1] ?? now) - 1) / gap
    return level
  })
}
