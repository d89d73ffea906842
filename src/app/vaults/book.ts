import type { Opened } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'

/** A config that is of the vaults book. ConfigError for one of another. */
export function ofBook(opened: Opened): Opened {
  if (opened.book === 'vaults') return opened
  const at = { ...opened.source.at(['book']), path: 'book', found: opened.book, allowed: '`book: vaults`' }
  throw new ConfigError(opened.file, [{ code: 'VALUE_UNKNOWN', kind: 'bad', ...at, meant: null }])
}
