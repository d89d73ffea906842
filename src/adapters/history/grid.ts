import type { Bars } from '../../ports/history.ts'
import { format, HOUR_MS, instant } from '../../units/time.ts'
import * as Errors from './error.ts'
import type { BarSeries, Series } from './parse.ts'

/** Hours from `from` (ms), which is a full hour. */
export interface Hours {
  readonly from: number
  readonly hours: number
}

/** Figures on the grid, and the rows that the policy filled. */
export interface Laid<Figures> {
  readonly figures: Figures
  readonly filled: readonly number[]
}

/** A missing hour of at most `limit` in a row is a flat bar at the last close: what was known then, with no wick. */
export function bars(series: BarSeries, grid: Hours, limit: number): Laid<Bars> {
  const open = new Float64Array(grid.hours)
  const high = new Float64Array(grid.hours)
  const low = new Float64Array(grid.hours)
  const filled: number[] = []
  const latest = latestOf(series, grid)
  for (let row = 0; row < grid.hours; row += 1) {
    const at = latest(row)
    const age = grid.from / HOUR_MS + row - (series.time[at] ?? Number.NaN) / HOUR_MS
    if (at === -1 || (age > 0 && at === series.time.length - 1)) throw uncovered(series, grid, row)
    if (age > limit) throw tooLong(series, grid, { row, hours: age, limit })
    const held = series.close[at] ?? 0
    open[row] = age > 0 ? held : (series.open[at] ?? 0)
    high[row] = age > 0 ? held : (series.high[at] ?? 0)
    low[row] = age > 0 ? held : (series.low[at] ?? 0)
    if (age > 0) filled.push(row)
  }
  return { figures: { open, high, low }, filled }
}

/** Opens where the file has them, elsewhere the `other` figure, or GAP_TOO_LONG where there is no other. */
export function opens(series: BarSeries, grid: Hours, other: Float64Array | undefined): Laid<Float64Array> {
  const figures = new Float64Array(grid.hours)
  const filled: number[] = []
  const latest = latestOf(series, grid)
  for (let row = 0; row < grid.hours; row += 1) {
    const at = latest(row)
    if (series.time[at] === grid.from + row * HOUR_MS) {
      figures[row] = series.open[at] ?? 0
      continue
    }
    if (other === undefined) throw tooLong(series, grid, { row, hours: 1, limit: 0 })
    figures[row] = other[row] ?? 0
    filled.push(row)
  }
  return { figures, filled }
}

interface Holding {
  /** Whose cells `values` are: named where they are blank. */
  readonly column: string
  readonly values: Float64Array
  /** Hours that a value holds by itself, and how many more the policy carries it. */
  readonly interval: number
  readonly limit: number
  /** Rows before the first value: not known (NaN), or an error. */
  readonly before: 'unknown' | 'refuse'
}

/** The last value published up to each row; NaN in `values` is a day without one. */
export function held(series: Series, grid: Hours, holding: Holding): Laid<Float64Array> {
  const { values, interval, limit, before } = holding
  const figures = new Float64Array(grid.hours)
  const filled: number[] = []
  const known = series.time.flatMap((_, i) => (Number.isNaN(values[i] ?? Number.NaN) ? [] : [i]))
  const some = { ...series, lines: known.map((i) => series.lines[i] ?? 0), time: known.map((i) => series.time[i] ?? 0) }
  const latest = latestOf(some, grid)
  for (let row = 0; row < grid.hours; row += 1) {
    const at = latest(row)
    const late = grid.from / HOUR_MS + row - (some.time[at] ?? Number.NaN) / HOUR_MS - interval
    const isRefused = (at === -1 && before === 'refuse') || late >= limit
    if (isRefused) refuseBlank(series, grid, { ...holding, row, blank: { after: known[at], until: known[at + 1] } })
    if (isRefused && (at === -1 || at === some.time.length - 1)) throw uncovered(some, grid, row)
    if (isRefused) throw tooLong(some, grid, { row, hours: late + 1, limit })
    figures[row] = at === -1 ? Number.NaN : (values[known[at] ?? 0] ?? Number.NaN)
    if (late >= 0) filled.push(row)
  }
  return { figures, filled }
}

interface Line {
  readonly values: Float64Array
  /** Days that may be missing between two. */
  readonly limit: number
}

