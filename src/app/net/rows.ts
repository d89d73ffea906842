import * as Csv from '../../adapters/history/csv.ts'
import { found, type Problem } from '../config/problem.ts'
import { type Position, read } from '../config/source.ts'

/** One row as it is written; cells that are empty are left out. */
export interface Raw {
  readonly cells: ReadonlyMap<string, string>
  /** Where a cell stands, or the row where it has none. */
  readonly at: (key: string) => Position
}

export interface Rows {
  readonly list: readonly Raw[]
  /** Where each column is named; null where rows name their own. */
  readonly columns: ReadonlyMap<string, Position> | null
  readonly problems: readonly Problem[]
}

/** JSON where the text or the file's name says so, else CSV with a line of names. */
export function rowsOf(text: string, file: string): Rows {
  const bare = text.replace(/^\uFEFF/, '')
  return file.endsWith('.json') || /^\s*[[{]/.test(bare) ? fromJson(bare) : fromCsv(bare)
}

function fromJson(text: string): Rows {
  // YAML reads all that is JSON, and knows where everything stands; what only YAML allows is no JSON all the same.
  const { data, problems, at, written } = read(text)
  const said = misread(text)
  if (said !== null) return { list: [], columns: null, problems: [broken(problems[0] ?? START, said)] }
  if (problems.length > 0) return { list: [], columns: null, problems }
  if (!Array.isArray(data)) return shapeless(at([]), 'a mapping or a single value')
  const wrong: Problem[] = []
  const list = data.map((row: unknown, index): Raw => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      wrong.push(...shapeless(at([index]), found(row)).problems)
      return { cells: new Map(), at: () => at([index]) }
    }
    const cells = new Map<string, string>()
    for (const [key, value] of Object.entries(row)) {
      if (value === null) continue
      if (typeof value !== 'string' && typeof value !== 'number') {
        wrong.push({ code: 'TYPE_WRONG', ...SCALAR, ...at([index, key]), path: `${index}.${key}`, found: found(value) })
        continue
      }
      // A long decimal came as text. What is a number of more than the 15 digits of a double, by its exponent, was rounded already, or is infinite.
      if (
        typeof value === 'number' &&
        !(Number.isFinite(value) && String(value).replace(/\D|^0\./g, '').length <= DIGITS)
      )
        wrong.push({
          code: 'FIGURE_INVALID',
          ...PLAIN,
          ...at([index, key]),
          path: `${index}.${key}`,
          found: written([index, key]) ?? String(value),
        })
      cells.set(key, PLAIN_DIGITS.test(String(value)) ? String(value) : (written([index, key]) ?? String(value).trim()))
    }
    return { cells, at: (key) => at([index, key]) }
  })
  return { list, columns: null, problems: wrong }
}

/** What is wrong with a text that is not JSON; null of one that is. */
function misread(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Where the parser says a place it is that, else where YAML stumbled. */
function broken(near: Position, said: string): Problem {
  const [, line, column] = /line (\d+) column (\d+)/.exec(said) ?? []
  const where = line === undefined ? near : { line: Number(line), column: Number(column) }
  return {
    code: 'JSON_SYNTAX',
    kind: 'bad',
    line: where.line,
    column: where.column,
    path: '',
    found: said,
    allowed: 'JSON: a list of mappings in brackets, names and words in double quotes',
    meant: null,
  }
}

const START: Position = { line: 1, column: 1 }
const DIGITS = 15
const PLAIN_DIGITS = /^-?\d+(?:\.\d+)?$/
const PLAIN = { kind: 'bad', allowed: 'a plain decimal, without an exponent', meant: null } as const

const SCALAR = { kind: 'bad', allowed: 'a text or a number', meant: null } as const

const shapeless = (at: Position, found: string): Rows => ({
  list: [],
  columns: null,
  problems: [
    {
      code: 'TYPE_WRONG',
      kind: 'bad',
      ...at,
      path: '',
      found,
      allowed: 'a list of mappings, one for each wish',
      meant: null,
    },
  ],
})

function fromCsv(text: string): Rows {
  const all = [...Csv.rows(text, 1)]
  const [head, ...body] = all.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  const unread = all.flatMap(({ line, broken: fault }) => (fault === null ? [] : [quote({ ...fault, line })]))
  if (head === undefined || unread.length > 0) return { list: [], columns: null, problems: unread }
  const names = head.cells.map((name) => name.trim().toLowerCase())
  const at = (index: number): Position => ({ line: head.line, column: Csv.columnOf(head, index) })
  const isEven = ({ cells }: Csv.Row): boolean => cells.length === names.length
  const ragged = body.filter((row) => !isEven(row))
  const problems = [...headless(names, at), ...ragged.map((row) => uneven(row, head.line, names.length))]
  const columns = new Map(names.flatMap((name, i) => (name === '' ? [] : [[name, at(i)] as const])))
  return { list: body.filter(isEven).map((row) => raw(row, names)), columns, problems }
}

const uneven = ({ line, cells }: Csv.Row, header: number, expected: number): Problem => ({
  code: 'TYPE_WRONG',
  kind: 'bad',
  line,
  column: 1,
  path: '',
  found: `${cells.length} cells`,
  allowed: `${expected}, as in the header on line ${header}`,
  meant: null,
})

const quote = ({ why, ...at }: Position & { readonly why: string }): Problem => ({
  code: 'QUOTE_BROKEN',
  kind: 'bad',
  ...at,
  path: '',
  found: why,
  allowed: 'quotes around a whole cell, and doubled inside one',
  meant: null,
})

function raw(row: Csv.Row, names: readonly string[]): Raw {
  const cells = new Map<string, string>()
  for (const [i, name] of names.entries()) {
    const cell = row.cells[i]?.trim() ?? ''
    if (cell !== '') cells.set(name, cell)
  }
  const at = (key: string): Position => {
    const index = names.indexOf(key)
    return { line: row.line, column: index === -1 ? 1 : Csv.columnOf(row, index) + blanks(row.cells[index]) }
  }
  return { cells, at }
}

/** Blanks before a cell's text, which nobody would look for. */
const blanks = (cell = ''): number => (cell.trim() === '' ? 0 : cell.length - cell.trimStart().length)

/** Of two columns with one name, it would depend on the reader which counts; a column without a name counts for nothing. */
function headless(names: readonly string[], at: (index: number) => Position): Problem[] {
  return names.flatMap((name, i): Problem[] => {
    const shared = { kind: 'bad', ...at(i), meant: null } as const
    if (name === '')
      return [
        {
          code: 'KEY_UNKNOWN',
          ...shared,
          path: '',
          found: 'a column without a name',
          allowed: 'a name in each column',
        },
      ]
    const first = names.indexOf(name)
    if (first === i) return []
    const said = { found: `the column '${name}' twice`, allowed: `each column once; the other is column ${first + 1}` }
    return [{ code: 'KEY_TWICE', ...shared, path: name, ...said }]
  })
}
