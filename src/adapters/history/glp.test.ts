import { describe, expect, it } from 'vitest'
import { sharedData, whenShared } from '../../../test/shared.ts'
import { assets } from '../../models/vault/gmx1.ts'
import { parse as timeOf } from '../../units/time.ts'
import { read, STABLE, VOLATILE } from './glp.ts'
import { load } from './glpSource.ts'

const ALL = { from: 0, to: Number.POSITIVE_INFINITY }
const T = 1_727_740_800_000
const TRADED = ['price_usd', 'pool', 'reserved', 'guaranteed_usd', 'short_size_usd', 'short_avg_price_usd']
const NAMES = [
  'ts_ms',
  'glp_price_usd',
  ...VOLATILE.flatMap((token) => TRADED.map((part) => `${token}_${part}`)),
  ...STABLE.flatMap((token) => [`${token}_price_usd`, `${token}_pool`]),
]

const PRICES: Readonly<Record<string, string>> = { btcb: '60000', wbtc: '60000', weth: '2500', wavax: '25' }

/** A row in which every figure is 2, but for prices of coins and those named. */
const row = (time: number, named: Readonly<Record<string, string>> = {}): string =>
  NAMES.map(
    (name) =>
      named[name] ??
      (name === 'ts_ms' ? String(time) : (PRICES[name.replace(/(?:_short_avg)?_price_usd$/, '')] ?? '2')),
  ).join(',')

const source = (...rows: readonly string[]) => ({
  file: 'x.csv',
  bytes: new TextEncoder().encode(`${[NAMES.join(','), ...rows].join('\n')}\n`),
})

describe('the composition of GLP', () => {
  it('keeps every digit of full hours and leaves the minutes between them', () => {
    const found = read(
      source(
        row(T, { glp_price_usd: '0.9413474', weth_pool: '1335.115794' }),
        row(T + 300_000),
        row(T + 3_600_000, { glp_price_usd: '0.95' }),
      ),
      ALL,
    )
    expect(found.map(({ time, line }) => [time, line])).toEqual([
      [T, 2],
      [T + 3_600_000, 4],
    ])
    expect(found[0]?.price).toBe(94_134_740n)
    expect(found[0]?.tokens.weth).toMatchObject({ pool: 1_335_115_794_000_000_000_000n, stable: false })
    expect(found[0]?.tokens.usdc).toMatchObject({ price: 2n * 10n ** 30n, reserved: 0n, stable: true })
  })

  it('takes a balance below zero as published', () => {
    expect(read(source(row(T, { usdce_pool: '-11972.720627', weth_pool: '1335' })), ALL)[0]?.tokens.usdce.pool).toBe(
      -11_972_720_627_000_000_000_000n,
    )
  })

  it('leaves out what lies beyond the window', () => {
    expect(read(source(row(T), row(T + 3_600_000)), { from: T + 1, to: T + 3_600_000 })).toHaveLength(1)
  })

  it.each([
    ['NOT_A_NUMBER', row(T, { glp_price_usd: 'NaN' })],
    ['NOT_A_NUMBER', row(T, { weth_pool: '1e3' })],
    ['NOT_A_NUMBER', row(T, { weth_pool: '0.0000000000000000001' })],
    ['NOT_POSITIVE', row(T, { glp_price_usd: '0' })],
    ['NOT_POSITIVE', row(T, { wavax_price_usd: '-1' })],
    ['PRICE_IMPLAUSIBLE', row(T, { glp_price_usd: '94.13' })],
    ['PRICE_IMPLAUSIBLE', row(T, { usdce_price_usd: '100' })],
    ['PRICE_IMPLAUSIBLE', row(T, { mim_price_usd: '1000000' })],
    ['PRICE_IMPLAUSIBLE', row(T, { weth_price_usd: '250000' })],
    ['PRICE_IMPLAUSIBLE', row(T, { btcb_price_usd: '25' })],
    ['PRICE_IMPLAUSIBLE', row(T, { wavax_price_usd: '60000' })],
    ['ROW_RAGGED', `${T},1`],
    ['TIME_UNIT', row(1_727_740_800)],
  ])('refuses with %s', (code, text) => {
    expect(() => read(source(text), ALL)).toThrow(expect.objectContaining({ code }))
  })

  it.each(NAMES.slice(1))('%s: an extreme figure is refused with its place, or comes to finite figures', (column) => {
    for (const value of ['0', '-1', '0.000000000000000000000000000001', `1${'0'.repeat(30)}`, '-999999999999999999']) {
      try {
        const [found] = read(source(row(T, { [column]: value })), ALL)
        const { total, deltas } = assets(Object.values(found?.tokens ?? {}))
        expect([total > 0n, deltas.every((delta) => Number.isFinite(Number(delta)))]).toEqual([true, true])
      } catch (error) {
        expect(error).toMatchObject({ facts: { file: 'x.csv', row: 2, column } })
        expect(`${error}`).toContain(`x.csv:2 ${column}`)
      }
    }
  })

  it('refuses shorts at no price, which were divided by, and a pool worth nothing', () => {
    const at = (named: Readonly<Record<string, string>>) => () => read(source(row(T, named)), ALL)
    expect(at({ weth_short_avg_price_usd: '0' })).toThrow(
      expect.objectContaining({
        code: 'NOT_POSITIVE',
        facts: { file: 'x.csv', row: 2, column: 'weth_short_avg_price_usd' },
      }),
    )
    expect(at({ weth_short_avg_price_usd: '0', weth_short_size_usd: '0' })).not.toThrow()
    expect(at({ weth_pool: '-1000000' })).toThrow(
      expect.objectContaining({
        code: 'FIGURE_IMPLAUSIBLE',
        facts: { file: 'x.csv', row: 2, column: 'weth_pool', value: -2_500_005_000 },
      }),
    )
  })

  it('refuses a price that leaps within an hour, and takes the same one after a hole', () => {
    const over = (hours: number) => () =>
      read(source(row(T), row(T + hours * 3_600_000, { wavax_price_usd: '250' })), ALL)
    expect(over(1)).toThrow(
      expect.objectContaining({
        code: 'PRICE_IMPLAUSIBLE',
        facts: { file: 'x.csv', row: 3, column: 'wavax_price_usd', value: 250 },
      }),
    )
    expect(over(2)).not.toThrow()
  })

  it('refuses a column twice, and one that it does not know', () => {
    for (const extra of ['weth_pool', 'weth_pol', '']) {
      const text = `${NAMES.join(',')},${extra}\n${row(T)},1\n`
      const bytes = new TextEncoder().encode(text)
      expect(() => read({ file: 'x.csv', bytes }, ALL)).toThrow(expect.objectContaining({ code: 'HEADER_UNKNOWN' }))
    }
  })

  it('refuses other columns, and times that do not ascend', () => {
    const foreign = { file: 'x.csv', bytes: new TextEncoder().encode('ts_ms,price\n1,1\n') }
    expect(() => read(foreign, ALL)).toThrow(expect.objectContaining({ code: 'HEADER_UNKNOWN' }))
    expect(() => read(source(row(T + 3_600_000), row(T)), ALL)).toThrow(
      expect.objectContaining({ code: 'TIME_UNSORTED' }),
    )
  })
})

