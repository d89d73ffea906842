// Every command on every example fits a terminal of 80 columns, and shows no figure that is none.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { sharedData } from '../shared.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const COLUMNS = 80

/** Examples that are no config: the command that takes each. */
const OTHER: Readonly<Record<string, readonly string[]>> = {
  'reserve-orders': ['reserve simulate'],
  'reserve-state': [],
  state: [],
}

const MORE: readonly (readonly string[])[] = [
  ['check', 'examples/market-neutral.yaml', '--terms'],
  ['net', 'examples/wishes.csv'],
  ['net', 'examples/wishes.json'],
  ['plan', 'examples/reserve-drifted.yaml', '--state', 'examples/reserve-state.yaml'],
  ['plan', 'examples/simulated.yaml', '--state', 'examples/state.yaml'],
  ['route', 'AAVE', 'BYBIT', '--amount', '10000'],
  ['route', 'OKX', 'ETHERFI', '--amount', '5000', '--config', 'examples/simulated.yaml'],
  ['stress', 'examples/simulated.yaml'],
  ['stress', 'examples/pool-book.yaml', '--verbose'],
  ['stress', 'examples/reserve-simulated.yaml', '--verbose'],
  ['vaults', 'simulate', 'examples/vaults-refused.yaml'],
]

const names = readdirSync(`${root}examples`)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''))

const commandsOf = (name: string): readonly string[] => {
  if (OTHER[name] !== undefined) return OTHER[name]
  if (/^pool-(?!book)/.test(name)) return ['pool simulate', 'pool compare']
  return ['check', 'plan', 'backtest']
}

const all = [
  ...names.flatMap((name) => commandsOf(name).map((command) => [...command.split(' '), `examples/${name}.yaml`])),
  ...MORE,
]

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

async function said(argv: readonly string[]): Promise<string> {
  const parts: string[] = []
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => parts.push(String(text)) > 0)
  vi.stubEnv('TRIMTAB_DATA', sharedData())
  try {
    await main(argv)
  } finally {
    vi.restoreAllMocks()
  }
  return stripVTControlCharacters(parts.join(''))
}

describe('80 columns', { timeout: 60_000 }, () => {
  it.each(all.map((argv) => [argv.join(' '), argv] as const))('are enough for trimtab %s', async (_, argv) => {
    const text = await said(argv)
    expect(text.split('\n').filter((line) => stringWidth(line) > COLUMNS)).toEqual([])
    expect(text).not.toMatch(/\bNaN\b|\bInfinity\b|\bundefined\b|\[object/)
    expect(text.length).toBeGreaterThan(100)
  })
})
