import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watch } from '../backtest.ts'
import { bookOf } from '../config/book.ts'
import { RESERVE_DESK } from './desk.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
const FILE = 'stables/coinmarketcap_stablecoins_daily_2018-2025.csv'
const HEADER = 'ts_ms,asset,close_usd'
const day = (date: string): number => Date.parse(`${date}T00:00:00Z`)

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tape-'))
  mkdirSync(join(folder, 'stables'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const config = (from: string): string => `book: reserve
start: ${from}
tranches:
  USDC: { balance: 1000, price: 1, weight: 50 %, stable: { floor: 0.97, ceiling: 1.03 } }
  DAI: { balance: 1000, price: 1, weight: 50 %, stable: { floor: 0.97, ceiling: 1.03 } }
market:
  files: { from: ${from}, to: 2024-02-01, every: 1 day, sources: { USDC: coinmarketcap, DAI: coinmarketcap } }
`

const run = (from: string) =>
  RESERVE_DESK.backtest(bookOf(config(from), 'x.yaml'), { folder, from: null, to: null, seed: null }, QUIET)

/** Closes of USDC over all of January, and of DAI from one day up to another; a close is known a day after its stamp. */
function closes(dai: { readonly from: string; readonly to: string; readonly price?: string }): void {
  let text = `${HEADER}\n`
  for (let at = day('2024-01-01'); at < day('2024-02-01'); at += 86_400_000) {
    text += `${at},USDC,1\n`
    if (at >= day(dai.from) && at < day(dai.to)) text += `${at},DAI,${dai.price ?? '1'}\n`
  }
  writeFileSync(join(folder, FILE), text)
}

describe('a reserve without a price at its start', () => {
  it('is told to begin later where the file has the asset later', async () => {
    closes({ from: '2024-01-10', to: '2024-02-01' })
    await expect(run('2024-01-05')).rejects.toMatchObject({
      code: 'FIRST_PRICE_MISSING',
      message: `${FILE} has no price of DAI before 2024-01-11T00:00:00Z, and the run begins at 2024-01-05T00:00:00Z`,
      remedy: 'Begin at 2024-01-11T00:00:00Z or later, or name another source for it.',
    })
    expect(await run('2024-01-11')).toBeDefined()
  })

  it('is told to choose another period where the file ends before it', async () => {
    closes({ from: '2024-01-01', to: '2024-01-10' })
    await expect(run('2024-01-20')).rejects.toMatchObject({
      code: 'FIRST_PRICE_MISSING',
      message: `${FILE} has no price of DAI in this period, nor in the time before 2024-01-20T00:00:00Z`,
      remedy: 'Choose a period that the file covers, or name another source for it.',
    })
  })
})

it('refuses a price in cents with its row', async () => {
  closes({ from: '2024-01-01', to: '2024-02-01', price: '99.97' })
  await expect(run('2024-01-05')).rejects.toMatchObject({
    code: 'PRICE_IMPLAUSIBLE',
    message: expect.stringMatching(
      /_2018-2025\.csv:\d+ close_usd: 99.97 is outside 0\.00097 to 10\.3 \(unit: US dollars/,
    ),
  })
})