whenShared('data', 'GLP on Avalanche in October 2024', () => {
  const dir = sharedData() ?? ''
  const span = { from: timeOf('2024-10-01'), to: timeOf('2024-10-17') }

  it('refuses a table in UTF-16 as what it is, in a short message', () => {
    const bytes = Buffer.from('ts_ms,glp_price_usd\n1,2\n', 'utf16le')
    expect(() => read({ file: 'x.csv', bytes }, ALL)).toThrow(
      expect.objectContaining({ code: 'FILE_UNREADABLE', remedy: 'Save the table as UTF-8.' }),
    )
  })

  it('has 168 full hours, each with marks, and 96 settlements of funding from the first to the last', async () => {
    const { hours, marks, settled } = await load(dir, span)
    expect(hours).toHaveLength(168)
    expect(hours.every(({ time }) => marks.BTC.has(time) && marks.ETH.has(time))).toBe(true)
    expect(settled).toHaveLength(96)
    expect(settled[0]).toEqual({ asset: 'BTC', time: span.from, rate: 10n ** 14n, mark: 6_331_380_000_000n })
  })

  it('comes to the worth that the file recomputed, and to deltas in which bitcoin is nearly all lent', async () => {
    const first = (await load(dir, span)).hours[0]
    const { total, deltas } = assets(Object.values(first?.tokens ?? {}))
    // 23 056 527.62 USD, to the cent.
    expect(total / 10n ** 28n).toBe(2_305_652_761n)
    expect(deltas.map((delta) => Number(delta) / 1e18)).toEqual([
      expect.closeTo(0.00002, 5),
      expect.closeTo(0.1437, 4),
      expect.closeTo(0.0315, 4),
      expect.closeTo(0.0534, 4),
      0,
      0,
      0,
    ])
  })

  it('refuses a period without an hour of the pool', async () => {
    const hole = { from: timeOf('2024-10-07'), to: timeOf('2024-10-08') }
    await expect(load(dir, hole)).rejects.toMatchObject({ code: 'RANGE_UNCOVERED' })
  })
})
