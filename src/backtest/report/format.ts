import type { MeasureName } from '../../portfolio/measure.ts'
import type { Result } from '../venues/result.ts'

type Currency = Result['currency']

const LOCALE = 'en-GB'

const formats = new Map<number, Intl.NumberFormat>()

function formatOf(digits: number): Intl.NumberFormat {
  const known = formats.get(digits)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  formats.set(digits, made)
  return made
}

export function number(value: number, digits = 0): string {
  const text = formatOf(digits).format(value)
  // Nothing is less than nothing by rounding, and a minus is as wide as a plus.
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace('-', '−')
}

/** Worth with as many digits as tell something: whole dollars from a thousand up, ether to the fourth place. */
export function money(value: number, currency: Currency): string {
  return `${figure(value, currency)}\u00a0${currency}`
}

export function figure(value: number, currency: Currency): string {
  if (currency === 'ETH') return number(value, Math.abs(value) >= 10_000 ? 2 : 4)
  return number(value, Math.abs(value) >= 1_000 || value === 0 ? 0 : 2)
}

export function percent(value: number, digits = 2): string {
  return `${number(value * 100, digits)}\u00a0%`
}

export function signed(text: string): string {
  return /^[−0]/.test(text) && !/^0[.,]\d*[1-9]/.test(text) ? text : `+${text}`
}

/** `2026-03-05 14:00`, in UTC as the page says once at its head. */
export function when(at: string | number): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString().slice(0, 16).replace('T', ' ')
}

export function day(at: string | number): string {
  return when(at).slice(0, 10)
}

export function hours(count: number): string {
  if (count < 48) return `${number(count)}\u00a0h`
  return `${number(count / 24, count < 2_400 ? 1 : 0)}\u00a0days`
}

/** `45 s`, `90 min`, `15 h 8 min` or `3.2 days`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${number(seconds)}\u00a0s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes}\u00a0min`
  const rest = minutes % 60
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}\u00a0h${rest === 0 ? '' : `\u00a0${rest}\u00a0min`}`
  return `${number(minutes / 1440, 1)}\u00a0days`
}

export function count(many: number, noun: string): string {
  return `${number(many)} ${noun}${many === 1 ? '' : 's'}`
}

/** A measure's value as tables show it: ratios to 1 with three places, shares as percentages. */
export function measured(name: MeasureName, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  return RATIOS.has(name) ? number(value, 3) : percent(value, 2)
}

const RATIOS: ReadonlySet<MeasureName> = new Set(['health', 'marginHealth', 'redemption'])
