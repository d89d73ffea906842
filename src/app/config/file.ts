import { readFile } from 'node:fs/promises'
import { TrimtabError } from '../../units/error.ts'
import { bookOf, type Opened } from './book.ts'
import type { Config } from './config.ts'
import { parse } from './parse.ts'

/** Reads and parses the config of a venues book. ConfigMissing where there is none to read, ConfigError for what is in it. */
export async function open(path: string): Promise<Config> {
  return parse(await textOf(path), path)
}

/** Reads a config of any book, up to which book it is of. ConfigMissing, ConfigError. */
export async function openBook(path: string): Promise<Opened> {
  return bookOf(await textOf(path), path)
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new ConfigMissing(path, error)
  }
}

export class ConfigMissing extends TrimtabError {
  constructor(
    path: string,
    cause: unknown,
    remedy = 'Name a config file, or write one: `trimtab init usdt_market_neutral`.',
  ) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    super({
      code: 'CONFIG_MISSING',
      message: `${path} cannot be read (${reason})`,
      facts: { path, reason },
      remedy,
    })
  }
}
