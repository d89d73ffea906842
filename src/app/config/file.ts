import { readFile } from 'node:fs/promises'
import { TrimtabError } from '../../units/error.ts'
import type { Config } from './config.ts'
import { parse } from './parse.ts'

/** Reads and parses a config file. ConfigMissing where there is none to read, ConfigError for what is in it. */
export async function open(path: string): Promise<Config> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new ConfigMissing(path, error)
  }
  return parse(text, path)
}

export class ConfigMissing extends TrimtabError {
  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    super({
      code: 'CONFIG_MISSING',
      message: `${path} cannot be read (${reason})`,
      facts: { path, reason },
      remedy: 'Name a config file, or write one: `trimtab init usdt_market_neutral`.',
    })
  }
}
