import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Desk, desk } from '../../../test/arbitraries/desk.ts'
import { put, setupOf, still } from '../../../test/arbitraries/past.ts'
import { mode, standing } from '../../../test/arbitraries/venues.ts'
import { whenShared } from '../../../test/shared.ts'
import { load } from '../../adapters/history/load.ts'
import { STRICT } from '../../adapters/history/policy.ts'
import * as Runner from '../../execution/run.ts'
import { VENUES_ROOMS, type VenuesRooms } from '../../execution/venues.ts'
import * as Tiers from '../../models/perp/tiers.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import * as Margin from '../../portfolio/venues/margin.ts'
import type { Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import { netAssets } from '../../portfolio/venues/worth.ts'
import type { History } from '../../ports/history.ts'
import { quantity, usd } from '../../units/estimate.ts'
import { parse } from '../../units/time.ts'
import * as Attribution from './attribution.ts'
import { backtest } from './backtest.ts'
import { markets } from './market.ts'
import { fund } from './passage.ts'
import { recorder } from './recorder.ts'
import { hours } from './replay.ts'
import type { Run } from './run.ts'

/** Rooms in which nothing is ever proposed: what happens is what the venues do. */
const rooms: VenuesRooms = { ...VENUES_ROOMS, propose: () => [], respond: () => ({ proposals: null, events: [] }) }

const ABOUT = { title: 'a test', policyHash: 'none', seed: null }
/** A book that nothing is done about: it hedges nothing, and its wallet holds gas alone. */
const IDLE = desk(mode('pure_lending', 'USDT'))

function short(
  place: Exchange,
  size: number,
  { margin, entry = 2000 }: { margin: number; entry?: number },
): VenuesState {
  return {
    ...IDLE.state,
    wallet: holdings({ ETH: 2 }),
    exchanges: [
      {
        place,
        funding: holdings({}),
        trading: holdings({ USDT: margin }),
        perps: [{ contract: 'ETHUSDT', quantity: quantity(-size), entry }],
      },
    ],
  }
}

/** The states after each row of a replay, with its recorder. */
function replayed(state: VenuesState, history: History, at: Desk = IDLE) {
  const book = recorder(history.hours, 'USD')
  const states: VenuesState[] = []
  const run = hours(
    { ...setupOf({ ...at, state }, history), rooms },
    {
      ...book,
      hour: (row, market, hour) => {
        states.push(hour.state)
        book.hour(row, market, hour)
      },
    },
  )
  for (const _ of run);
  return { states, book, totals: book.totals, last: states.at(-1) ?? state }
}

const usdtOf = (state: VenuesState) => state.exchanges[0]?.trading.USDT ?? Number.NaN
const sizeOf = (state: VenuesState) => state.exchanges[0]?.perps[0]?.quantity ?? 0

describe('funding', () => {
  it('of a short held for a month is the sum of rate times notional, by hand', () => {
    const past = still(24 * 30)
    const settled = past.perps.BINANCE?.ETHUSDT?.settled
    const open = past.perps.BINANCE?.ETHUSDT?.mark.open
    let byHand = 0
    for (let row = 0; row < past.hours; row += 8) {
      const mark = 2000 + 10 * Math.sin(row)
      const rate = 0.0001 * Math.cos(row / 5)
      put(settled, rate, [row, row + 1])
      put(open, mark, [row, row + 8])
      if (row > 0) byHand += rate * 10 * mark
    }
    const { last, totals } = replayed(short('BINANCE', 10, { margin: 10_000 }), past)
    expect(usdtOf(last)).toBeCloseTo(10_000 + byHand, 6)
    expect(totals.parts.funding).toBeCloseTo(byHand, 6)
    expect(totals.maxResidual).toBeLessThan(1e-12)
  })

  it('is not paid for a position opened at the stamp itself, and is for one closed at it', () => {
    const past = still(3)
    put(past.perps.BINANCE?.ETHUSDT?.settled, 0.001, [0, 1])
    expect(usdtOf(replayed(short('BINANCE', 10, { margin: 10_000 }), past).last)).toBe(10_000)
    put(past.perps.BINANCE?.ETHUSDT?.settled, 0.001, [1, 2])
    expect(usdtOf(replayed(short('BINANCE', 10, { margin: 10_000 }), past).last)).toBeCloseTo(10_020, 9)
  })

  it('is counted at what USDT is worth, and in ETH for a book of ETH', () => {
    const past = still(2)
    put(past.usdtUsd, 0.98, [0])
    put(past.perps.BINANCE?.ETHUSDT?.settled, 0.001, [1, 2])
    const state = short('BINANCE', 10, { margin: 10_000 })
    expect(replayed(state, past).totals.parts.funding).toBeCloseTo(20 * 0.98, 9)
    const ether = desk(mode('pure_lending', 'ETH'))
    const result = backtest({ ...setupOf({ ...ether, state }, past), rooms }, ABOUT)
    expect(result.attribution.funding).toBeCloseTo((20 * 0.98) / (2000 * 0.98), 12)
    expect(result.summary.maxResidual).toBeLessThan(1e-12)
  })
})

whenShared('data', 'funding on the published files', (folder) => {
  it('of a short of constant notional at BINANCE is 12.997 % over 2024', async () => {
    const history = await load(folder, {
      from: parse('2024-01-01'),
      to: parse('2025-01-01'),
      exchanges: ['BINANCE'],
      contracts: ['ETHUSDT'],
      lending: false,
      staking: false,
      gaps: STRICT,
    })
    const notional = 1_000_000
    const at = markets(history, IDLE.market.terms)
    const run: Run = {
      setup: setupOf(IDLE, history),
      recorder: recorder(history.hours, 'USD'),
      currency: 'USD',
      now: at(0),
      at,
      state: short('BINANCE', 1, { margin: 0 }),
      lines: null,
      running: Runner.IDLE,
      parts: Attribution.none(),
    }
    for (let row = 0; row < history.hours; row++) {
      run.now = at(row)
      const { mark } = run.now.perps.BINANCE.ETHUSDT
      run.state = short('BINANCE', notional / mark, { margin: usdtOf(run.state) })
      fund(run, row)
    }
    expect(Math.abs((usdtOf(run.state) / notional) * 100 - 12.997)).toBeLessThanOrEqual(0.001)
  }, 60_000)
})

describe('a thin short in a rising hour', () => {
  /** One bar that reaches a price and falls back, at one exchange. */
  function spike(place: Exchange, high: number, close = 2000): History {
    const past = still(3)
    const mark = past.perps[place]?.ETHUSDT?.mark
    put(mark?.high, high, [0, 1])
    put(mark?.open, close, [1])
    put(mark?.high, close, [1])
    put(past.perps[place]?.ETHUSDT?.last, close, [1])
    return past
  }

  const { tiers, clearanceFee } = IDLE.market.terms.exchanges.BINANCE
  const size = 100

  it('is closed at the mark where equity is maintenance and fee, and loses just that', () => {
    const margin = 20_000
    const { states, totals, book } = replayed(short('BINANCE', size, { margin }), spike('BINANCE', 2400))
    // By hand: 20000 − 100·(m − 2000) = MM(100·m) + fee·100·m, within the tier of up to 600 000 (0.5 %, 50 off).
    const mark = (margin + size * 2000 + 50) / (size * (1 + 0.005 + clearanceFee))
    const required = Tiers.maintenance(usd(size * mark), tiers.ETHUSDT) + clearanceFee * size * mark
    expect(margin - size * (mark - 2000)).toBeCloseTo(required, 6)
    expect(states[0]).toBeDefined()
    expect(sizeOf(states[0] ?? IDLE.state)).toBe(-size)
    expect(sizeOf(states[1] ?? IDLE.state)).toBe(0)
    expect(usdtOf(states[1] ?? IDLE.state)).toBeCloseTo(0, 2)
    expect(totals.liquidations).toBe(1)
    expect(totals.parts.liquidation).toBeCloseTo(-required, 2)
    expect(totals.parts.price).toBeCloseTo(-size * (mark - 2000), 2)
    expect(totals.maxResidual).toBeLessThan(1e-12)
    expect(book.events().find(({ kind }) => kind === 'liquidation')).toMatchObject({
      level: 'CRITICAL',
      purpose: 'Liquidation at BINANCE',
    })
  })

  it('is left alone when the hour does not reach that far', () => {
    const { last, totals } = replayed(short('BINANCE', size, { margin: 20_000 }), spike('BINANCE', 2150))
    expect(sizeOf(last)).toBe(-size)
    expect(totals.liquidations).toBe(0)
  })

  it('loses no more than it has where price jumps past that mark between two hours', () => {
    const past = still(3)
    put(past.perps.BINANCE?.ETHUSDT?.mark.open, 2500, [1])
    put(past.perps.BINANCE?.ETHUSDT?.mark.high, 2500, [1])
    const { last, totals } = replayed(short('BINANCE', size, { margin: 20_000 }), past)
    expect(sizeOf(last)).toBe(0)
    expect(usdtOf(last)).toBe(0)
    expect(totals.maxResidual).toBeLessThan(1e-12)
  })

  it('at OKX goes down by tiers as far as the hour asks, and the rest stays', () => {
    const large = 4000
    const okx = IDLE.market.terms.exchanges.OKX
    const margin = 400_000
    const history = (high: number) => {
      const past = spike('OKX', high)
      return replayed(short('OKX', large, { margin }), past)
    }
    const a_little = history(2085)
    const left = -sizeOf(a_little.last)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(large)
    expect(a_little.totals.maxResidual).toBeLessThan(1e-12)
    expect(a_little.totals.liquidations).toBeGreaterThan(0)
    // What is left bears the worst of the hour, or it would have been closed there too.
    const account = a_little.last.exchanges[0]
    const equityAt = usdtOf(a_little.last) - left * (2085 - (account?.perps[0]?.entry ?? 0))
    const required = Tiers.maintenance(usd(left * 2085), okx.tiers.ETHUSDT) + okx.clearanceFee * left * 2085
    expect(equityAt).toBeGreaterThan(required)
    expect(sizeOf(history(2300).last)).toBe(0)
  })

  it('is not helped by margin that is still on its way', () => {
    const state = short('BINANCE', size, { margin: 20_000 })
    const eta = { p50: parse('2030-01-01'), p95: parse('2030-01-01'), stress: parse('2030-01-01') }
    const flight = {
      key: 'f',
      asset: 'USDT',
      quantity: quantity(50_000),
      from: 'WALLET',
      to: 'BINANCE',
      departed: parse('2026-01-01'),
      eta,
    } as const
    const { totals } = replayed({ ...state, flights: [flight] }, spike('BINANCE', 2400))
    expect(totals.liquidations).toBe(1)
  })

  it('law: what a liquidation takes and what price took is all that is gone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Exchange>('BINANCE', 'BYBIT', 'OKX'),
        fc.record({ size: real(1, 5000), thin: real(0.02, 0.3), high: real(2000, 3000), close: real(1800, 3000) }),
        (place, { size: coins, thin, high, close }) => {
          const state = short(place, coins, { margin: coins * 2000 * thin })
          const { last, totals } = replayed(state, spike(place, Math.max(high, close), close))
          expect(totals.maxResidual).toBeLessThan(1e-9)
          expect(usdtOf(last)).toBeGreaterThanOrEqual(0)
          const closed = coins + sizeOf(last)
          expect(closed > 0).toBe(totals.liquidations > 0)
          expect(totals.parts.liquidation).toBeLessThanOrEqual(1e-3)
        },
      ),
    )
  })
})

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe('a long and a short of one account', () => {
  it('are taken at their own worst marks', () => {
    const past = still(3)
    put(past.perps.BYBIT?.BTCUSDT?.mark.low, 30_000, [0, 1])
    put(past.perps.BYBIT?.ETHUSDT?.mark.high, 2300, [0, 1])
    const state: VenuesState = {
      ...short('BYBIT', 50, { margin: 30_000 }),
      exchanges: [
        {
          place: 'BYBIT',
          funding: holdings({}),
          trading: holdings({ USDT: 30_000 }),
          perps: [
            { contract: 'ETHUSDT', quantity: quantity(-50), entry: 2000 },
            { contract: 'BTCUSDT', quantity: quantity(2), entry: 40_000 },
          ],
        },
      ],
    }
    const { totals, last } = replayed(state, past)
    expect(totals.liquidations).toBeGreaterThan(0)
    expect(totals.maxResidual).toBeLessThan(1e-12)
    expect(last.exchanges[0]?.perps).toEqual([])
  })
})

