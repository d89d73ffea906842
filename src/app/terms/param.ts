import { lookup } from '../../units/lookup.ts'
import * as Unit from '../config/unit.ts'
import venues from './venues.json' with { type: 'json' }

/** How far a figure can be trusted: read at its source, told by another, or guessed here; `stated` is the operator's own. */
export type Confidence = 'primary' | 'secondary' | 'estimate' | 'stated'

/** One fact of a venue with where it comes from. `value` is as its source writes it, in `unit`. */
export interface Param {
  readonly path: string
  readonly value: unknown
  readonly unit: string
  readonly source: string
  readonly asOf: string
  readonly confidence: Confidence
  readonly refresh: { readonly from: string; readonly maxAge: string } | null
}

/** What the engine works with: figures in its own units. */
export type Figure = number | boolean | string | readonly string[] | Spans | readonly (readonly number[])[]

export interface Spans {
  readonly p50: number
  readonly p95: number
  readonly stress: number
}

/** How a value is written: one figure, spans of time, a table by columns, a switch, a word, or a list of assets. */
export type Kind =
  | { readonly kind: 'figure'; readonly dimension: Unit.Dimension }
  | { readonly kind: 'spans' }
  | { readonly kind: 'table'; readonly columns: readonly Unit.Dimension[] }
  | { readonly kind: 'flag' | 'name' | 'assets' }

let cache: ReadonlyMap<string, Param> | undefined

/** Every parameter by its path, in the order of the file. */
export function params(): ReadonlyMap<string, Param> {
  if (cache === undefined) {
    const found = new Map<string, Param>()
    walk(venues, '', found)
    cache = found
  }
  return cache
}

/** What kind of value a parameter takes. Spans are written in the unit of their fields. */
export function kindOf({ unit, value }: Param): Kind {
  if (unit === 'flag' || unit === 'name' || unit === 'assets') return { kind: unit }
  if (unit.startsWith('[')) return { kind: 'table', columns: columnsOf(unit).map(dimensionOf) }
  if (isRecord(value) && 'p50' in value) return { kind: 'spans' }
  return { kind: 'figure', dimension: dimensionOf(unit) }
}

/** A parameter's value in the engine's units. */
export function figureOf(param: Param): Figure {
  const { unit } = param
  const value = resolve(param)
  if (typeof value === 'number') return Unit.inUnit(value, unit)
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (unit.startsWith('[')) return rows(value, columnsOf(unit))
  if (Array.isArray(value)) return value.map(String)
  const span = (key: string): number => Unit.inUnit(isRecord(value) ? Number(lookup(value, key)) : Number.NaN, unit)
  return { p50: span('p50'), p95: span('p95'), stress: span('stress') }
}

/** A value that another exchange's stands for. */
function resolve({ value }: Param): unknown {
  if (!isRecord(value) || typeof value['sameAs'] !== 'string') return value
  return params().get(value['sameAs'])?.value
}

function rows(value: unknown, units: readonly string[]): readonly (readonly number[])[] {
  if (!Array.isArray(value)) return []
  return value.map((row) =>
    units.map((unit, at) => Unit.inUnit(Array.isArray(row) ? Number(row[at]) : Number.NaN, unit)),
  )
}

function columnsOf(unit: string): readonly string[] {
  return unit.slice(1, -1).split(', ')
}

function dimensionOf(unit: string): Unit.Dimension {
  return Unit.dimensionOf(unit) ?? 'ratio'
}

function walk(node: unknown, path: string, found: Map<string, Param>): void {
  if (!isRecord(node)) return
  if ('unit' in node) {
    found.set(path, { path, refresh: null, ...(node as Omit<Param, 'path' | 'refresh'>) })
    return
  }
  for (const [key, child] of Object.entries(node)) walk(child, path === '' ? key : `${path}.${key}`, found)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
