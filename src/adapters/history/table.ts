import { lookup } from '../../units/lookup.ts'
import { HOUR_MS } from '../../units/time.ts'
import type { Source } from './client.ts'
import * as Errors from './error.ts'
import * as Record from './record.ts'
import type { Window } from './slice.ts'
import * as Stamp from './stamp.ts'

/**
 * What a column must hold. `blank` is a positive number or nothing (NaN), and so is `optional`, which may be absent (NaN throughout);
 * `ignored` is known, not read, and may be absent.
 */
export type Rule = 'positive' | 'number' | 'blank' | 'optional' | 'ignored'

export interface Shape {
  readonly columns: Readonly<Record<string, Rule>>
  /** What `ts_ms` is: when an hourly bar opens, or the instant at which the figures hold. */
  readonly stamp: 'opening' | 'instant'
  /** A column of names that splits the file into one table each, in time order within a name; or none. */
  readonly split: string | undefined
}

/** The rows inside a window: whole hours (ms), strictly ascending, with the 1-based line each stands on. */
export interface Table {
  readonly file: string
  readonly lines: readonly number[]
  readonly time: readonly number[]
  readonly column: (name: string) => Float64Array
}

interface Row {
  readonly line: number
  readonly time: number
  readonly cells: readonly string[]
}

const TIME = 'ts_ms'
const MAY_LACK: ReadonlySet<Rule | undefined> = new Set(['optional', 'ignored'])
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i

/** Rows outside the window are only checked for a sound, ascending stamp: that is what makes a long file cheap to cut. */
export function read(source: Source, shape: Shape, window: Window): Table {
  const names = header(source, shape)
  return table({ file: source.file, names, shape }, rows(source, names, { window, stamp: shape.stamp, ordered: true }))
}

/** As `read`, one table for each name met in the `split` column. */
export function groups(source: Source, shape: Shape, window: Window): ReadonlyMap<string, Table> {
  const names = header(source, shape)
  const at = shape.split === undefined ? -1 : names.indexOf(shape.split)
  const found = new Map<string, Row[]>()
  for (const row of rows(source, names, { window, stamp: shape.stamp, ordered: false })) {
    const name = row.cells[at] ?? ''
    const group = found.get(name)
    if (group === undefined) found.set(name, [row])
    else {
      Stamp.ascending(source.file, row, group[group.length - 1])
      group.push(row)
    }
  }
  return new Map([...found].map(([name, group]) => [name, table({ file: source.file, names, shape }, group)]))
}

function header(source: Source, { columns, split }: Shape): readonly string[] {
  const needed = [TIME, ...Object.keys(columns).filter((name) => !MAY_LACK.has(lookup(columns, name)))]
  if (split !== undefined) needed.push(split)
  return Record.header(source, { needed, isKnown: (name) => Object.hasOwn(columns, name) })
}

interface Wanted {
  readonly window: Window
  readonly stamp: Shape['stamp']
  /** Rows ascend over the whole file, not only within a name. */
  readonly ordered: boolean
}

function rows(source: Source, names: readonly string[], { window, stamp, ordered }: Wanted): readonly Row[] {
  const { file } = source
  const at = names.indexOf(TIME)
  const found: Row[] = []
  let before: Row | undefined
  for (const { line, cells } of Record.rows(source, names.length, ordered && at === 0 ? window : undefined)) {
    const raw = Stamp.parse(file, line, cells[at] ?? '')
    const opens = stamp === 'opening'
    const time = opens ? Stamp.opening({ file, row: line, time: raw }, HOUR_MS) : Stamp.snapped(file, line, raw)
    const row = { line, time, cells }
    if (ordered) Stamp.ascending(file, row, before)
    before = row
    if (row.time >= window.from && row.time <= window.to) found.push(row)
  }
  return found
}

interface Form {
  readonly file: string
  readonly names: readonly string[]
  readonly shape: Shape
}

function table({ file, names, shape }: Form, found: readonly Row[]): Table {
  const columns = new Map<string, Float64Array>()
  for (const [at, name] of names.entries()) {
    const rule = lookup(shape.columns, name)
    if (rule === undefined || rule === 'ignored') continue
    columns.set(
      name,
      Float64Array.from(found, (row) => cell({ file, row: row.line, column: name }, row.cells[at] ?? '', rule)),
    )
  }
  return {
    file,
    lines: found.map((row) => row.line),
    time: found.map((row) => row.time),
    column: (name) => columns.get(name) ?? new Float64Array(found.length).fill(Number.NaN),
  }
}

function cell(where: Where, text: string, rule: Rule): number {
  if ((rule === 'blank' || rule === 'optional') && text === '') return Number.NaN
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(value)) throw refused('NOT_A_NUMBER', where, text)
  if (rule !== 'number' && value <= 0) throw refused('NOT_POSITIVE', where, text)
  return value
}

interface Where {
  readonly file: string
  readonly row: number
  readonly column: string
}

function refused(code: 'NOT_A_NUMBER' | 'NOT_POSITIVE', where: Where, value: string): Errors.TableError {
  const what = code === 'NOT_POSITIVE' ? 'must be above zero' : 'is no finite number'
  return new Errors.TableError({
    code,
    message: `${where.file}:${where.row} ${where.column} ${what}.`,
    facts: { ...where, value: value.slice(0, 40) },
    remedy: 'Correct the figure, or remove the row and let the gap policy decide.',
  })
}
