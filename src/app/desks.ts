import type { Opened } from './config/book.ts'
import type { BookName } from './config/name.ts'
import { ConfigError } from './config/problem.ts'
import type { Desk } from './desk.ts'

type DeskName = Exclude<BookName, 'venues'>

/** Each desk is loaded when it is asked for. */
const DESKS: { readonly [Book in DeskName]: () => Promise<Desk> } = {
  vaults: async () => (await import('./vaults/desk.ts')).VAULTS_DESK,
  pool: async () => (await import('./pool/desk.ts')).POOL_DESK,
  reserve: async () => (await import('./reserve/desk.ts')).RESERVE_DESK,
}

export function deskOf(book: DeskName): Promise<Desk> {
  const load: () => Promise<Desk> = DESKS[book]
  return load()
}

/** A config of a book that has no stress test. */
export function unstressed({ book, file, source }: Opened): ConfigError {
  const allowed = 'venues, pool or reserve: `npx trimtab stress` takes no other book'
  const at = { ...source.at(['book']), path: 'book', found: `'${book}'`, allowed, meant: null }
  return new ConfigError(file, [{ code: 'VALUE_UNKNOWN', kind: 'bad', ...at }])
}
