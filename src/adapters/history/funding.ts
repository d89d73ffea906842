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
  const worst = at === -1 ? size.findIndex((one) => one > MIDDLE_MAX) : at
  const [row, value] = [lines[worst] ?? 0, rate[worst] ?? 0]
  throw new Errors.TableError({
    code: 'RATE_IMPLAUSIBLE',
    message:
      at === -1
        ? `${file}:${row} funding_rate: half of the rates, such as ${value}, are larger than ${MIDDLE_MAX}.`
        : `${file}:${row} funding_rate: ${value} is outside ${-RATE_MAX} to ${RATE_MAX} for one settlement.`,
    facts: { file, row, column: 'funding_rate', value, middle },
    remedy: 'Give the rate of one settlement as a decimal: 0.0001 is 0.01 %.',
  })
}

/** Settlements that a file lacks between two that it has, each at a full hour (ms). */
export type Hole = readonly number[]

/**
 * The settlements due in [from, to) that the file lacks, hole by hole. Due is what the interval in force says: the shortest of the
 * three spacings on each side of a gap, at most 8 h; three equal spacings in a row are an interval of their own. Where it changes
 * across a gap, the new interval starts at the first settlement both share, or after the gap where the old one explains its whole
 * length. Exchanges settle at whole multiples of the interval from midnight UTC, so a spacing between other hours is none: 04:00 to
 * 12:00 lacks 08:00. What no stamp can tell is the one settlement beside a change to half or twice the interval. RANGE_UNCOVERED where the file starts or ends so far inside that a settlement is missing at that end.
 */
export function missing(series: FundingSeries, { from, to }: Range): readonly Hole[] {
  const { time } = series
  const gaps = spacings(time)
  reaches(series, { from, to }, gaps)
  const isRegular = regular(gaps.map((gap, i) => (gap > fits(time, i + 1) ? Number.NaN : gap)))
  const spans = gaps.map((gap, i) => Math.min(gap, fits(time, i + 1)))
  return gaps.flatMap((gap, i) => {
    if (isRegular[i] === true) return []
    const start = time[i] ?? 0
    const [before, after] = [inForce(spans.slice(Math.max(0, i - NEAR), i)), inForce(spans.slice(i + 1, i + 1 + NEAR))]
    const most = fits(time, i + 1)
    const sides = { before: before ?? after ?? most, after: after ?? before ?? most }
    const hole = due(gap, sides).flatMap((ahead) => {
      const at = start + ahead
      return at >= from && at < to ? [at] : []
    })
    return hole.length === 0 ? [] : [hole]
  })
}

/** Spacings on each side of a gap that tell the interval there: few, so that a change shows at once, and not one, which may be a hole. */
const NEAR = 3
/** No exchange settles less often. */
const LONGEST = 8 * HOUR_MS
const INTERVALS = [LONGEST, 4 * HOUR_MS, 2 * HOUR_MS, HOUR_MS]

/** The longest interval, of 1, 2, 4 and 8 h from midnight UTC, that settles both at a stamp and at the one before it. */
function fits(time: readonly number[], at: number): number {
  const [start, end] = [time[at - 1] ?? 0, time[at] ?? 0]
  return INTERVALS.find((interval) => start % interval === 0 && end % interval === 0) ?? HOUR_MS
}

/** Whether each spacing is one of several equal ones: of three in a row, or of two at an end of the file; NaN is none. */
function regular(gaps: readonly number[]): readonly boolean[] {
  const found: boolean[] = []
  for (let start = 0; start < gaps.length; ) {
    let end = start + 1
    while (gaps[end] === gaps[start]) end += 1
    const least = start === 0 || end === gaps.length ? 2 : NEAR
    const isOne = (gaps[start] ?? 0) <= LONGEST && end - start >= least
    for (; start < end; start += 1) found.push(isOne)
  }
  return found
}

/** Undefined of no spacings. */
function inForce(gaps: readonly number[]): number | undefined {
  return gaps.length === 0 ? undefined : Math.min(LONGEST, ...gaps)
}

/** How far after the start of a gap settlements were due inside it. */
function due(gap: number, { before, after }: { readonly before: number; readonly after: number }): readonly number[] {
  if (before === after || (after < before && gap % before === 0)) return steps(before, { by: before, end: gap })
  if (after < before) return steps(gap % after || after, { by: after, end: gap })
  const change = gap < after ? gap : gap % after
  const old = steps(before, { by: before, end: Math.min(change + 1, gap) })
  const shared = change > 0 && change < gap && !old.includes(change) ? [change] : []
  return [...old, ...shared, ...steps(change + after, { by: after, end: gap })]
}

