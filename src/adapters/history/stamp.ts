import { HOUR_MS } from '../../units/time.ts'
import * as Errors from './error.ts'

interface Placed {
  readonly line: number
  readonly time: number
}

/** Exchanges stamp a settlement some milliseconds late; beyond a minute it is another time, not a late one. */
const SNAP_MS = 60_000
const DIGITS = /^\d{1,17}$/

/** Epoch milliseconds, told from seconds and microseconds by size (they lie a thousandfold apart until the year 5138). */
export function parse(file: string, row: number, text: string): number {
  if (!DIGITS.test(text)) {
    throw new Errors.TableError({
      code: 'NOT_A_NUMBER',
      message: `${file}:${row} has no whole number as its time.`,
      facts: { file, row, column: 'ts_ms', value: text.slice(0, 40) },
      remedy: 'Write the time as whole milliseconds since 1970, UTC.',
    })
  }
  return inMilliseconds(file, row, Number(text))
}

export function inMilliseconds(file: string, row: number, time: number): number {
  if (time >= 1e11 && time < 1e14) return time
  throw new Errors.TableError({
    code: 'TIME_UNIT',
    message: `${file}:${row} has a time in ${time < 1e11 ? 'seconds' : 'microseconds'}.`,
    facts: { file, row, value: time },
    remedy: 'Write times as milliseconds since 1970, UTC.',
  })
}

/** The full hour, when it is within a minute. */
export function snapped(file: string, row: number, time: number): number {
  const hour = Math.round(time / HOUR_MS) * HOUR_MS
  if (Math.abs(time - hour) <= SNAP_MS) return hour
  throw new Errors.TableError({
    code: 'TIME_OFF_HOUR',
    message: `${file}:${row} is not at a full hour.`,
    facts: { file, row, value: time, secondsOff: Math.round(Math.abs(time - hour) / 1000) },
    remedy: 'Give hourly rows the hour they open at; check the time zone.',
  })
}

export function ascending(file: string, row: Placed, before: Placed | undefined): void {
  if (before === undefined || row.time > before.time) return
  const same = row.time === before.time
  throw new Errors.TableError({
    code: same ? 'TIME_DUPLICATE' : 'TIME_UNSORTED',
    message: `${file}:${row.line} ${same ? 'repeats the time of' : 'is earlier than'} line ${before.line}.`,
    facts: { file, row: row.line, value: row.time, before: before.time },
    remedy: same ? 'Keep one row for each time.' : 'Sort the file by ts_ms.',
  })
}