describe('a loan of USDT against staked ETH', () => {
  /** 100 weETH of 2100 USD at LT 0.8 against a debt, without eMode. */
  const owing = (debt: number): VenuesState => ({
    ...IDLE.state,
    wallet: holdings({ ETH: 2 }),
    loans: [{ id: 'main', eMode: 0, supplied: holdings({ weETH: 100 }), borrowed: holdings({ USDT: debt }) }],
  })
  function dip(low: number): History {
    const past = still(3)
    put(past.spot.ETH.low, low, [0, 1])
    return past
  }

  it('is liquidated at the low of the hour by half its debt, at a loss of the bonus', () => {
    // At 1900 the collateral is worth 199500 and health 0.96: above 0.95, so half of the debt at most.
    const debt = 166_250
    const { last, totals, book } = replayed(owing(debt), dip(1900))
    const loan = last.loans[0]
    expect(loan?.borrowed.USDT).toBeCloseTo(debt / 2, 6)
    const seized = (debt / 2) * 1.07
    expect(loan?.supplied.weETH).toBeCloseTo(100 - seized / (1900 * 1.05), 6)
    expect(totals.parts.liquidation).toBeCloseTo(-(debt / 2) * 0.07, 6)
    expect(totals.maxResidual).toBeLessThan(1e-12)
    expect(book.events().find(({ kind }) => kind === 'liquidation')?.purpose).toBe('Liquidation at AAVE:main')
  })

  it('is liquidated whole below 0.95', () => {
    const { last } = replayed(owing(169_000), dip(1900))
    expect(last.loans[0]?.borrowed.USDT).toBeCloseTo(0, 6)
  })

  it('stays when the low does not reach it', () => {
    const { last, totals } = replayed(owing(150_000), dip(1900))
    expect(totals.liquidations).toBe(0)
    expect(last.loans[0]?.supplied.weETH).toBe(100)
  })

  it('and one of ETH against USDT at the high', () => {
    const state: VenuesState = {
      ...IDLE.state,
      wallet: holdings({ ETH: 2 }),
      loans: [{ id: 'main', eMode: 0, supplied: holdings({ USDT: 100_000 }), borrowed: holdings({ WETH: 35 }) }],
    }
    const past = still(3)
    put(past.spot.ETH.high, 2300, [0, 1])
    const { totals } = replayed(state, past)
    expect(totals.liquidations).toBe(1)
    expect(totals.maxResidual).toBeLessThan(1e-12)
  })

  it('of ETH against staked ETH is liquidated by the index and not by the price', () => {
    const state: VenuesState = {
      ...IDLE.state,
      // Without gas nothing can be done about it in time.
      wallet: holdings({}),
      loans: [{ id: 'main', eMode: 1, supplied: holdings({ weETH: 100 }), borrowed: holdings({ WETH: 99 }) }],
    }
    expect(replayed(state, dip(1000)).totals.liquidations).toBe(0)
    const past = still(4)
    put(past.reserves.WETH.borrowIndex, 1.02, [2])
    const { totals } = replayed(state, past)
    expect(totals.liquidations).toBe(1)
    expect(totals.parts.borrow).toBeCloseTo(-99 * 0.02 * 2000, 6)
    expect(totals.maxResidual).toBeLessThan(1e-12)
  })
})

describe('revaluation', () => {
  it.each([
    'USD',
    'ETH',
  ] as const)('law: between any two markets its parts add up to the change of net assets in %s', (currency) => {
    fc.assert(
      fc.property(standing, standing, ({ state, market: before }, { market: after }) => {
        const parts = Attribution.none()
        Attribution.revalue(Attribution.lines(state), { from: before, to: after, currency }, parts)
        const had = netAssets(state, before) / Attribution.unit(before, currency)
        const has = netAssets(state, after) / Attribution.unit(after, currency)
        const size =
          gross(state, before) / Attribution.unit(before, currency) +
          gross(state, after) / Attribution.unit(after, currency)
        expect(Math.abs(has - had - Attribution.sum(parts))).toBeLessThanOrEqual(1e-9 * (1 + size))
        expect(parts.funding + parts.transaction + parts.liquidation).toBe(0)
      }),
    )
  })
})

/** What float64 adds up: every holding, debt and notional, all positive. */
function gross(state: VenuesState, market: Parameters<typeof netAssets>[1]): number {
  let sum = 1e6
  for (const account of state.exchanges) {
    const { equity, notional } = Margin.of(account, market)
    sum += Math.abs(equity) + notional
  }
  return sum + Math.abs(netAssets(state, market))
}
