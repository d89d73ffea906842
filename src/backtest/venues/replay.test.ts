import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Desk, desk } from '../../../test/arbitraries/desk.ts'
import { put, setupOf, still } from '../../../test/arbitraries/past.ts'
import { mode } from '../../../test/arbitraries/venues.ts'
import { whenShared } from '../../../test/shared.ts'
import { load } from '../../adapters/history/load.ts'
import { NOTED } from '../../adapters/history/policy.ts'
import { simulate } from '../../adapters/market/simulate.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { MODES, type Mode } from '../../portfolio/venues/mode.ts'
import { EXCHANGES } from '../../portfolio/venues/place.ts'
import { netAssets } from '../../portfolio/venues/worth.ts'
import type { History } from '../../ports/history.ts'
import { instant, parse } from '../../units/time.ts'
import { backtest } from './backtest.ts'
import { markets } from './market.ts'
import { recorder } from './recorder.ts'
import { hours } from './replay.ts'

const UNLEVERED = mode('usdt_market_neutral_no_leverage', 'USDT')
const NEUTRAL = mode('usdt_market_neutral', 'USDT')
const ABOUT = { title: 'a test', policyHash: 'none', seed: 7 }

const year = new Map<Mode['coin'], History>()
function simulated(coin: Mode['coin']): History {
  const made =
    year.get(coin) ??
    simulate({
      seed: 7,
      from: parse('2024-01-01'),
      hours: 8760,
      exchanges: EXCHANGES,
      contracts: [coin === 'BTC' ? 'BTCUSDT' : 'ETHUSDT'],
    })
  year.set(coin, made)
  return made
}

const closeTo = (value: number, other: number, within: number) =>
  expect(Math.abs(value - other)).toBeLessThanOrEqual(within)

describe.each(
  MODES.map((one) => [`${one.name} ${one.shareClass}`, one] as const),
)('a simulated year of %s', (_, one) => {
  const result = backtest(setupOf(desk(one), simulated(one.coin)), ABOUT)
  const { summary, attribution, series } = result

  it('explains its profit to the last part in a billion, at every hour', () => {
    expect(summary.maxResidual).toBeLessThanOrEqual(1e-9)
    const { residual, total, ...parts } = attribution
    closeTo(
      Object.values(parts).reduce((sum, part) => sum + part, residual),
      total,
      1e-9 * summary.startNetAssets,
    )
    closeTo(total, summary.profit, 1e-9 * summary.startNetAssets)
    closeTo(summary.endNetAssets - summary.startNetAssets, summary.profit, 1e-9 * summary.startNetAssets)
    for (const column of Object.values(series.attribution)) expect(column.length).toBe(series.time.length)
    closeTo(
      Object.values(series.attribution).reduce((sum, column) => sum + (column.at(-1) ?? 0), 0),
      total,
      1e-6,
    )
    expect(series.netAssets.at(-1)).toBe(summary.endNetAssets)
  })

  it('pays what it says for what it does, and counts its hours and its plans', () => {
    closeTo(attribution.transaction, -(result.costs.gas + result.costs.fee + result.costs.slippage), 1e-6)
    const { hoursAtLevel, decisions, plans, stopped } = summary
    expect(Object.values(hoursAtLevel).reduce((a, b) => a + b, 0)).toBe(8760)
    expect(Object.values(plans).reduce((a, b) => a + b, 0)).toBe(decisions.EXECUTE)
    expect(result.events.filter(({ kind }) => kind === 'plan').length).toBe(decisions.EXECUTE)
    expect(result.events.filter(({ kind }) => kind === 'stopped').length).toBe(stopped)
    expect(decisions.ERROR).toBe(0)
    expect(summary.liquidations).toBe(0)
  })

  it('keeps what it is asked to keep', () => {
    if (one.isHedged) expect(Math.abs(summary.worstDelta)).toBeLessThan(0.06)
    if (one.isHedged) expect(summary.worstEquityRatio).toBeGreaterThan(0.12)
    if (one.long === 'loop') expect(summary.worstHealth).toBeGreaterThan(1.1)
    expect(result.levels.health === null).toBe(one.long !== 'loop')
    expect(result.levels.equityRatio === null).toBe(!one.isHedged)
  })

  it('is counted in its own currency', () => {
    expect(result.currency).toBe(one.shareClass === 'ETH' ? 'ETH' : 'USD')
    if (one.shareClass !== 'ETH') return
    expect(summary.startNetAssets).toBeCloseTo(300, 9)
    closeTo(attribution.price, 0, 1e-9)
    expect(attribution.supply + attribution.staking).toBeGreaterThan(0)
  })

  it('is the same in every run', () => {
    expect(JSON.stringify(backtest(setupOf(desk(one), simulated(one.coin)), ABOUT))).toBe(JSON.stringify(result))
  })
})

