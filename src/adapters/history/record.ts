import { clipped, visible } from '../../units/text.ts'
import type { Source } from './client.ts'
import * as Csv from './csv.ts'
import * as Errors from './error.ts'
import * as Slice from './slice.ts'

/** Which columns a kind of file has. */
export interface Form {
  readonly needed: readonly string[]
  /** Whether a column that is not needed belongs to the kind all the same. */
  readonly isKnown: (name: string) => boolean
}

/** The names in a file's first line. HEADER_UNKNOWN where one is missing, unknown, empty or repeated; FILE_UNREADABLE where it is no text. */
export function header({ file, bytes }: Source, form: Form): readonly string[] {
  const text = Slice.header(bytes)
  if (text.includes('\0')) throw notText(file)
  const names: string[] = []
  for (const row of Csv.rows(text, 1)) {
    if (row.broken !== null) throw broken(file, row.line, row.broken)
    names.push(...row.cells.map((name) => name.trim()))
  }
  const wrong = Csv.misnamed(names, form)
  const said = complaint(wrong)
  if (said === null) return names
  throw new Errors.TableError({
    code: 'HEADER_UNKNOWN',
    message: `${file}:1 ${said}.`,
    facts: { file, row: 1, found: clipped(visible(names.join(',')), 160) },
    remedy: `Expected one header line with these columns, separated by commas: ${form.needed.slice(0, 12).join(', ')}${form.needed.length > 12 ? ' …' : ''}.`,
  })
}

/** The rows of a file inside a window, each with as many cells as the header. ROW_RAGGED, QUOTE_BROKEN, and what `Slice.cut` refuses. */
export function* rows(source: Source, width: number, window: Slice.Window | undefined): Generator<Csv.Row> {
  const { file } = source
  const cut = Slice.cut(source, window)
  for (const row of Csv.rows(cut.text, cut.line)) {
    if (row.broken !== null) throw broken(file, row.line, row.broken)
    if (row.cells.length !== width) throw ragged(file, row, width)
    yield row
  }
}

/** What is wrong with a header in words, null where nothing is. */
function complaint({ missing, unknown, twice, nameless }: Csv.Misnamed): string | null {
  const list = (names: readonly string[]): string =>
    `${names
      .slice(0, 3)
      .map((name) => `'${name.slice(0, 40)}'`)
      .join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`
  if (twice.length > 0) return `has a column twice: ${list(twice)}`
  if (nameless.length > 0) return `has no name for column ${nameless.slice(0, 3).join(', ')}`
  if (missing.length > 0) {
    const also = unknown.length > 0 ? `; unknown: ${list(unknown)}` : ''
    return `lacks a column: ${list(missing)}${also}`
  }
  return unknown.length > 0 ? `has an unknown column: ${list(unknown)}` : null
}

/** A zero byte in a header says that every character has two, or that it is no table at all. */
function notText(file: string): Errors.FileError {
  return new Errors.FileError({
    code: 'FILE_UNREADABLE',
    message: `${file} is not UTF-8 text: its first line holds zero bytes, as UTF-16 does.`,
    facts: { file, row: 1 },
    remedy: 'Save the table as UTF-8.',
  })
}

function broken(file: string, row: number, { column, why }: { column: number; why: string }): Errors.TableError {
  return new Errors.TableError({
    code: 'QUOTE_BROKEN',
    message: `${file}:${row}:${column} has ${why}.`,
    facts: { file, row, column },
    remedy: 'Quote whole cells only, and double a quote inside one; a cut or damaged download shows like this too.',
  })
}

function ragged(file: string, { line, cells }: Csv.Row, expected: number): Errors.TableError {
  const blank = cells.length === 1 && cells[0] === ''
  return new Errors.TableError({
    code: 'ROW_RAGGED',
    message: blank
      ? `${file}:${line} is blank.`
      : `${file}:${line} has ${cells.length} cells; the header has ${expected}.`,
    facts: { file, row: line, cells: cells.length, expected },
    remedy: 'Complete or remove the row; a cut row at the end means that the file is not whole.',
  })
}
