import type { Problem } from '../config/problem.ts'
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
  const { data, problems, at } = read(text)
  const said = misread(text)
  if (said !== null) return { list: [], columns: null, problems: [broken(problems[0] ?? START, said)] }
  if (problems.length > 0) return { list: [], columns: null, problems }
  if (!Array.isArray(data)) return shapeless(at([]), 'a mapping or a single value')
  const wrong: Problem[] = []
  const list = data.map((row: unknown, index): Raw => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      wrong.push(...shapeless(at([index]), JSON.stringify(row)).problems)
      return { cells: new Map(), at: () => at([index]) }
    }
    const cells = new Map<string, string>()
    for (const [key, value] of Object.entries(row)) {
      if (value === null) continue
      // A long decimal came as text. What is a number of more than the 15 digits of a double, by its exponent, was rounded already.
      if (typeof value === 'number' && String(value).replace(/\D|^0\./g, '').length > DIGITS)
        wrong.push({
          code: 'FIGURE_INVALID',
          ...PLAIN,
          ...at([index, key]),
          path: `${index}.${key}`,
          found: String(value),
        })
      cells.set(key, String(value).trim())
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
const PLAIN = { kind: 'bad', allowed: 'a plain decimal, without an exponent', meant: null } as const

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
  const lines = text.split(/\r?\n/)
  const first = lines.findIndex((line) => line.trim() !== '')
  if (first === -1) return { list: [], columns: null, problems: [] }
  const names = fields(lines[first] ?? '')
  const columns = new Map(names.map(({ text: name, column }) => [name.toLowerCase(), { line: first + 1, column }]))
  const problems: Problem[] = []
  const list: Raw[] = []
  for (const [index, line] of lines.entries()) {
    if (index <= first || line.trim() === '') continue
    const found = fields(line)
    const where = { line: index + 1, column: 1 }
    if (found.length > names.length)
      problems.push({
        code: 'TYPE_WRONG',
        kind: 'bad',
        ...where,
        path: '',
        found: `${found.length} fields`,
        allowed: `${names.length}, as in the line of names`,
        meant: null,
      })
    const cells = new Map<string, string>()
    const places = new Map<string, number>()
    for (const [i, { text: cell, column }] of found.entries()) {
      const name = names[i]?.text.toLowerCase() ?? ''
      places.set(name, column)
      if (cell !== '') cells.set(name, cell)
    }
    list.push({ cells, at: (key) => ({ line: index + 1, column: places.get(key) ?? 1 }) })
  }
  return { list, columns, problems }
}

interface Field {
  readonly text: string
  /** Counted from 1. */
  readonly column: number
}

/** Fields of one line; in quotes a comma is a comma, and two quotes are one. */
function fields(line: string): readonly Field[] {
  const found: Field[] = []
  let column = 1
  for (const [match, quoted, bare = ''] of line.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/g)) {
    if (found.length > 0 && column > line.length + 1) break
    found.push({
      text: (quoted?.replaceAll('""', '"') ?? bare).trim(),
      column: column + (match.length - match.trimStart().length),
    })
    column += match.length
    if (!match.endsWith(',')) break
  }
  return found
}