whenShared('data', 'the published files, 2024-05-12 to 2025-09-07', (folder) => {
  it('are explained to the last part in a billion, hour by hour', async () => {
    const history = await load(folder, {
      from: parse('2024-05-12'),
      to: parse('2025-09-07'),
      exchanges: EXCHANGES,
      contracts: ['ETHUSDT'],
      lending: true,
      staking: true,
      gaps: NOTED,
    })
    for (const one of [NEUTRAL, UNLEVERED]) {
      const { summary, attribution, notes } = backtest(setupOf(desk(one), history), { ...ABOUT, seed: null })
      expect(summary.maxResidual).toBeLessThanOrEqual(1e-9)
      expect(summary.liquidations).toBe(0)
      expect(attribution.funding).toBeGreaterThan(0)
      expect(attribution.staking).toBeGreaterThan(0)
      expect(notes.length).toBeGreaterThan(0)
    }
  }, 60_000)
})

describe('a replay knows nothing of what comes', () => {
  const hoursOf = 240
  const whole = simulate({
    seed: 3,
    from: parse('2024-01-01'),
    hours: hoursOf,
    exchanges: EXCHANGES,
    contracts: ['ETHUSDT'],
  })
  const at = desk(NEUTRAL)

  /** All that a run has said and become up to a row. */
  function upTo(history: History, last: number): string {
    const book = recorder(history.hours, 'USD')
    for (const row of hours(setupOf(at, history), book)) if (row === last) break
    return JSON.stringify({ totals: book.totals, events: book.events() })
  }

  it('whatever prices, rates and bars become after a row, what was done by then stays', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: hoursOf - 10 }),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        (row, by) => {
          expect(upTo(twisted(whole, row, by), row)).toBe(upTo(whole, row))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('and what comes does matter when it has come', () => {
    expect(upTo(twisted(whole, 100, 1.6), 200)).not.toBe(upTo(whole, 200))
  })
})

/** The history with everything after a row multiplied, and with it the bars of the row itself, which belong to the hour after it. */
function twisted(history: History, row: number, by: number): History {
  const bend = (value: unknown, after: number): unknown => {
    if (value instanceof Float64Array) return value.map((one, i) => (i > after ? one * by : one))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        bend(inner, key === 'high' || key === 'low' ? row - 1 : after),
      ]),
    )
  }
  return bend(history, row) as History
}

