import { describe, expect, it } from 'vitest'
import type { Source } from './client.ts'
import * as Funding from './funding.ts'
import * as Parse from './parse.ts'
import { RANGES } from './plausible.ts'
import * as Stables from './stables.ts'

const ALL = { from: 0, to: Number.POSITIVE_INFINITY }
const T = 1_720_051_200_000
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** No market was ever there: each is refused, or comes to nothing because the figure may be zero or missing. */
const EXTREMES = ['0', '-1', '1e308', '-1e308', '1e-300', '1e-18', `1${'0'.repeat(20)}`, '999999999999999', 'NaN']

interface Table {
  readonly header: string
  /** Lines 2 to 5; the third is the one that is tried. */
  readonly rows: readonly string[]
  readonly read: (source: Source) => unknown
  /** Extremes that a column may hold: rates of zero, coins that nobody borrows. */
  readonly sound: Readonly<Record<string, readonly string[]>>
}

const every = (step: number, row: (at: number) => string): readonly string[] =>
  [0, 1, 2, 3].map((i) => `${T + i * step},${row(i)}`)

const NOTHING = ['0', '1e-300', '1e-18']

const TABLES: Readonly<Record<string, Table>> = {
  bars: {
    header: 'ts_ms,open_usdt,high_usdt,low_usdt,close_usdt',
    rows: every(HOUR, () => '3000,3030,2980,3010'),
    read: (source) => Parse.bars(source, ALL, 'ETHUSDT'),
    sound: {},
  },
  gas: {
    header: 'ts_ms,gas_price_avg_gwei',
    rows: every(HOUR, () => '12'),
    read: (source) => Parse.gas(source, ALL),
    sound: {},
  },
  staking: {
    header: 'ts_ms,eth_per_weeth,usdt_usd,eth_per_weeth_market_24h_median',
    rows: every(DAY, (i) => `${1.05 + i / 10_000},0.9998,1.0499`),
    read: (source) => Parse.staking(source, ALL),
    sound: {},
  },
  lending: {
    header:
      'ts_ms,asset,liquidity_index,variable_borrow_index,supply_apr,variable_borrow_apr,total_supplied,total_variable_debt,oracle_price_usd',
    rows: every(DAY, (i) => `WETH,${1.02 + i / 20_000},${1.03 + i / 15_000},0.0178,0.0243,2000000,1700000,3000`),
    read: (source) => Parse.reserves(source, ALL),
    sound: { supply_apr: ['0'] },
  },
  funding: {
    header: 'ts_ms,funding_rate',
    rows: every(8 * HOUR, () => '0.0001'),
    read: (source) => Funding.read(source),
    sound: { funding_rate: NOTHING },
  },
  stables: {
    header: 'ts_ms,usdc_usd',
    rows: every(HOUR, () => '1.0003'),
    read: (source) =>
      Stables.read(
        source,
        { price: 'usdc_usd', only: null, isOther: () => false, bar: HOUR, known: HOUR, range: RANGES.stable },
        ALL,
      ),
    sound: {},
  },
  unknown: {
    header: 'ts_ms,close_usdt',
    rows: every(HOUR, () => '42'),
    read: (source) =>
      Stables.read(
        source,
        { price: 'close_usdt', only: null, isOther: () => false, bar: HOUR, known: HOUR, range: RANGES.coin },
        ALL,
      ),
    sound: {},
  },
}

const LINE = 4

describe.each(Object.entries(TABLES))('%s', (...[, { header, rows, read, sound }]) => {
  const names = header.split(',')
  const source = (lines: readonly string[]): Source => ({
    file: 'x.csv',
    bytes: new TextEncoder().encode(`${[header, ...lines].join('\n')}\n`),
  })
  const tried = (column: string, value: string): Source =>
    source(
      rows.map((line, i) =>
        i + 2 === LINE
          ? line
              .split(',')
              .map((cell, at) => (names[at] === column ? value : cell))
              .join(',')
          : line,
      ),
    )

  it('reads as it is', () => {
    expect(() => read(source(rows))).not.toThrow()
  })

  it.each(
    names
      .filter((name) => name !== 'ts_ms' && name !== 'asset')
      .flatMap((column) => EXTREMES.map((value) => [column, value] as const)),
  )('%s of %s is refused at its line and column, or true', (column, value) => {
    const attempt = (): unknown => read(tried(column, value))
    if (sound[column]?.includes(value)) expect(attempt).not.toThrow()
    else
      expect(attempt).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(new RegExp(`^x\\.csv:${LINE} .*\\b${column}\\b`)),
          facts: expect.objectContaining({ file: 'x.csv', row: LINE }),
        }),
      )
  })
})
