import { expect, it } from 'vitest'
import { whenShared } from '../../../test/shared.ts'
import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import { HOUR_MS, parse } from '../../units/time.ts'
import * as Client from './client.ts'
import { coverage } from './coverage.ts'
import * as Errors from './error.ts'
import * as Funding from './funding.ts'
import { load } from './load.ts'
import * as Name from './name.ts'
import * as Parse from './parse.ts'
import { type GapPolicy, type Need, NOTED, STRICT } from './policy.ts'

const WINDOW = { from: parse('2024-05-12'), to: parse('2025-09-07T09:00:00Z') }

/** Venues' yearly sums, in % of a constant notional. */
const YEARS: readonly (readonly [Exchange, Contract, number, number])[] = [
  ['BINANCE', 'BTCUSDT', 2020, 17.24],
  ['BINANCE', 'BTCUSDT', 2021, 30.608],
  ['BINANCE', 'BTCUSDT', 2022, 4.165],
  ['BINANCE', 'BTCUSDT', 2023, 7.866],
  ['BINANCE', 'BTCUSDT', 2024, 11.957],
  ['BINANCE', 'ETHUSDT', 2020, 27.49],
  ['BINANCE', 'ETHUSDT', 2021, 37.537],
  ['BINANCE', 'ETHUSDT', 2022, 0.787],
  ['BINANCE', 'ETHUSDT', 2023, 8.26],
  ['BINANCE', 'ETHUSDT', 2024, 12.997],
  ['BYBIT', 'BTCUSDT', 2021, 38.299],
  ['BYBIT', 'BTCUSDT', 2022, 2.946],
  ['BYBIT', 'BTCUSDT', 2023, 8.883],
  ['BYBIT', 'BTCUSDT', 2024, 12.02],
  ['BYBIT', 'ETHUSDT', 2021, 42.983],
  ['BYBIT', 'ETHUSDT', 2022, 1.944],
  ['BYBIT', 'ETHUSDT', 2023, 8.609],
  ['BYBIT', 'ETHUSDT', 2024, 12.501],
]

const SUMS: readonly (readonly [Exchange, Contract, number, number])[] = [
  ['BINANCE', 'BTCUSDT', 9.0015, 1451],
  ['BINANCE', 'ETHUSDT', 9.8254, 1451],
  ['BYBIT', 'BTCUSDT', 9.3847, 1451],
  ['BYBIT', 'ETHUSDT', 10.1827, 1451],
  ['OKX', 'BTCUSDT', 8.5557, 1319],
  ['OKX', 'ETHUSDT', 8.8902, 1319],
]

