import * as Model from '../../models/perp/funding.ts'
import { format, HOUR_MS, instant } from '../../units/time.ts'
import type { Source } from './client.ts'
import * as Errors from './error.ts'
import type { Series } from './parse.ts'
import type { GapPolicy } from './policy.ts'
import * as Table from './table.ts'

/** Settled rates, a decimal an interval, positive when longs pay shorts. */
export interface FundingSeries extends Series {
  readonly rate: Float64Array
}

/** Milliseconds; `to` is excluded. */
interface Range {
  readonly from: number
  readonly to: number
}

/** A decimal of one settlement; the largest true one is 0.00375. */
const RATE_MAX = 0.05
/** The middle of a file's rates by size: percent written for decimals makes it 0.01, the wildest true month 0.0015. */
const MIDDLE_MAX = 0.005
/** Settlements that say what to expect: a week at three a day. */
const RECENT = 21

export function read(source: Source): FundingSeries {
  const { file, lines, time, column } = Table.read(source, SHAPE, { from: 0, to: Number.POSITIVE_INFINITY })
  const rate = column('funding_rate')
  const size = rate.map(Math.abs)
  const at = size.findIndex((one) => one > RATE_MAX)
  const middle = median(size)
  if (at === -1 && middle <= MIDDLE_MAX) return { file, lines, time, rate }
  throw new Errors.TableError({
    code: 'RATE_IMPLAUSIBLE',
    message: `${file} has funding rates too large for decimals.`,
    facts: { file, row: lines[Math.max(at, 0)] ?? 0, value: rate[Math.max(at, 0)] ?? 0, middle },
    remedy: 'Give the rate of one settlement as a decimal: 0.0001 is 0.01 %.',
  })
}

/**
 * The settlements one would expect in [from, to) and the file lacks, at the file's own spacing there: the larger of the
 * middle spacings of the settlements before and after, so that a change of interval is no hole. RANGE_UNCOVERED where the
 * file starts or ends so far inside that a settlement is missing at that end.
 */
export function missing(series: FundingSeries, { from, to }: Range): readonly number[] {
  const { time } = series
  const gaps = spacings(time)
  reaches(series, { from, to }, gaps)
  const found: number[] = []
  for (const [i, gap] of gaps.entries()) {
    const usual = Math.max(median(gaps.slice(Math.max(0, i - RECENT), i)), median(gaps.slice(i + 1, i + 1 + RECENT)))
    if (usual === 0 || gap <= usual * 1.5) continue
    const start = time[i] ?? 0
    const steps = Math.round(gap / usual)
    for (let k = 1; k < steps; k += 1) {
      const at = Math.round((start + usual * k) / HOUR_MS) * HOUR_MS
      if (at >= from && at < to) found.push(at)
    }
  }
  return found
}

function reaches({ file, lines, time }: FundingSeries, range: Range, gaps: readonly number[]): void {
  const usual = median(gaps)
  const [first, last] = [time[0] ?? 0, time[time.length - 1] ?? 0]
  if (usual > 0 && first < range.from + usual && last + usual >= range.to) return
  throw new Errors.CoverageError({
    code: 'RANGE_UNCOVERED',
    message: `${file} does not reach from ${iso(range.from)} to ${iso(range.to)}.`,
    facts: { file, row: lines[lines.length - 1] ?? 0, first: iso(first), last: iso(last), settlements: time.length },
    remedy: 'Ask for a range inside first and last, or leave that exchange out.',
  })
}

/** Rates paid at the hours of [from, to), NaN where none is due, and the stamps the file lacks by what was done there. */
export interface Settlement {
  readonly rates: Float64Array
  readonly unbooked: readonly number[]
  readonly fromPeers: readonly number[]
  /** The file's usual spacing, ms. */
  readonly interval: number
}

interface Filling {
  readonly policy: GapPolicy['funding']
  readonly peers: readonly FundingSeries[]
}

/** A missing settlement that no peer has either is not booked. */
export function settle(series: FundingSeries, range: Range, { policy, peers }: Filling): Settlement {
  const { time, rate } = series
  const rates = new Float64Array((range.to - range.from) / HOUR_MS).fill(Number.NaN)
  for (const [i, at] of time.entries()) {
    if (at >= range.from && at < range.to) rates[(at - range.from) / HOUR_MS] = rate[i] ?? Number.NaN
  }
  const holes = missing(series, range)
  const first = holes[0]
  if (policy === 'refuse' && first !== undefined) throw hole(series, first, holes.length)
  const unbooked: number[] = []
  const fromPeers: number[] = []
  for (const at of holes) {
    const others = policy === 'peers' ? peers.flatMap((peer) => rateAt(peer, at)) : []
    ;(others.length === 0 ? unbooked : fromPeers).push(at)
    if (others.length > 0)
      rates[(at - range.from) / HOUR_MS] = others.reduce((sum, one) => sum + one, 0) / others.length
  }
  return { rates, unbooked, fromPeers, interval: median(spacings(time)) }
}

/** What each hour of [from, to) could expect a year, from settlements up to that hour at their own spacing. */
export function forecast({ time, rate }: FundingSeries, { from, to }: Range): Float64Array {
  const expected = new Float64Array((to - from) / HOUR_MS)
  const usual = median(spacings(time))
  let next = 0
  let current: number = Model.forecast([], usual / HOUR_MS)
  for (let i = 0; i < expected.length; i += 1) {
    const before = next
    while (next < time.length && (time[next] ?? 0) <= from + i * HOUR_MS) next += 1
    if (next > before) {
      const start = Math.max(0, next - RECENT)
      const stamps = time.slice(Math.max(0, start - 1), next)
      const spacing = median(spacings(stamps)) || usual
      current = Model.forecast([...rate.subarray(start, next)], spacing / HOUR_MS)
    }
    expected[i] = current
  }
  return expected
}

function rateAt({ time, rate }: FundingSeries, at: number): number[] {
  const value = rate[time.indexOf(at)]
  return value === undefined ? [] : [value]
}

function spacings(time: readonly number[]): number[] {
  return time.slice(1).map((at, i) => at - (time[i] ?? 0))
}

function hole({ file, lines, time }: FundingSeries, at: number, settlements: number): Errors.CoverageError {
  return new Errors.CoverageError({
    code: 'GAP_TOO_LONG',
    message: `${file} lacks the settlement of ${iso(at)}.`,
    facts: { file, row: lines[time.findIndex((one) => one > at)] ?? 1, at: iso(at), missing: settlements },
    remedy: "Ask for a range beside the hole, complete the file, or let the gap policy book none or the peers' mean.",
  })
}

/** Zero of nothing. */
function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function iso(at: number): string {
  return format(instant(at))
}

const SHAPE: Table.Shape = { columns: { funding_rate: 'number', mark_price_usdt: 'ignored' }, split: undefined }
