import * as Rate from '../../models/staking/rate.ts'
import type { History } from '../../ports/history.ts'
import { days } from '../../units/time.ts'
import type { Draw } from './draw.ts'
import * as Path from './path.ts'
import type { Regime } from './regime.ts'

const START = 1.05
const PER_HOUR = 0.0275 / 8760
const DAY_HOURS = 24
const RECENT = 30
const DAY = days(1)

/**
 * A rate that grows by the hour and drops where a regime slashes; only growth heals that. The market pays less. Growth is
 * forecast once a day, from the last 30 daily rates.
 */
export function staking(rows: readonly Regime[], draw: Draw): History['weeth'] {
  const hours = rows.length - 1
  const rate = new Float64Array(hours)
  const growth = new Float64Array(hours)
  const discount = Path.level(rows, { draw, to: (regime) => regime.discount, shake: 0.0001, min: -0.001, max: 0.05 })
  const recent = earlier()
  let value = START
  let expected = Number.NaN
  for (let i = 0; i < hours; i += 1) {
    const regime = rows[i]
    if (regime !== undefined && regime !== rows[i - 1]) value *= 1 - regime.slash
    rate[i] = value
    if (i % DAY_HOURS === 0) {
      recent.shift()
      recent.push(value)
      expected = Rate.forecast(recent, DAY)
    }
    growth[i] = expected
    value *= 1 + PER_HOUR
  }
  return { rate, market: rate.map((one, i) => one * (1 - (discount[i] ?? 0))), growth }
}

/** The daily rates before the first hour, oldest first, as if the rate had grown as ever. */
function earlier(): number[] {
  const rates: number[] = []
  let value = START
  for (let i = 1; i <= RECENT * DAY_HOURS; i += 1) {
    value /= 1 + PER_HOUR
    if (i % DAY_HOURS === 0) rates.push(value)
  }
  return rates.reverse()
}