whenShared('data', 'published files', (data) => {
  const funding = async (exchange: Exchange, contract: Contract): Promise<Funding.FundingSeries> =>
    Funding.read(await Client.read(data, `funding/${exchange.toLowerCase()}_${contract}_funding_8h.csv`, ''))

  const whole = { from: 0, to: Number.POSITIVE_INFINITY }

  it.each(YEARS)('%s %s funding of %i sums to %f %', async (...[exchange, contract, year, percent]) => {
    const series = await funding(exchange, contract)
    expect(summed(series, parse(`${year}-01-01`), parse(`${year + 1}-01-01`)).percent).toBeCloseTo(percent, 3)
  })

  it.each(SUMS)('%s %s funding of the common window sums to %f % in %i settlements', async (...[
    exchange,
    contract,
    percent,
    count,
  ]) => {
    const sum = summed(await funding(exchange, contract), WINDOW.from, WINDOW.to)
    expect(sum.percent).toBeCloseTo(percent, 4)
    expect(sum.count).toBe(count)
  })

  it('every published figure is plausible, on the worst days too', async () => {
    for (const { kind, exchange, name, missing } of await coverage(data)) {
      if (missing.length > 0) continue
      const contract = name === 'BTCUSDT' ? 'BTCUSDT' : 'ETHUSDT'
      const files =
        kind === 'spot'
          ? [Name.spot(contract)]
          : exchange === null
            ? []
            : [Name.price(exchange, 'mark', contract), Name.price(exchange, 'perp', contract)]
      for (const file of files) Parse.bars(await Client.read(data, file, ''), whole, contract)
    }
    Parse.gas(await Client.read(data, Name.GAS, ''), whole)
    Parse.staking(await Client.read(data, Name.STAKING, ''), whole)
    expect(Parse.reserves(await Client.read(data, Name.LENDING, ''), whole).size).toBe(4)
  }, 60_000)

  it('WETH borrow index grows 4.755 % in 637 days', async () => {
    const reserves = Parse.reserves(await Client.read(data, 'aave/aave_v3_ethereum_daily_2024-2025.csv', ''), whole)
    const { time, borrowIndex } = reserves.get('WETH') ?? Parse.noReserve('none')
    const last = time.length - 1
    expect(((time[last] ?? 0) - (time[0] ?? 0)) / (24 * HOUR_MS)).toBe(637)
    expect(((borrowIndex[last] ?? 0) / (borrowIndex[0] ?? 1) - 1) * 100).toBeCloseTo(4.755, 3)
  })

  it('weETH rate grows 2.75 % a year', async () => {
    const { time, rate } = Parse.staking(await Client.read(data, 'lst/weeth_wsteth_rate_daily.csv', ''), whole)
    const last = time.length - 1
    const years = ((time[last] ?? 0) - (time[0] ?? 0)) / (365 * 24 * HOUR_MS)
    expect((((rate[last] ?? 0) / (rate[0] ?? 1)) ** (1 / years) - 1) * 100).toBeCloseTo(2.75, 2)
  })

  it('OKX settlements are the realised ones, not the predicted or the late ones (warning 1)', async () => {
    const { time, rate } = await funding('OKX', 'ETHUSDT')
    const btc = await funding('OKX', 'BTCUSDT')
    const at = (series: typeof btc, stamp: number): number => series.rate[series.time.indexOf(stamp)] ?? Number.NaN
    const found = [at({ ...btc, time, rate }, 1714492800000), at(btc, 1714492800000)]
    expect(found).toContain(0.000004880388991)
    expect([at({ ...btc, time, rate }, 1714521600000), at(btc, 1714521600000)]).toContain(0.0000017236956739)
    expect(new Set(time).size).toBe(time.length)
  })

  it('OKX fits its peers a settlement earlier in 2023 and at its own hour later (warning 2)', async () => {
    const [okx, bybit] = [await funding('OKX', 'ETHUSDT'), await funding('BYBIT', 'ETHUSDT')]
    const match = (shift: number, from: number, to: number): number => {
      const peer = new Map(bybit.time.map((at, i) => [at, bybit.rate[i] ?? 0]))
      const pairs = okx.time.flatMap((at, i) => {
        const other = at >= from && at < to ? peer.get(at + shift * 8 * HOUR_MS) : undefined
        return other === undefined ? [] : [[okx.rate[i] ?? 0, other] as const]
      })
      return correlation(pairs)
    }
    const old = [parse('2023-01-01'), parse('2024-01-01')] as const
    const later = [WINDOW.from, WINDOW.to] as const
    expect(match(-1, ...old)).toBeGreaterThan(match(0, ...old))
    expect(match(0, ...later)).toBeGreaterThan(match(-1, ...later))
  })

  it('the largest 8 h rates are +0.375 % and -0.356 % (warning 4)', async () => {
    const rates = [...(await funding('BINANCE', 'ETHUSDT')).rate, ...(await funding('BYBIT', 'ETHUSDT')).rate]
    expect(Math.max(...rates)).toBe(0.00375)
    expect(Math.min(...rates)).toBeCloseTo(-0.00356, 5)
  })

  it('in the crash of May 2021 the last price falls 20 % below the lowest mark of its hour (warning 5)', async () => {
    const day = { from: parse('2021-05-19'), to: parse('2021-05-20') }
    const low = async (kind: string): Promise<number> =>
      Math.min(...Parse.bars(await Client.read(data, `prices/binance_${kind}_ETHUSDT_1h.csv`, ''), day).low)
    expect(await low('perp')).toBe(1400.73)
    // The 1730.23 that the warning names is the mark's low of 2021-05-23T16, four days on.
    expect(await low('mark')).toBe(1764.26)
  })

  it('loads the common window of three exchanges and notes every hole', async () => {
    const history = await load(data, need(NOTED))
    const okx = history.perps.OKX?.ETHUSDT
    expect(history.hours).toBe(11_601)
    expect(summedGrid(okx?.settled)).toEqual({ count: 1319, percent: expect.closeTo(8.8902, 4) })
    const holes = history.notes.filter((note) => note.series.startsWith('funding/'))
    expect(holes).toHaveLength(14)
    expect(holes[0]).toMatchObject({ from: parse('2024-07-31T16:00:00Z'), to: parse('2024-08-31T08:00:00Z'), rows: 93 })
    expect(history.notes.filter((note) => note.series.startsWith('prices/okx_perp')).map((note) => note.rows)).toEqual([
      1944, 720, 720, 153,
    ])
    for (const series of [
      history.spot.ETH.open,
      history.gas,
      history.usdtUsd,
      history.weeth.rate,
      okx?.mark.low,
      okx?.last,
    ]) {
      expect(series?.every((one) => one > 0)).toBe(true)
    }
    expect(history.spot.BTC.open.every(Number.isNaN)).toBe(true)
  }, 20_000)

  it('gives each row what had been published by then', async () => {
    const history = await load(data, need(NOTED))
    const row = (at: string): number => (parse(at) - history.from) / HOUR_MS
    // From the rows of 2024-05-14 and 2024-05-13.
    expect(history.reserves.weETH.borrowRate[row('2024-05-13T23:00:00Z')]).toBe(0.020238855601959)
    expect(history.reserves.weETH.borrowRate[row('2024-05-14T00:00:00Z')]).toBe(0.0165211900215079)
    expect(history.reserves.weETH.liquidityIndex[row('2024-05-13T12:00:00Z')]).toBeCloseTo(
      (1.0000437200551298 + 1.0000458647398174) / 2,
      14,
    )
    expect(history.weeth.market[row('2024-05-13T23:00:00Z')]).toBeNaN()
    expect(history.weeth.growth[row('2024-05-12T23:00:00Z')]).toBeNaN()
    expect(history.weeth.growth[row('2025-09-01T00:00:00Z')]).toBeGreaterThan(0.02)
    const { settled, forecast } = history.perps.BINANCE?.ETHUSDT ?? { settled: [], forecast: [] }
    const due = Array.from(settled.keys()).filter((i) => !Number.isNaN(settled[i]))
    const recent = due.slice(179, 200).map((i) => settled[i] ?? 0)
    const median = recent.sort((a, b) => a - b)[10] ?? 0
    expect(forecast[due[199] ?? 0]).toBeCloseTo(median * 1095, 12)
    expect(forecast[(due[200] ?? 0) - 1]).toBe(forecast[due[199] ?? 0])
  }, 20_000)

  it('books the mean of the peers where the policy says so', async () => {
    const history = await load(data, need({ ...NOTED, funding: 'peers' }))
    const row = (parse('2024-08-05T08:00:00Z') - history.from) / HOUR_MS
    const [a, b] = [history.perps.BINANCE?.ETHUSDT?.settled[row], history.perps.BYBIT?.ETHUSDT?.settled[row]]
    expect(history.perps.OKX?.ETHUSDT?.settled[row]).toBeCloseTo(((a ?? 0) + (b ?? 0)) / 2, 15)
    expect(summedGrid(history.perps.OKX?.ETHUSDT?.settled).count).toBe(1451)
  }, 20_000)

  it.each([
    ['GAP_TOO_LONG', { ...NOTED, funding: 'refuse' as const }],
    ['GAP_TOO_LONG', { ...NOTED, last: 'refuse' as const }],
    ['GAP_TOO_LONG', STRICT],
  ])('answers %s to the same holes under a strict policy', async (code, gaps) => {
    await expect(load(data, need(gaps))).rejects.toMatchObject({ code })
  })

  it('loads under the strict policy where there is no hole', async () => {
    const history = await load(data, {
      ...need(STRICT),
      exchanges: ['BINANCE', 'BYBIT'],
      contracts: ['ETHUSDT', 'BTCUSDT'],
    })
    expect(history.notes.filter((note) => note.done !== 'not known yet')).toEqual([])
  }, 20_000)

  it('says to leave OKX out of BTC', async () => {
    const error = await load(data, { ...need(NOTED), contracts: ['BTCUSDT'] }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(Errors.FileError)
    expect(error).toMatchObject({ code: 'FILE_MISSING', facts: { file: 'prices/okx_mark_BTCUSDT_1h.csv' } })
    expect(error).toHaveProperty('remedy', expect.stringContaining('leave OKX out'))
  }, 20_000)

  it.each([
    ['before weETH was', { ...WINDOW, from: parse('2024-05-01') }],
    ['after the last settlement of OKX', { ...WINDOW, to: parse('2025-09-20') }],
    ['after the last day', { from: parse('2025-09-20'), to: parse('2025-09-30') }],
  ])('refuses a range %s', async (_, range) => {
    await expect(load(data, { ...need(NOTED), ...range })).rejects.toMatchObject({ code: 'RANGE_UNCOVERED' })
  })
})

function need(gaps: GapPolicy): Need {
  return {
    ...WINDOW,
    exchanges: ['BINANCE', 'BYBIT', 'OKX'],
    contracts: ['ETHUSDT'],
    lending: true,
    staking: true,
    gaps,
  }
}

function summed({ time, rate }: Funding.FundingSeries, from: number, to: number): { percent: number; count: number } {
  const inside = Array.from(rate).filter((_, i) => (time[i] ?? 0) >= from && (time[i] ?? 0) < to)
  return { percent: inside.reduce((sum, one) => sum + one, 0) * 100, count: inside.length }
}

function summedGrid(settled: Float64Array = new Float64Array(0)): { percent: number; count: number } {
  const due = Array.from(settled).filter((one) => !Number.isNaN(one))
  return { percent: due.reduce((sum, one) => sum + one, 0) * 100, count: due.length }
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (k: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length
  const [a, b] = [mean(0), mean(1)]
  const moment = (f: (x: number, y: number) => number): number => pairs.reduce((s, [x, y]) => s + f(x - a, y - b), 0)
  return moment((x, y) => x * y) / Math.sqrt(moment((x) => x * x) * moment((_, y) => y * y))
}
