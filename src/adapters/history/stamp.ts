import { HOUR_MS } from '../../units/time.ts'
import * as Errors from './error.ts'

interface Placed {
  readonly line: number
  readonly time: number
}

/** Exchanges stamp some milliseconds late; beyond a minute it is another time, not a late one. */
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

/** The full hour of what holds at one instant (a settlement, a snapshot), when it is within a minute, early or late. */
export function snapped(file: string, row: number, time: number): number {
  const hour = Math.round(time / HOUR_MS) * HOUR_MS
  if (Math.abs(time - hour) <= SNAP_MS) return hour
  throw offHour({ file, row, time }, Math.round(Math.abs(time - hour) / 1000))
}

/**
 * The open of a bar that is `length` ms long, when the stamp is at it or a sixtieth of the bar, at most a minute, late. Earlier by
 * as little it would be the close of the bar before, and its prices would be laid an hour late: that is refused.
 */
export function opening({ file, row, time }: Stamped, length: number): number {
  const late = time % length
  const most = Math.min(SNAP_MS, length / 60)
  if (late <= most) return time - late
  if (length - late > most) throw offHour({ file, row, time }, Math.round(Math.min(late, length - late) / 1000))
  throw new Errors.TableError({
    code: 'TIME_AT_CLOSE',
    message: `${file}:${row} is stamped ${(length - late) / 1000} s before a bar opens (${time}): its bars look stamped at their close.`,
    facts: { file, row, column: 'ts_ms', value: time },
    remedy:
      'Stamp each bar with the time it opens, in whole hours of UTC for hourly bars: subtract its length from the close.',
  })
}

interface Stamped {
  readonly file: string
  readonly row: number
  readonly time: number
}

function offHour({ file, row, time }: Stamped, secondsOff: number): Errors.TableError {
  return new Errors.TableError({
    code: 'TIME_OFF_HOUR',
    message: `${file}:${row} is stamped ${time}, ${secondsOff} s off the time it should be at.`,
    facts: { file, row, value: time, secondsOff },
    remedy: 'Give hourly rows the full hour of UTC they open at; check the time zone of the file.',
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
