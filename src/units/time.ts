import type { Branded } from './brand.ts'
import { TrimtabError } from './error.ts'

/** Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted. */
export type Instant = Branded<number, 'Instant'>
/** Seconds, signed. */
export type Duration = Branded<number, 'Duration'>

/** Names the unit; checks nothing. */
export const instant = (n: number): Instant => n as Instant
/** Names the unit; checks nothing. */
export const seconds = (n: number): Duration => n as Duration
export const hours = (n: number): Duration => seconds(n * 3600)
export const days = (n: number): Duration => seconds(n * 86_400)

/** 365 days, as Aave counts (docs/models/lending.md#interest-and-rates). */
export const YEAR: Duration = seconds(31_536_000)
export const HOUR_MS = 3_600_000

const DAY_MS = 86_400_000
const SHAPE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z)|([+-])(\d\d):(\d\d)))?$/

/** to − from; negative when `to` is the earlier. */
export const since = (from: Instant, to: Instant): Duration => seconds((to - from) / 1000)

export const plus = (i: Instant, d: Duration): Instant => instant(i + d * 1000)

/**
 * ISO 8601: '2024-05-12' is midnight UTC; a time of day must name its zone (`Z` or ±hh:mm), or two readers would take it
 * for two instants. `T` or a blank between; below a millisecond is cut off. InvalidInstant, also for 30 February.
 */
export function parse(text: string): Instant {
  const match = SHAPE.exec(text)
  if (match === null) throw new InvalidInstant(text)
  const field = (k: number): number => Number(match[k] ?? '0')
  const year = field(1)
  const month = field(2)
  const day = field(3)
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
  const isTime = field(4) < 24 && field(5) < 60 && field(6) < 60 && field(10) < 24 && field(11) < 60
  if (!isDate || !isTime) throw new InvalidInstant(text)
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const clock = field(4) * HOUR_MS + field(5) * 60_000 + field(6) * 1000 + milliseconds
  const offset = (field(10) * 60 + field(11)) * 60_000
  return instant(dayNumber(year, month, day) * DAY_MS + clock - (match[9] === '-' ? -offset : offset))
}

/** ISO 8601 in UTC to the second, cut off downward: '2024-05-12T00:00:00Z'. InvalidInstant outside the years 0 to 9999. */
export function format(i: Instant): string {
  if (!(i >= FIRST && i < BEYOND)) throw new InvalidInstant(String(i))
  const dayIndex = Math.floor(i / DAY_MS)
  const second = Math.floor((i - dayIndex * DAY_MS) / 1000)
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
  return `${calendar(dayIndex)}T${clock.map((n) => pad(n, 2)).join(':')}Z`
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0')

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

// Proleptic Gregorian days since 1970-01-01. Years are counted from 1 March, so that the leap day is the last of its year.
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const m = month <= 2 ? month + 9 : month - 3
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  return y * 365 + leaps + Math.floor((153 * m + 2) / 5) + day - 1 - 719_468
}

// The inverse of dayNumber, over eras of 400 years (146 097 days).
function calendar(dayIndex: number): string {
  const shifted = dayIndex + 719_468
  const era = Math.floor(shifted / 146_097)
  const inEra = shifted - era * 146_097
  const leapless = inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)
  const yearInEra = Math.floor(leapless / 365)
  const inYear = inEra - (365 * yearInEra + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100))
  const m = Math.floor((5 * inYear + 2) / 153)
  const month = m < 10 ? m + 3 : m - 9
  const year = yearInEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(inYear - Math.floor((153 * m + 2) / 5) + 1, 2)}`
}

const FIRST = dayNumber(0, 1, 1) * DAY_MS
const BEYOND = dayNumber(10_000, 1, 1) * DAY_MS

export class InvalidInstant extends TrimtabError {
  constructor(text: string) {
    super({
      code: 'INVALID_INSTANT',
      message: `'${text}' is not an instant`,
      facts: { text },
      remedy: 'Write 2024-05-12 or 2024-05-12T08:00:00Z; a time of day needs Z or an offset such as +02:00.',
    })
  }
}
