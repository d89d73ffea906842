import { type Price, of as priceOf } from '../../units/price.ts'
import type { Source } from './client.ts'
import * as Errors from './error.ts'
import * as Plausible from './plausible.ts'
import * as Record from './record.ts'
import type * as Slice from './slice.ts'
import * as Stamp from './stamp.ts'

/** Prices of one asset, digit by digit as published, each with the time (ms) from which it was known. Ascending. */
export interface Quotes {
  readonly file: string
  readonly time: readonly number[]
  readonly price: readonly Price[]
}

/** Where the prices of one asset stand in a file. */
export interface Column {
  readonly price: string
  /** The column that says whose row it is, and what stands there; null where every row has the asset. */
  readonly only: { readonly column: string; readonly is: string } | null
  /** Whether another column belongs to the file. */
  readonly isOther: (name: string) => boolean
  /** Milliseconds of a bar, which is stamped at its open; null where rows come at any time. */
  readonly bar: number | null
  /** From the stamp of a row until its figure was known: the length of a bar for its close. */
  readonly known: number
  /** What a price can be. */
  readonly range: Plausible.Range
}

const TIME = 'ts_ms'
const DECIMALS = 18
const PRICE = /^(\d{1,15})(?:\.(\d*))?$/

/** The figures of one asset that became known inside the window. A blank cell is a hole. TableError, FileError. */
export function read(source: Source, column: Column, window: Slice.Window): Quotes {
  const { file } = source
  const { price: name, only, bar, known, isOther: isKnown } = column
  const names = Record.header(source, { needed: [TIME, name, ...(only === null ? [] : [only.column])], isKnown })
  const at = { time: names.indexOf(TIME), price: names.indexOf(name), only: names.indexOf(only?.column ?? TIME) }
  const time: number[] = []
  const price: Price[] = []
  const cut = { from: window.from - known, to: window.to - known }
  let before: { readonly line: number; readonly time: number } | undefined
  let last: Plausible.Dated | undefined
  for (const { line, cells } of Record.rows(source, names.length, only === null && at.time === 0 ? cut : undefined)) {
    if (only !== null && cells[at.only] !== only.is) continue
    const raw = Stamp.parse(file, line, cells[at.time] ?? '')
    const stamp = { line, time: bar === null ? raw : Stamp.opening({ file, row: line, time: raw }, bar) }
    Stamp.ascending(file, stamp, before)
    before = stamp
    const cell = cells[at.price] ?? ''
    if (cell === '' || stamp.time < cut.from || stamp.time > cut.to) continue
    time.push(stamp.time + known)
    const figured = figure({ file, line }, name, cell)
    const now = { time: stamp.time, value: Number(cell) }
    const where = { file, row: line, column: name }
    Plausible.within(where, now.value, column.range)
    Plausible.leap(where, [last, now], column.range)
    last = now
    price.push(figured)
  }
  return { file, time, price }
}

interface Where {
  readonly file: string
  readonly line: number
}

/** Digits beyond the eighteenth are cut: no venue publishes any. */
function figure({ file, line }: Where, column: string, text: string): Price {
  const [, whole, part = ''] = PRICE.exec(text) ?? []
  if (whole === undefined) throw refused('NOT_A_NUMBER', { file, line }, { column, text })
  const price = BigInt(whole + part.slice(0, DECIMALS).padEnd(DECIMALS, '0'))
  if (price === 0n) throw refused('NOT_POSITIVE', { file, line }, { column, text })
  return priceOf(price)
}

const SAID = {
  NOT_A_NUMBER: 'is no plain decimal',
  NOT_POSITIVE: 'must be above zero',
} as const

function refused(
  code: keyof typeof SAID,
  { file, line }: Where,
  { column, text }: { readonly column: string; readonly text: string },
): Errors.TableError {
  return new Errors.TableError({
    code,
    message: `${file}:${line} ${column} ${SAID[code]}.`,
    facts: { file, row: line, column, value: text.slice(0, 40) },
    remedy: 'Check the unit and the digits of the row against its source, or remove the row.',
  })
}
