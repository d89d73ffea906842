import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sharedData, whenShared } from '../../../test/shared.ts'
import { parse as priceOf } from '../../units/price.ts'
import { parse as timeOf } from '../../units/time.ts'
import { RANGES } from './plausible.ts'
import { type Column, read } from './stables.ts'
import { inDollars, load, type Published } from './stablesSource.ts'

const source = (text: string) => ({ file: 'x.csv', bytes: new TextEncoder().encode(text) })
const WIDE: Column = {
  price: 'dai_usd',
  only: null,
  isOther: (name) => name.endsWith('_usd'),
  bar: 60_000,
  known: 60_000,
  range: RANGES.stable,
}
const LONG: Column = {
  price: 'price',
  only: { column: 'feed', is: 'DAI_USD' },
  isOther: () => false,
  bar: null,
  known: 0,
  range: RANGES.coin,
}
const ALL = { from: 0, to: Number.POSITIVE_INFINITY }
const T = 1_678_233_600_000

describe('prices of stablecoins', () => {
  it('keeps every digit, and knows the close of a bar when the bar is over', () => {
    const { time, price } = read(source(`ts_ms,dai_usd\n${T},0.999824\n${T + 60_000},1\n`), WIDE, ALL)
    expect(time).toEqual([T + 60_000, T + 120_000])
    expect(price).toEqual([priceOf('0.999824'), priceOf('1')])
  })

  it('takes the rows of one asset out of a file of many', () => {
    const text = `ts_ms,feed,price\n${T},DAI_USD,0.9\n${T},USDC_USD,0.8\n${T + 5},DAI_USD,1.00011546\n`
    expect(read(source(text), LONG, ALL).price).toEqual([priceOf('0.9'), priceOf('1.00011546')])
  })

  it('reads the same with a byte order mark, Windows line ends, quotes, or the time in another column', () => {
    for (const text of [
      `\uFEFFts_ms,dai_usd\r\n${T},0.5\r\n${T + 60_000},1\r\n`,
      `"ts_ms","dai_usd"\n"${T}","0.5"\n${T + 60_000},1\n`,
      `dai_usd,ts_ms\n0.5,${T}\n1,${T + 60_000}\n`,
    ])
      expect(read(source(text), WIDE, { from: 0, to: T + 60_000 })).toMatchObject({
        time: [T + 60_000],
        price: [priceOf('0.5')],
      })
  })

  it('leaves a blank out, and what became known outside the window', () => {
    const text = `ts_ms,dai_usd\n${T},0.1\n${T + 60_000},\n${T + 120_000},0.3\n${T + 180_000},0.4\n`
    const found = read(source(text), WIDE, { from: T + 100_000, to: T + 180_000 })
    expect(found).toMatchObject({ time: [T + 180_000], price: [priceOf('0.3')] })
  })

  it.each([
    ['HEADER_UNKNOWN', 'ts_ms,usdc_usd\n1678233600000,1\n'],
    ['HEADER_UNKNOWN', 'ts_ms,dai_usd,dai_usd\n1678233600000,1,2\n'],
    ['HEADER_UNKNOWN', 'ts_ms,dai_usd,dai_eur\n1678233600000,1,2\n'],
    ['HEADER_UNKNOWN', 'ts_ms,dai_usd,\n1678233600000,1,\n'],
    ['ROW_RAGGED', 'ts_ms,dai_usd\n1678233600000\n'],
    ['QUOTE_BROKEN', 'ts_ms,dai_usd\n1678233600000,"1\n'],
    ['NOT_A_NUMBER', 'ts_ms,dai_usd\n1678233600000,1e3\n'],
    ['NOT_A_NUMBER', 'ts_ms,dai_usd\n1678233600000,-1\n'],
    ['NOT_POSITIVE', 'ts_ms,dai_usd\n1678233600000,0.0\n'],
    ['PRICE_IMPLAUSIBLE', 'ts_ms,dai_usd\n1678233600000,999824000\n'],
    ['PRICE_IMPLAUSIBLE', 'ts_ms,dai_usd\n1678233600000,100.0\n'],
    ['PRICE_IMPLAUSIBLE', 'ts_ms,dai_usd\n1678233600000,0.0001\n'],
    ['TIME_UNSORTED', 'ts_ms,dai_usd\n1678233600000,1\n1678233500000,1\n'],
    ['TIME_AT_CLOSE', 'ts_ms,dai_usd\n1678233659999,1\n'],
    ['TIME_OFF_HOUR', 'ts_ms,dai_usd\n1678233630000,1\n'],
    ['TIME_UNIT', 'ts_ms,dai_usd\n1678233600,1\n'],
    ['NO_ROWS', 'ts_ms,dai_usd\n'],
  ])('refuses with %s', (code, text) => {
    expect(() => read(source(text), WIDE, ALL)).toThrow(expect.objectContaining({ code }))
  })

  it('refuses a price that moves further in a day than any did, with its place', () => {
    const text = (days: number, price: string) =>
      `ts_ms,feed,price\n${T},DAI_USD,1\n${T + days * 86_400_000},DAI_USD,${price}\n`
    expect(() => read(source(text(1, '0.04')), LONG, ALL)).toThrow(
      expect.objectContaining({
        code: 'PRICE_IMPLAUSIBLE',
        message: 'x.csv:3 price: leaps from 1 to 0.04, by more than a factor of 20.',
        facts: { file: 'x.csv', row: 3, column: 'price', value: 0.04 },
      }),
    )
    expect(read(source(text(1, '0.06')), LONG, ALL).price).toHaveLength(2)
    expect(read(source(text(2, '0.04')), LONG, ALL).price).toHaveLength(2)
  })

  it('turns prices in USDT into dollars by what USDT was worth then, and at par before that is known', () => {
    const of = (time: readonly number[], prices: readonly string[]): Published => ({
      asset: 'A',
      source: 'binance',
      label: 'x',
      file: 'x.csv',
      time,
      price: prices.map((text) => priceOf(text)),
    })
    const dollars = inDollars(of([1, 2, 5], ['2000', '2000', '3000']), of([2, 3, 4], ['0.5', '0.9', '0.99']))
    expect(dollars.price).toEqual([priceOf('2000'), priceOf('1000'), priceOf('2970')])
  })
})

