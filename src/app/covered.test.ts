import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bookOf } from './config/book.ts'
import { withFiles } from './covered.ts'
import type { Told } from './desk.ts'
import { deskOf } from './desks.ts'

const STABLES = 'stables/coinmarketcap_stablecoins_daily_2018-2025.csv'
const DAY_MS = 86_400_000
const RESERVE = `book: reserve
start: 2024-01-05
tranches:
  USDC: { balance: 1000, price: 1, weight: 50 %, stable: { floor: 0.97, ceiling: 1.03 } }
  DAI: { balance: 1000, price: 1, weight: 50 %, stable: { floor: 0.97, ceiling: 1.03 } }
market:
  files: { from: 2024-01-05, to: 2024-02-01, every: 1 day, sources: { USDC: coinmarketcap, DAI: coinmarketcap } }
`
const example = (name: string): string => readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8')

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'covered-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

/** Closes of USDC over January 2024, and of DAI on its first days. */
function closes(days: number): void {
  let text = 'ts_ms,asset,close_usd\n'
  for (let day = 0; day < 31; day += 1) {
    const at = Date.parse('2024-01-01T00:00:00Z') + day * DAY_MS
    text += `${at},USDC,1\n${day < days ? `${at},DAI,1\n` : ''}`
  }
  put(STABLES, text)
}

async function checked(text: string, from: string | null = folder): Promise<Told> {
  const opened = bookOf(text, 'x.yaml')
  if (opened.book === 'venues') throw new RangeError('not of this test')
  const desk = await deskOf(opened.book)
  const choice = { folder: from, from: null, to: null, seed: null }
  return withFiles(desk.check(opened), (await desk.covered?.(opened, choice)) ?? null)
}

const rowsOf = ({ document }: Told) =>
  document.sections
    .find(({ id }) => id === 'files')
    ?.blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []))

describe('a check of a config that reads market files', () => {
  it('lists what the folder covers of each asset of a reserve', async () => {
    closes(31)
    const told = await checked(RESERVE)
    const reach = ['2024-01-02 00:00', '2024-02-01 00:00', 'yes']
    expect(rowsOf(told)).toEqual([
      ['USDC by coinmarketcap', ...reach],
      ['DAI by coinmarketcap', ...reach],
    ])
    expect(told.verdict).toBeUndefined()
    expect(told.report).toMatchObject({ files: { folder, fault: null } })
  })

  it('warns of an asset that ends before the run does, and of one that the file does not have', async () => {
    closes(10)
    const short = await checked(RESERVE)
    expect(rowsOf(short)?.[1]).toEqual(['DAI by coinmarketcap', '2024-01-02 00:00', '2024-01-11 00:00', 'no'])
    expect(short.verdict).toBe(
      'Warning: market files are missing or too short for a run. DAI by coinmarketcap does not cover the run',
    )
    closes(0)
    expect((await checked(RESERVE)).verdict).toContain('DAI by coinmarketcap: the file has no row of it')
  })

  it('names the file that is missing, and how many more', async () => {
    const { verdict } = await checked(RESERVE)
    expect(verdict).toContain(`USDC by coinmarketcap: Neither ${STABLES} nor ${STABLES}.gz is in the data folder.`)
    expect(verdict).toContain('(and 1 more, listed below)')
    const vaults = await checked(example('vaults-glp'))
    expect(vaults.verdict).toContain('Neither glp/glp_avalanche_composition_5m_2024-10.csv nor')
    expect(rowsOf(vaults)).toHaveLength(5)
  })

  it('lists the files of a vaults config', async () => {
    const name = 'prices/binance_mark_BTCUSDT_1h.csv'
    const [first, last] = ['2024-10-01 00:00', '2024-10-17 00:00']
    put(name, `ts_ms,open_usdt\n${Date.parse(`${first}Z`)},60000\n${Date.parse(`${last}Z`)},60000\n`)
    expect(rowsOf(await checked(example('vaults-glp')))).toContainEqual([name, first, last, 'yes'])
  })

  it('says that there is no folder', async () => {
    const told = await checked(RESERVE, join(folder, 'nowhere'))
    expect(told.verdict).toContain('There is no folder of market data')
    expect(told.blocked).toBe(true)
    expect(rowsOf(told)).toEqual([])
  })

  it('reads nothing of a market that is not of files, and refuses a folder for it', async () => {
    for (const name of ['reserve-simulated', 'vaults-simulated', 'vaults-epochs']) {
      expect(rowsOf(await checked(example(name), null))).toBeUndefined()
      await expect(checked(example(name))).rejects.toMatchObject({ facts: { option: '--data' } })
    }
  })
})
