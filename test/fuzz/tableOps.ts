import { CELLS, NAMES } from './hostile.ts'
import type { Random } from './random.ts'

type Rows = string[][]

/** Changes a table of cells in place, and says what it did. */
type Op = (rows: Rows, random: Random) => string

const column = (rows: Rows, random: Random): number => random.int(0, Math.max(0, (rows[0]?.length ?? 1) - 1))
const body = (rows: Rows, random: Random): number => (rows.length < 2 ? 0 : random.int(1, rows.length - 1))
const at = (rows: Rows, row: number): string[] => rows[row] ?? []

function set(rows: Rows, [row, col]: readonly [number, number], text: string): void {
  const cells = rows[row]
  if (cells !== undefined) cells[col] = text
}

const cell: Op = (rows, random) => {
  const [row, col, text] = [body(rows, random), column(rows, random), random.pick(CELLS)]
  set(rows, [row, col], text)
  return `row ${row + 1}, column ${col + 1} becomes ${text.slice(0, 20)}`
}

const nudge: Op = (rows, random) => {
  const [row, col] = [body(rows, random), column(rows, random)]
  const value = Number(at(rows, row)[col])
  if (!Number.isFinite(value)) return cell(rows, random)
  const changed = value * random.pick([0, 0.001, 0.5, 0.9, 0.999, 1.001, 1.1, 2, 10, 1000, 1e6, -1])
  set(rows, [row, col], String(changed))
  return `row ${row + 1}, column ${col + 1} becomes ${changed}`
}

/** A whole column in another unit or gone: what a source changes without a word. */
const scale: Op = (rows, random) => {
  const col = column(rows, random)
  const factor = random.pick([0, 0.001, 0.01, 100, 1000, 1e6, 1e18, -1])
  for (const cells of rows.slice(1)) {
    const value = Number(cells[col])
    if (cells[col] !== undefined && cells[col] !== '' && Number.isFinite(value)) cells[col] = String(value * factor)
  }
  return `column ${col + 1} times ${factor}`
}

const blank: Op = (rows, random) => {
  const col = column(rows, random)
  for (const cells of rows.slice(1)) cells[col] = ''
  return `column ${col + 1} is blank`
}

const columnTwice: Op = (rows, random) => {
  const col = column(rows, random)
  const changed = random.chance(0.5)
  for (const [row, cells] of rows.entries())
    cells.push(row > 0 && changed ? random.pick(CELLS.slice(0, 12)) : (cells[col] ?? ''))
  return `column ${col + 1} stands twice`
}

const columnGone: Op = (rows, random) => {
  const col = column(rows, random)
  for (const cells of rows) cells.splice(col, 1)
  return `column ${col + 1} is gone`
}

const columnNew: Op = (rows, random) => {
  const name = random.pick([...NAMES, 'note', 'price ', 'DELTA'])
  for (const [row, cells] of rows.entries()) cells.push(row === 0 ? name.replace(/^"(.*)"$/, '$1') : 'x')
  return `column ${name} is new`
}

const columnRenamed: Op = (rows, random) => {
  const [col, name] = [column(rows, random), random.pick(NAMES)]
  set(rows, [0, col], name)
  return `column ${col + 1} is called ${name}`
}

const columnsSwapped: Op = (rows, random) => {
  const [a, b] = [column(rows, random), column(rows, random)]
  const from = random.chance(0.5) ? 0 : 1
  for (const cells of rows.slice(from)) [cells[a], cells[b]] = [cells[b] ?? '', cells[a] ?? '']
  return `columns ${a + 1} and ${b + 1} change places${from === 0 ? '' : ' below the header'}`
}

const ragged: Op = (rows, random) => {
  const row = body(rows, random)
  if (random.chance(0.5)) at(rows, row).pop()
  else at(rows, row).push('1')
  return `row ${row + 1} is ragged`
}

const rowGone: Op = (rows, random) => {
  const [row, many] = [body(rows, random), random.pick([1, 1, 2, 9, 30, 200])]
  rows.splice(row, many)
  return `${many} rows from ${row + 1} are gone`
}

const rowTwice: Op = (rows, random) => {
  const row = body(rows, random)
  rows.splice(row, 0, [...at(rows, row)])
  return `row ${row + 1} stands twice`
}

const rowMoved: Op = (rows, random) => {
  const row = body(rows, random)
  rows.splice(body(rows, random), 0, ...rows.splice(row, 1))
  return `row ${row + 1} moved`
}

const stampsMoved: Op = (rows, random) => {
  const by = random.pick([-1, 1, 999, -999, 1800_000, 3_599_999, -3600_000, 3600_000, 86_400_000])
  const one = random.chance(0.5) ? body(rows, random) : null
  for (const [row, cells] of rows.entries())
    if (row > 0 && (one === null || one === row)) cells[0] = String(Number(cells[0]) + by)
  return `${one === null ? 'all stamps' : `the stamp of row ${one + 1}`} moved by ${by}`
}

const stampsSeconds: Op = (rows) => {
  for (const cells of rows.slice(1)) cells[0] = String(Math.floor(Number(cells[0]) / 1000))
  return 'stamps in seconds'
}

const headless: Op = (rows) => {
  rows.splice(0, 1)
  return 'no header'
}

const headOnly: Op = (rows) => {
  rows.splice(1)
  return 'a header and nothing else'
}

const quotes: Op = (rows, random) => {
  const row = body(rows, random)
  const all = random.chance(0.3)
  for (const cells of all ? rows : [at(rows, row)]) for (const [col, text] of cells.entries()) cells[col] = `"${text}"`
  return all ? 'all cells in quotes' : `row ${row + 1} in quotes`
}

const COMMON: readonly (readonly [number, Op])[] = [
  [6, cell],
  [6, nudge],
  [2, scale],
  [1, blank],
  [2, columnTwice],
  [1, columnGone],
  [1, columnNew],
  [1, columnRenamed],
  [2, columnsSwapped],
  [2, ragged],
  [3, rowGone],
  [2, rowTwice],
  [2, rowMoved],
  [1, quotes],
  [0.5, headless],
  [0.5, headOnly],
]

const STAMPED: readonly (readonly [number, Op])[] = [...COMMON, [3, stampsMoved], [0.5, stampsSeconds]]

/** Changes a CSV; one whose first column is a stamp in its stamps too. */
export function mutate(text: string, random: Random): readonly [string, string] {
  const rows = text
    .replace(/\n$/, '')
    .split('\n')
    .map((row) => row.split(','))
  const ops = rows[0]?.[0] === 'ts_ms' ? STAMPED : COMMON
  const done = random.weighted(ops)(rows, random)
  return [`${rows.map((cells) => cells.join(',')).join('\n')}\n`, done]
}