describe('what a price can be', () => {
  const MIN = 60_000
  const dir = mkdtempSync(join(tmpdir(), 'stables-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  const peg = { floor: 95n * 10n ** 16n, ceiling: 105n * 10n ** 16n }
  const high = { floor: 1900n * 10n ** 18n, ceiling: 2100n * 10n ** 18n }

  it.each([
    ['cents of a coin with a peg', 'X', '99.98', peg, false],
    ['cents of a coin without one, where the file has stablecoins alone', 'X', '99.98', null, false],
    ['a coin a tenth off its peg', 'X', '0.9', peg, true],
    ['a coin that failed', 'X', '0.006', peg, true],
    ['a coin pegged to an ounce of gold', 'X', '2000', high, true],
    ['a dollar of such a coin', 'X', '1', high, false],
    ['bitcoin in thousands', 'BTC', '60', null, false],
    ['bitcoin', 'BTC', '60000', null, true],
  ] as const)('%s', async (...[, asset, price, own, passes]) => {
    const column = asset === 'BTC' ? 'btcusd_close' : 'usdc_usd_implied'
    put('stables/binanceus_usdc_depeg_1m_2023-03.csv', `ts_ms,${column}\n${T},${price}\n`)
    const found = load(
      dir,
      { asset: asset === 'X' ? 'USDC' : asset, source: 'binanceus', peg: own },
      { from: T, to: T + MIN },
    )
    if (passes) expect((await found).price).toEqual([priceOf(price)])
    else
      await expect(found).rejects.toMatchObject({
        code: 'PRICE_IMPLAUSIBLE',
        message: expect.stringMatching(/^stables\/.*:2 .*is outside/),
      })
  })

  it('is not known of a coin that nobody says anything of', async () => {
    put('prices/binance_spot_NEWUSDT_1h.csv', `ts_ms,close_usdt\n${T},0.00001\n`)
    const window = { from: T, to: T + 60 * MIN }
    expect((await load(dir, { asset: 'NEW', source: 'binance', peg: null }, window)).price).toHaveLength(1)
    put('prices/binance_spot_ETHUSDT_1h.csv', `ts_ms,close_usdt\n${T},0.00001\n`)
    await expect(load(dir, { asset: 'ETH', source: 'binance', peg: null }, window)).rejects.toMatchObject({
      code: 'PRICE_IMPLAUSIBLE',
    })
  })
})

whenShared('data', 'published prices of stablecoins', () => {
  const dir = sharedData() ?? ''
  const lowest = ({ price }: Published) => price.reduce((low, each) => (each < low ? each : low))
  const march = { from: timeOf('2023-03-08'), to: timeOf('2023-03-16') }

  it.each([
    ['USDC', 'binanceus', 11_520, '0.874833'],
    ['USDC', 'chainlink', 1712, '0.88088274'],
    ['DAI', 'chainlink', 1457, '0.88579469'],
    ['USDT', 'chainlink', 300, '0.99977'],
  ] as const)('%s of %s in March 2023: %i prices, %s at the lowest', async (...[asset, from, rows, low]) => {
    const quotes = await load(dir, { asset, source: from, peg: null }, march)
    expect(quotes.time).toHaveLength(rows)
    expect(lowest(quotes)).toBe(priceOf(low))
  })

  it('has five coins a day over five years, and ether by the hour', async () => {
    const window = { from: timeOf('2021-01-01'), to: timeOf('2025-09-30') }
    for (const asset of ['USDC', 'USDT', 'DAI', 'USDP'])
      expect((await load(dir, { asset, source: 'coinmarketcap', peg: null }, window)).time).toHaveLength(1734)
    const ether = await load(dir, { asset: 'ETH', source: 'binance', peg: null }, window)
    expect(ether.time.length).toBeGreaterThan(41_000)
  })
})
