import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plain } from '../../units/json.ts'
import { HOUR_MS, parse as parseTime } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import type { Choice } from '../market.ts'
import { RESERVE_DESK } from './desk.ts'

const SILENT: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
const NONE = { folder: null, from: null, to: null, seed: null }

const RESERVE = `book: reserve
tranches:
  USDC: { decimals: 6, balance: 1000000, price: 1, weight: 1 }
`
const files = (to: string, every = '1 day'): string => `${RESERVE}market:
  files: { from: 2024-01-02, to: ${to}, every: ${every}, sources: { USDC: coinmarketcap } }
`
const drawn = (users: string, rows = 720): string => `${RESERVE}market:
  simulated: { seed: 1, rows: ${rows}, every: 1 h }
users: { seed: 1, ${users}, size: 100 USD }
`

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trimtab-tape-'))
  await mkdir(join(folder, 'stables'))
  const first = parseTime('2024-01-01')
  const rows = Array.from({ length: 10 }, (_, day) => `${first + day * 24 * HOUR_MS},USDC,1,1,1,1,1000,1000`)
  await writeFile(
    join(folder, 'stables/coinmarketcap_stablecoins_daily_2018-2025.csv'),
    `ts_ms,asset,open_usd,high_usd,low_usd,close_usd,volume_usd,market_cap_usd\n${rows.join('\n')}\n`,
  )
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (text: string, choice: Partial<Choice> = {}): Promise<unknown> =>
  Promise.resolve().then(() => RESERVE_DESK.backtest(bookOf(text, 'r.yaml'), { ...NONE, ...choice }, SILENT))

const problemsOf = async (text: string): Promise<unknown> =>
  run(text).then(
    () => [],
    (error: unknown) => (error instanceof ConfigError ? error.problems : error),
  )

describe('the period of a reserve on market files', () => {
  it('runs to the last price, and for as long as that is held', async () => {
    expect(await run(files('2024-01-12'), { folder })).toMatchObject({ report: { rows: 10 } })
    expect(await run(files('2024-01-14'), { folder })).toMatchObject({ report: { rows: 12 } })
  })

  it('is refused before the run where no file reaches its end', async () => {
    const facts = { field: 'market.files.to', covered: '2024-01-02T00:00:00Z to 2024-01-11T00:00:00Z' }
    await expect(run(files('2035-07-05'), { folder })).rejects.toMatchObject({ code: 'RANGE_UNCOVERED', facts })
    await expect(run(files('2024-01-09'), { folder, to: parseTime('2035-07-05') })).rejects.toMatchObject({
      code: 'RANGE_UNCOVERED',
      facts: { ...facts, field: '--to' },
    })
  })

  it('has at most a million rows', async () => {
    expect(await problemsOf(files('2024-03-02', '1 s'))).toMatchObject([
      { code: 'STEP_TOO_SHORT', path: 'market.files.every', line: 5 },
    ])
    const text = files('2024-01-03', '1 s')
    await expect(run(text, { folder, to: parseTime('2024-03-02') })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      facts: { option: '--to' },
    })
  })
})

describe('a tranche that is empty after something flowed', () => {
  it('uses a limit of nothing, which no number states', async () => {
    const state = join(folder, 'state.yaml')
    await writeFile(
      state,
      `book: reserve
supply: 1000000
redeemed: 0
tranches: { USDC: { balance: 1000000 }, DAI: { balance: 0, flowed: { out: 1000 } } }
`,
    )
    const two = drawn('mints: 0, redemptions: 0').replace(
      /tranches:[\s\S]*(?=market:)/,
      `tranches:
  USDC: { decimals: 6, balance: 1000000, price: 1, weight: 0.9, flow: { share: 10 % } }
  DAI: { balance: 100000, price: 1, weight: 0.1, flow: { share: 10 % } }
`,
    )
    const { report, document } = await RESERVE_DESK.plan(bookOf(two, 'r.yaml'), { choice: NONE, at: null, state })
    expect(plain(report)).toMatchObject({
      frame: { tranches: [{ outflow: { used: 0 } }, { outflow: { used: null } }] },
    })
    expect(JSON.stringify(document)).toContain('above 0')
  })
})

describe('the users of a run', () => {
  it('send at most a million orders', async () => {
    expect(await problemsOf(drawn('mints: 2, redemptions: 1000000'))).toMatchObject([
      { code: 'FIGURE_TOO_LARGE', path: 'users.redemptions', line: 6, found: '1000000' },
    ])
    expect(await problemsOf(drawn('mints: 1000000, redemptions: 2'))).toMatchObject([{ path: 'users.mints' }])
    expect(await problemsOf(drawn('mints: 2, redemptions: 2', 24))).toEqual([])
  })
})