function steps(first: number, { by, end }: { readonly by: number; readonly end: number }): readonly number[] {
  const found: number[] = []
  for (let at = first; at < end; at += by) found.push(at)
  return found
}

function reaches({ file, lines, time }: FundingSeries, range: Range, gaps: readonly number[]): void {
  const [head, tail] = [inForce(gaps.slice(0, NEAR)), inForce(gaps.slice(-NEAR))]
  const [first, last] = [time[0] ?? 0, time[time.length - 1] ?? 0]
  if (head !== undefined && tail !== undefined && first < range.from + head && last + tail >= range.to) return
  throw new Errors.CoverageError({
    code: 'RANGE_UNCOVERED',
    message: `${file} has settlements from ${iso(first)} to ${iso(last)}; the run needs ${iso(range.from)} to ${iso(range.to)}.`,
    facts: { file, row: lines[lines.length - 1] ?? 0, first: iso(first), last: iso(last), settlements: time.length },
    remedy: 'Ask for a range inside the file, or leave that exchange out.',
  })
}

/** Rates paid at the hours of [from, to), NaN where none is due, and the stamps the file lacks by what was done there. */
export interface Settlement {
  readonly rates: Float64Array
  readonly unbooked: readonly Hole[]
  readonly fromPeers: readonly Hole[]
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
  if (policy === 'refuse' && holes[0] !== undefined) throw refused(series, holes[0], holes.flat().length)
  const book = (at: number): boolean => {
    const others = policy === 'peers' ? peers.flatMap((peer) => rateAt(peer, at)) : []
    if (others.length > 0)
      rates[(at - range.from) / HOUR_MS] = others.reduce((sum, one) => sum + one, 0) / others.length
    return others.length > 0
  }
  const booked = holes.map((hole) => hole.filter(book))
  const unbooked = holes.map((hole, i) => hole.filter((at) => !booked[i]?.includes(at)))
  return { rates, unbooked, fromPeers: booked }
}

/**
 * What each hour of [from, to) could expect a year, from settlements up to that hour. Each counts by its own interval, as those before it
 * tell it: the spacing from the one before, at most what fits both stamps. So a change shows from its first settlement on.
 */
export function forecast({ time, rate }: FundingSeries, { from, to }: Range): Float64Array {
  const expected = new Float64Array((to - from) / HOUR_MS)
  const gaps = spacings(time)
  const first = Math.min(gaps[0] ?? LONGEST, fits(time, 1))
  const intervals = time.map((_, i) => (i === 0 ? first : Math.min(gaps[i - 1] ?? 0, fits(time, i))))
  let next = 0
  let current: number = Model.forecast([], first / HOUR_MS)
  for (let i = 0; i < expected.length; i += 1) {
    const before = next
    while (next < time.length && (time[next] ?? 0) <= from + i * HOUR_MS) next += 1
    if (next > before) {
      const start = Math.max(0, next - RECENT)
      const interval = intervals[next - 1] ?? first
      const recent = Array.from(
        rate.subarray(start, next),
        (one, at) => one * (interval / (intervals[start + at] ?? interval)),
      )
      current = Model.forecast(recent, interval / HOUR_MS)
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

function refused({ file, lines, time }: FundingSeries, hole: Hole, settlements: number): Errors.CoverageError {
  const [at = 0, last = at] = [hole[0], hole[hole.length - 1]]
  const span =
    hole.length === 1 ? `the settlement of ${iso(at)}` : `${hole.length} settlements, ${iso(at)} to ${iso(last)}`
  const more = settlements > hole.length ? `, and ${settlements - hole.length} more in the range` : ''
  return new Errors.CoverageError({
    code: 'GAP_TOO_LONG',
    message: `${file} lacks ${span}${more}.`,
    facts: { file, row: lines[time.findIndex((one) => one > at)] ?? 1, at: iso(at), missing: settlements },
    remedy: 'Ask for a range beside the hole, complete the file, or set data.gaps.funding to none or peers.',
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

const SHAPE: Table.Shape = {
  stamp: 'instant',
  columns: { funding_rate: 'number', mark_price_usdt: 'ignored' },
  split: undefined,
}
