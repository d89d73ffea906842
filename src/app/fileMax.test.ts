import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse as time } from '../units/time.ts'
import { runBacktest, type Watch } from './backtest.ts'
import { bookOf } from './config/book.ts'
import { parse } from './config/parse.ts'
import { ConfigError } from './config/problem.ts'
import { deskOf } from './desks.ts'
import type { Choice } from './market.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
const example = (name: string): string => readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8')

const FILES = [
  'prices/binance_spot_ETHUSDT_1h.csv',
  'stables/coinmarketcap_stablecoins_daily_2018-2025.csv',
  'glp/glp_avalanche_composition_5m_2024-10.csv',
]
let folder = ''
let choice: Choice = { folder, from: null, to: null, seed: null }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'))
  choice = { folder, from: time('2024-10-01'), to: time('2024-10-02'), seed: null }
  for (const name of FILES) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), Buffer.alloc(5000, 'a'))
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PERIOD = 'from: 2024-06-01, to: 2024-06-02'
const run = async (text: string): Promise<unknown> => {
  try {
    const opened = bookOf(text, 'x.yaml')
    if (opened.book === 'venues') await runBacktest(parse(text, 'x.yaml'), choice, QUIET)
    else await (await deskOf(opened.book)).backtest(opened, choice, QUIET)
    return null
  } catch (error) {
    return error
  }
}

/** Each book's config, with its limit where it may stand. */
const BOOKS: Readonly<Record<string, readonly [key: string, text: (limit: string) => string]>> = {
  venues: ['data.fileMax', (limit) => venues(`${PERIOD}${limit}`)],
  pool: [
    'data.fileMax',
    (limit) => example('pool-book').replace(/ {2}simulated: \{ seed.*/, `  { ${PERIOD}${limit} }`),
  ],
  reserve: [
    'market.files.fileMax',
    (limit) =>
      example('reserve-history').replace('    every: 1 day\n', `    every: 1 day\n${limit.replace(', ', '    ')}\n`),
  ],
  vaults: ['data.glp.fileMax', (limit) => example('vaults-glp').replace('every: 8 h', `every: 8 h${limit}`)],
}

function venues(data: string): string {
  return example('simulated').replace(/ {2}simulated: \{ seed.*/, `  { ${data} }`)
}

describe.each(Object.entries(BOOKS))('the limit on market files of a config: %s', (_, [key, text]) => {
  it('refuses a larger file with its key', async () => {
    expect(await run(text(', fileMax: 2 KiB'))).toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: expect.stringContaining(`2 KiB (unpacked), the limit of ${key}`),
      facts: { limit: 2048, key },
    })
  })

  it('lets a smaller one pass to what reads it', async () => {
    expect(await run(text(', fileMax: 5000 KiB'))).not.toMatchObject({ code: 'FILE_TOO_LARGE' })
    expect(await run(text(''))).not.toMatchObject({ code: 'FILE_TOO_LARGE' })
  })

  it.each([
    ['512', 'UNIT_MISSING'],
    ['512 TiB', 'UNIT_UNKNOWN'],
    ['2 GiB', 'FIGURE_TOO_LARGE'],
    ['0 MiB', 'FIGURE_TOO_SMALL'],
    ['.nan', 'FIGURE_INVALID'],
  ])('is no %s', async (limit, code) => {
    const error = await run(text(`, fileMax: ${limit}`))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ problems: [expect.objectContaining({ code, path: key })] })
  })
})
