import { ConfigError } from './problem.ts'
import type { Source } from './source.ts'

/** The books that have two kinds of file: configs, and scenarios of `events` that are replayed. */
type Book = 'pool' | 'reserve'

/** Keys that only a config of the book has, and the commands that replay its scenarios. */
const KINDS: Readonly<Record<Book, { readonly keys: readonly string[]; readonly replayed: string }>> = {
  pool: {
    keys: ['policy', 'limits', 'gains', 'data', 'flights'],
    replayed: '`npx trimtab pool simulate` and `pool compare` replay scenarios',
  },
  reserve: {
    keys: ['market', 'users', 'arbitrage', 'gas', 'compare'],
    replayed: '`npx trimtab reserve simulate` replays scenarios',
  },
}

interface Given {
  readonly source: Source
  readonly file: string
}

/** ConfigError where the file is a scenario: one problem, at its events, and the command that replays it. */
export function expectConfig(book: Book, given: Given): void {
  const { data } = given.source
  if (!isOf(book, data) || !has(data, 'events')) return
  throw misplaced(given, { key: 'events', found: 'a scenario', allowed: `a config here; ${KINDS[book].replayed}` })
}

/** ConfigError where the file is a config: one problem, at the first key that only a config has, and the commands that take it. */
export function expectScenario(book: Book, given: Given): void {
  const { data } = given.source
  const key = KINDS[book].keys.find((each) => has(data, each))
  if (!isOf(book, data) || has(data, 'events') || key === undefined) return
  const allowed = 'a scenario here; `npx trimtab check`, `plan` and `backtest` take configs'
  throw misplaced(given, { key, found: 'a config', allowed })
}

/** Whether the file says that it is of the book, or nothing: that it is of another book is what helps then. */
const isOf = (book: Book, data: unknown): boolean =>
  !has(data, 'book') || (data as { readonly book: unknown }).book === book

const has = (data: unknown, key: string): boolean =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, key)

interface Kind {
  readonly key: string
  readonly found: string
  readonly allowed: string
}

const misplaced = ({ source, file }: Given, { key, found, allowed }: Kind): ConfigError =>
  new ConfigError(file, [
    { code: 'FILE_KIND', kind: 'bad', ...source.at([key]), path: key, found, allowed, meant: null },
  ])
