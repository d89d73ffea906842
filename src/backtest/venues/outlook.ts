import type { History, ReserveHistory } from '../../ports/history.ts'

/**
 * A history whose lending rates are what may be expected rather than what was last printed: the median of the last seven
 * daily rates up to each row, as for funding (docs/rules/venues.md). A day of 22 % neither ends a loop nor starts one. Indices,
 * which are what accrues, stay as they are.
 */
export function outlook(history: History): History {
  const { USDT, WETH, weETH } = history.reserves
  return { ...history, reserves: { USDT: steady(USDT), WETH: steady(WETH), weETH: steady(weETH) } }
}

function steady(reserve: ReserveHistory): ReserveHistory {
  return { ...reserve, supplyRate: medians(reserve.supplyRate), borrowRate: medians(reserve.borrowRate) }
}

/** Of the rates a day apart, back from each row; a stretch in which nothing changes is worked out once. */
function medians(rates: Float64Array): Float64Array {
  const result = new Float64Array(rates.length)
  for (let row = 0; row < rates.length; row++) {
    const isSame = row > 0 && row % DAY !== 0
    result[row] = isSame ? (result[row - 1] ?? Number.NaN) : median(rates, row)
  }
  return result
}

function median(rates: Float64Array, row: number): number {
  const seen: number[] = []
  for (let back = row; back >= 0 && seen.length < DAYS; back -= DAY) insert(seen, rates[back] ?? Number.NaN)
  const middle = Math.trunc(seen.length / 2)
  const upper = seen[middle] ?? Number.NaN
  return seen.length % 2 === 1 ? upper : (upper + (seen[middle - 1] ?? Number.NaN)) / 2
}

/** Puts a number where it belongs among a few that are in order. */
function insert(sorted: number[], value: number): void {
  let at = sorted.length
  sorted.push(value)
  for (; at > 0 && (sorted[at - 1] ?? 0) > value; at--) sorted[at] = sorted[at - 1] ?? 0
  sorted[at] = value
}

const DAY = 24
const DAYS = 7
