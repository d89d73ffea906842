import { ConfigError } from '../config/problem.ts'
import type { Source } from '../config/source.ts'

/** Keys that only a config has. */
const OF_CONFIG = ['policy', 'limits', 'gains', 'data', 'flights']

export const isScenario = (data: unknown): boolean => has(data, 'events')

/** The first key by which a file is a config and no scenario; null where it is none. */
export const configKey = (data: unknown): string | null =>
  isScenario(data) ? null : (OF_CONFIG.find((key) => has(data, key)) ?? null)

const has = (data: unknown, key: string): boolean =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, key)

interface Given {
  readonly source: Source
  readonly file: string
}

interface Kind {
  readonly key: string
  readonly found: string
  readonly allowed: string
}

/** A file that was given to the wrong command. */
export const misplaced = ({ source, file }: Given, { key, found, allowed }: Kind): ConfigError =>
  new ConfigError(file, [
    {
      code: 'POOL_FILE_KIND',
      kind: 'bad',
      ...source.at([key]),
      path: key,
      found,
      allowed,
      meant: null,
    },
  ])
