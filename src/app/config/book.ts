import { BOOKS, type BookName } from './name.ts'
import { meantBy } from './near.ts'
import { ConfigError, found } from './problem.ts'
import { read, type Source } from './source.ts'

/** A config file before its book's own rules: which book it is of, its text, and where everything stands. */
export interface Opened {
  readonly book: BookName
  readonly text: string
  readonly source: Source
  readonly file: string
}

/** Reads which book a config is of: its key `book`, and without one the venues book. ConfigError for another name. */
export function bookOf(text: string, file: string): Opened {
  const source = read(text)
  const written = (source.data as { readonly book?: unknown }).book ?? 'venues'
  const book = BOOKS.find((each) => each === written)
  if (book !== undefined) return { book, text, source, file }
  const at = { ...source.at(['book']), path: 'book', found: found(written), allowed: BOOKS.join(', ') }
  throw new ConfigError(file, [{ code: 'VALUE_UNKNOWN', kind: 'bad', ...at, meant: meantBy(written, BOOKS) }])
}
