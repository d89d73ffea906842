import { TrimtabError } from '../../units/error.ts'
import { textOf, type Unread } from '../input.ts'
import { bookOf, type Opened } from './book.ts'
import type { Config } from './config.ts'
import { parse } from './parse.ts'
import { ConfigError } from './problem.ts'

/** Reads and parses the config of a venues book. ConfigMissing where there is none to read, ConfigError for what is in it. */
export async function open(path: string): Promise<Config> {
  const { book, text, source } = await openBook(path)
  if (book === 'venues') return parse(text, path)
  const at = { ...source.at(['book']), path: 'book', found: `'${book}'`, allowed: VENUES_ONLY, meant: null }
  throw new ConfigError(path, [{ code: 'VALUE_UNKNOWN', kind: 'bad', ...at }])
}

const VENUES_ONLY = 'venues: this command takes no other book; `npx trimtab plan` and `backtest` do'

/** Reads a config of any book, up to which book it is of. ConfigMissing, ConfigError. */
export async function openBook(path: string): Promise<Opened> {
  return bookOf(await configText(path), path)
}

/** The text of a config or another file that a command names; `remedy` says which file to name. ConfigMissing. */
export async function configText(path: string, remedy?: string): Promise<string> {
  const input = await textOf(path)
  if (!input.ok) throw new ConfigMissing(path, input, remedy)
  return input.text
}

export class ConfigMissing extends TrimtabError {
  constructor(
    path: string,
    { reason, said }: Unread,
    remedy = 'Name a config file, or write one: `npx trimtab init usdt_market_neutral`.',
  ) {
    super({
      code: 'CONFIG_MISSING',
      message: `${path === '' ? "''" : path} cannot be read: ${said}`,
      facts: { path, reason },
      remedy,
    })
  }
}