/** On the straight line between the days around each row. */
export function between(series: Series, grid: Hours, { values, limit }: Line): Laid<Float64Array> {
  const figures = new Float64Array(grid.hours)
  const filled: number[] = []
  const latest = latestOf(series, grid)
  for (let row = 0; row < grid.hours; row += 1) {
    const at = latest(row)
    const now = grid.from + row * HOUR_MS
    const [start, end] = [series.time[at], series.time[at + 1]]
    const value = values[at] ?? Number.NaN
    if (start === undefined || (end === undefined && start !== now)) throw uncovered(series, grid, row)
    if (end === undefined || start === now) {
      figures[row] = value
      continue
    }
    const days = (end - start) / (24 * HOUR_MS) - 1
    if (days > limit) throw tooLong(series, grid, { row, hours: days * 24, limit: limit * 24 })
    figures[row] = value + ((values[at + 1] ?? value) - value) * ((now - start) / (end - start))
    if (days > 0) filled.push(row)
  }
  return { figures, filled }
}

/** Index of the last stamp at or before a row, -1 for none; rows must be asked for in ascending order. */
function latestOf({ time }: Series, grid: Hours): (row: number) => number {
  let at = -1
  return (row) => {
    while (at + 1 < time.length && (time[at + 1] ?? 0) <= grid.from + row * HOUR_MS) at += 1
    return at
  }
}

function uncovered({ file, lines, time }: Series, grid: Hours, row: number): Errors.CoverageError {
  const at = iso(grid.from + row * HOUR_MS)
  const first = time[0]
  const last = time[time.length - 1]
  const known = first === undefined || last === undefined ? {} : { first: iso(first), last: iso(last) }
  return new Errors.CoverageError({
    code: 'RANGE_UNCOVERED',
    message: `${file} does not reach ${at}.`,
    facts: { file, row: lines[lines.length - 1] ?? 1, at, ...known },
    remedy: 'Ask for a range inside the file, or leave out what needs it.',
  })
}

interface Blank extends Holding {
  readonly row: number
  /** The rows with a figure around the hour: their places in the file's series; undefined where there is none. */
  readonly blank: { readonly after: number | undefined; readonly until: number | undefined }
}

/** Throws where the file has a row for the hour whose cell in the column is blank; a file that has no row does not reach. */
function refuseBlank({ file, lines, time }: Series, grid: Hours, { column, interval, row, blank }: Blank): void {
  const now = grid.from + row * HOUR_MS
  const start = (blank.after ?? -1) + 1
  const end = (blank.until ?? time.length) - 1
  const latest = time.findLastIndex((one) => one <= now)
  if (latest < start || now - (time[latest] ?? 0) >= interval * HOUR_MS) return
  const [first, last] = [iso(time[start] ?? 0), iso(time[end] ?? 0)]
  const span = start === end ? `at ${first}` : `from ${first} to ${last}`
  const [line, to] = [lines[start] ?? 1, lines[end] ?? 1]
  throw new Errors.CoverageError({
    code: blank.until === undefined || blank.after === undefined ? 'RANGE_UNCOVERED' : 'GAP_TOO_LONG',
    message: `${file}:${line === to ? line : `${line}-${to}`} ${column} is blank ${span}, so it has no figure at ${iso(now)}.`,
    facts: { file, row: line, column, at: iso(now), first, last },
    remedy: `Complete ${column} in those rows, ask for a range outside them, or leave out what needs it.`,
  })
}

function tooLong({ file, lines, time }: Series, grid: Hours, gap: Gap): Errors.CoverageError {
  const now = grid.from + gap.row * HOUR_MS
  const row = time.findIndex((one) => one > now)
  return new Errors.CoverageError({
    code: 'GAP_TOO_LONG',
    message: `${file} has no figure at ${iso(now)}, and the policy carries none so far.`,
    facts: { file, row: lines[row] ?? 1, at: iso(now), hours: gap.hours, limit: gap.limit },
    remedy: 'Ask for a range beside the hole, complete the file, or allow it in the gap policy.',
  })
}

interface Gap {
  readonly row: number
  readonly hours: number
  readonly limit: number
}

function iso(at: number): string {
  return format(instant(at))
}
