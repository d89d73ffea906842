import type { History } from '../../ports/history.ts'
import type { Draw } from './draw.ts'
import * as Path from './path.ts'
import type { Regime } from './regime.ts'

const START = 1.05
const PER_HOUR = 0.0275 / 8760
const MONTH = 720
const YEAR = 8760

/** A rate that grows by the hour and drops where a regime slashes; only growth heals that. The market pays less. */
export function staking(rows: readonly Regime[], draw: Draw): History['weeth'] {
  const hours = rows.length - 1
  const rate = new Float64Array(hours)
  const growth = new Float64Array(hours)
  const discount = Path.level(rows, { draw, to: (regime) => regime.discount, shake: 0.0001, min: -0.001, max: 0.05 })
  let value = START
  for (let i = 0; i < hours; i += 1) {
    const regime = rows[i]
    if (regime !== undefined && regime !== rows[i - 1]) value *= 1 - regime.slash
    rate[i] = value
    value *= 1 + PER_HOUR
    // Before the first hour the rate is taken to have grown as ever.
    const before = i >= MONTH ? (rate[i - MONTH] ?? START) : START * (1 - PER_HOUR * (MONTH - i))
    growth[i] = (((rate[i] ?? START) / before - 1) * YEAR) / MONTH
  }
  return { rate, market: rate.map((one, i) => one * (1 - (discount[i] ?? 0))), growth }
}
