import { NotFinite } from './estimate.ts'
import { keep } from './lookup.ts'
import { visibleJson } from './text.ts'

/**
 * Returns a report as JSON, with its keys in their order and hidden characters as `\uXXXX`; `indent` blanks a level, on one line without. Throws NotFinite, naming the field,
 * where a number is NaN or infinite: JSON would print it as null, and a null of a report means that something does not apply.
 */
export function encode(report: object, indent = 0): string {
  examine(report, '')
  return visibleJson(JSON.stringify(report, null, indent))
}

/** Returns the same facts for JSON: exact figures as decimal strings, and no fields that are undefined. NotFinite as in `encode`. */
export function plain(report: object): object {
  return whole(report, '')
}

/** Returns a figure for a report: null where there is no bound, which is infinite in the engine. NaN is no bound, and stays. */
export const stated = (figure: number): number | null =>
  figure === Number.POSITIVE_INFINITY || figure === Number.NEGATIVE_INFINITY ? null : figure

function examine(record: object, path: string): void {
  const at = Array.isArray(record) ? (key: string) => `${path}[${key}]` : (key: string) => under(path, key)
  for (const [key, child] of Object.entries(record)) {
    if (typeof child === 'number' && !Number.isFinite(child)) throw new NotFinite(at(key), child)
    if (typeof child === 'object' && child !== null) examine(child, at(key))
  }
}

function copy(value: unknown, path: string): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) throw new NotFinite(path, value)
  return typeof value === 'object' && value !== null ? whole(value, path) : value
}

function whole(record: object, path: string): object {
  if (Array.isArray(record)) return record.map((each, i) => copy(each, `${path}[${i}]`))
  const copied: Record<string, unknown> = {}
  for (const [key, child] of Object.entries(record))
    if (child !== undefined) keep(copied, key, copy(child, under(path, key)))
  return copied
}

const under = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)
