import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR_MS, parse } from '../../units/time.ts'
import { STABLE, VOLATILE } from './glp.ts'
import { load } from './glpSource.ts'

const FROM = parse('2024-10-01')
const TO = parse('2024-10-02')
const SPAN = { from: FROM, to: TO }
const BTC = 'prices/binance_mark_BTCUSDT_1h.csv'
const PRICES: Readonly<Record<string, string>> = { btcb: '60000', wbtc: '60000', weth: '2500', wavax: '25' }
const TRADED = ['price_usd', 'pool', 'reserved', 'guaranteed_usd', 'short_size_usd', 'short_avg_price_usd']
const NAMES = [
  'glp_price_usd',
  ...VOLATILE.flatMap((token) => TRADED.map((part) => `${token}_${part}`)),
  ...STABLE.flatMap((token) => [`${token}_price_usd`, `${token}_pool`]),
]

let dir = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'glp-'))
  const figures = NAMES.map((name) => PRICES[name.replace(/(?:_short_avg)?_price_usd$/, '')] ?? '1').join(',')
  put('glp/glp_avalanche_composition_5m_2024-10.csv', `ts_ms,${NAMES.join(',')}`, { step: HOUR_MS, row: () => figures })
  for (const [asset, price] of [
    ['BTC', 60_000],
    ['ETH', 2500],
  ] as const) {
    put(`funding/binance_${asset}USDT_funding_8h.csv`, 'ts_ms,funding_rate', { step: 8 * HOUR_MS, row: () => '0.0001' })
    marks(`prices/binance_mark_${asset}USDT_1h.csv`, price, [])
  }
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

function marks(name: string, price: number, without: readonly number[]): void {
  put(name, 'ts_ms,open_usdt', { step: HOUR_MS, row: (at) => (without.includes(at) ? null : String(price + at)) })
}

interface Rows {
  readonly step: number
  /** By the hour of the day, 0 to 23; null leaves the row out. */
  readonly row: (hour: number) => string | null
}

/** A day of rows, and the half day before it. */
function put(name: string, header: string, { step, row }: Rows): void {
  let text = `${header}\n`
  for (let at = FROM - 16 * HOUR_MS; at < TO + 8 * HOUR_MS; at += step) {
    const figures = row((at - FROM) / HOUR_MS)
    if (figures !== null) text += `${at},${figures}\n`
  }
  mkdirSync(dirname(join(dir, name)), { recursive: true })
  writeFileSync(join(dir, name), text)
}

describe('marks that are missing', () => {
  it('are none in a whole file', async () => {
    const { settled, notes } = await load(dir, SPAN)
    expect(settled).toHaveLength(6)
    expect(notes).toEqual([])
  })

  it('leave no settlement out: it is paid at the last price, and noted', async () => {
    marks(BTC, 60_000, [7, 8, 9])
    const { settled, notes } = await load(dir, SPAN)
    const at = FROM + 8 * HOUR_MS
    expect(settled).toHaveLength(6)
    expect(settled.find(({ asset, time }) => asset === 'BTC' && time === at)?.mark).toBe(6_000_600_000_000n)
    expect(notes).toEqual([
      `${BTC} has no price at 2024-10-01T08:00:00Z: funding of BTC was paid at the one of 2024-10-01T06:00:00Z.`,
      `${BTC} has no price from 2024-10-01T07:00:00Z up to 2024-10-01T10:00:00Z: hedges stand at the pool's own price there.`,
    ])
  })

  it('may be those before the first hour', async () => {
    marks(BTC, 60_000, [0])
    expect((await load(dir, SPAN)).settled).toHaveLength(6)
  })

  it('are refused where none was for 8 h', async () => {
    marks(BTC, 60_000, [8, 9, 10, 11, 12, 13, 14, 15, 16])
    await expect(load(dir, SPAN)).rejects.toMatchObject({
      code: 'GAP_TOO_LONG',
      message: `${BTC} has no price at 2024-10-01T16:00:00Z nor in the 8 h before, and funding was settled then.`,
    })
  })

  it('are refused in another unit', async () => {
    marks(BTC, 60_000_000_000, [])
    await expect(load(dir, SPAN)).rejects.toMatchObject({ code: 'PRICE_IMPLAUSIBLE' })
  })

  it('hold the size of every file to the limit', async () => {
    const folder = { path: dir, fileMax: 1024, key: 'data.glp.fileMax' }
    await expect(load(folder, SPAN)).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      facts: { key: 'data.glp.fileMax' },
    })
  })
})