describe('flights', () => {
  const eth = (state: Desk['state']) => state.flights.length

  /** How many flights are in the air after each row. */
  function aloft(flights: 'p50' | 'p95' | 'stress', rows: number) {
    const seen: number[] = []
    const book = recorder(rows, 'USD')
    const run = hours(setupOf(desk(UNLEVERED), still(rows), flights), {
      ...book,
      hour: (_row, _market, { state }) => seen.push(eth(state)),
    })
    for (const _ of run);
    return seen
  }

  it('land in the hour by which their duration is over, and not before', () => {
    // A deposit takes 165 s, 660 s or 12 h 10 min: all of the first two by the next hour, the last not before the 13th.
    expect(aloft('p50', 3)).toEqual([3, 0, 0])
    expect(aloft('p95', 3)).toEqual([3, 0, 0])
    expect(aloft('stress', 15).slice(0, 14)).toEqual([...Array.from({ length: 13 }, () => 3), 0])
  })

  it('of a plan that was stopped land by themselves, are swept into margin and lose nothing', () => {
    const past = still(40)
    // USDT off its peg from the first hour to the fifth: routine moves wait, and the plan under way is refused its next stage.
    put(past.usdtUsd, 0.99, [1, 6])
    const result = backtest(setupOf(desk(UNLEVERED), past), ABOUT)
    const told = result.events.filter(({ kind }) => kind === 'plan' || kind === 'stopped')
    expect(told.map(({ kind, purpose }) => `${kind} ${purpose}`).slice(0, 3)).toEqual([
      'plan Deploy capital',
      'stopped Deploy capital',
      'plan Sweep funding wings',
    ])
    expect(told[1]?.findings[0]).toMatchObject({ code: 'USDT_OFF_PEG', severity: 'block' })
    expect(result.summary.stopped).toBe(1)
    expect(result.summary.maxResidual).toBeLessThan(1e-12)
    closeTo(result.summary.profit, result.attribution.transaction, 1e-6)
    expect(
      result.events.filter(({ kind, purpose }) => kind === 'plan' && purpose === 'Deploy capital').length,
    ).toBeGreaterThan(1)
  })

  it('of a plan wait for their own plan, and a plan for its flights', () => {
    const past = still(10)
    const seen: number[] = []
    const run = hours(setupOf(desk(UNLEVERED), past), {
      ...recorder(10, 'USD'),
      hour: (_row, _market, { state }) => seen.push(state.exchanges.filter(({ perps }) => perps.length > 0).length),
    })
    for (const _ of run);
    expect(seen.slice(0, 2)).toEqual([0, 3])
  })

  it('do not keep a routine plan going when something becomes critical', () => {
    const past = still(40)
    const { perps } = past
    for (const place of EXCHANGES) {
      // After the first deployment ETH doubles while the second one's margin is still on its way for half a day.
      const mark = perps[place]?.ETHUSDT
      put(mark?.mark.open, 2700, [17])
      put(mark?.mark.high, 2700, [16])
      put(mark?.mark.low, 2700, [17])
      put(mark?.last, 2700, [17])
    }
    put(past.spot.ETH.open, 2700, [17])
    const result = backtest(setupOf(desk(UNLEVERED), past, 'stress'), ABOUT)
    expect(
      result.events.some(
        ({ kind, rationale }) => kind === 'stopped' && rationale.startsWith('Something became critical'),
      ),
    ).toBe(true)
    expect(result.summary.maxResidual).toBeLessThan(1e-9)
  })

  it('of an emergency take their time too', () => {
    const past = still(60)
    for (const place of EXCHANGES) {
      const mark = past.perps[place]?.ETHUSDT
      for (const series of [mark?.mark.open, mark?.mark.high, mark?.mark.low, mark?.last]) put(series, 2700, [40, 60])
    }
    put(past.spot.ETH.open, 2700, [40, 60])
    const aloft: number[] = []
    const run = hours(setupOf(desk(UNLEVERED), past, 'stress'), {
      ...recorder(60, 'USD'),
      hour: (_row, _market, { state }) => aloft.push(state.flights.length),
      decision: (_market, { chosen }) => {
        if (chosen?.proposal.plan.urgency === 'emergency') begun.push(aloft.length)
      },
    })
    const begun: number[] = []
    for (const _ of run);
    expect(begun.length).toBeGreaterThan(0)
    for (const row of begun) expect(aloft[row]).toBeGreaterThan(0)
  })
})

describe('the market of an hour', () => {
  it('is an ordinary market, with 0 for what the book cannot hold and 1 for a rate that is not known', () => {
    const past = still(2, ['BINANCE'])
    put(past.weeth.rate, Number.NaN, [0])
    put(past.weeth.growth, Number.NaN, [0])
    put(past.spot.BTC.open, Number.NaN, [0])
    const market = markets(past, desk(UNLEVERED).market.terms)(1)
    expect(market.price).toMatchObject({ ETH: 2000, weETH: 2000, BTC: 0 })
    expect(market.weeth).toMatchObject({ rate: 1, growth: market.terms.stakingRate })
    expect(market.perps.OKX.ETHUSDT.mark).toBeNaN()
    expect(market.asOf).toBe(instant(past.from + 3_600_000))
    expect(netAssets(desk(UNLEVERED).state, market)).toBe(1_004_000)
  })

  it('is a value that may be kept: no later hour, and no liquidation within one, writes into it', () => {
    const past = still(60)
    for (const place of EXCHANGES) {
      const mark = past.perps[place]?.ETHUSDT
      put(mark?.mark.high, 6000, [30])
      put(mark?.mark.open, 2700, [31, 60])
    }
    const kept: VenuesMarket[] = []
    const setup = setupOf(desk(UNLEVERED), past)
    const book = recorder(60, 'USD')
    const run = hours(setup, { ...book, hour: (_row, market) => kept.push(market) })
    for (const _ of run);
    expect(book.totals.liquidations).toBeGreaterThan(0)
    const at = markets(past, setup.terms)
    expect(kept).toEqual(kept.map((_, row) => at(row)))
  })

  it('reads nothing beyond its past as known', () => {
    const market = markets(still(1), desk(UNLEVERED).market.terms)(5)
    expect(market.price.ETH).toBeNaN()
    expect(market.gas).toBeNaN()
    expect(market.price.USDT).toBe(1)
  })
})

it('tells of every thousandth row', () => {
  const rows: number[] = []
  backtest(setupOf(desk(mode('pure_lending', 'ETH')), still(2500)), ABOUT, (row) => rows.push(row))
  expect(rows).toEqual([0, 1000, 2000])
})
