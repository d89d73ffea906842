import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOOK, MARKET, standing } from '../../../test/arbitraries/venues.ts'
import { fraction, quantity, quote, usd } from '../../units/estimate.ts'
import { holdings } from './asset.ts'
import { income } from './income.ts'
import * as Loan from './loan.ts'
import * as Margin from './margin.ts'
import { type ExchangeAccount, empty } from './state.ts'
import * as Worth from './worth.ts'

const [BINANCE] = BOOK.exchanges
const [MAIN] = BOOK.loans
if (BINANCE === undefined || MAIN === undefined) throw new RangeError('the book of the examples has both')

/** An account with so much USDT and one ETH position entered at the mark. */
const account = (usdt: number, size: number, entry = 2000): ExchangeAccount => ({
  place: 'BINANCE',
  funding: holdings({}),
  trading: holdings({ USDT: usdt }),
  perps: [{ contract: 'ETHUSDT', quantity: quantity(size), entry }],
})

test('the book by where it stands', () => {
  expect(Worth.value(BOOK, MARKET)).toEqual({
    // 100 000 + 10, 50 and 4 coins; 20 weETH apart.
    wallet: 228_000,
    staked: 42_000,
    // 223 125 − 180 000, and 50 000.
    loans: 93_125,
    // 5000 + 4000 + 20 000 + 2000 and 2000 gained.
    exchanges: { BINANCE: 33_000, BYBIT: 10_000 },
    flights: 3000,
    netAssets: 409_125,
  })
  expect(Worth.netAssets(BOOK, MARKET)).toBe(409_125)
  expect(Worth.loose(BOOK, MARKET)).toBe(273_000)
})

test('a book that begins holds its wallet and nothing else', () => {
  const book = empty(holdings({ USDT: 7 }), ['OKX'], [{ id: 'main', eMode: 1 }])
  expect(Worth.value(book, MARKET)).toMatchObject({
    netAssets: 7,
    wallet: 7,
    loans: 0,
    exchanges: { OKX: 0 },
    flights: 0,
  })
})

test('gains are in USDT, and USDT has its price', () => {
  const market = { ...MARKET, price: { ...MARKET.price, USDT: quote(0.98) } }
  expect(Worth.exchange(BINANCE, market)).toBeCloseTo(27_000 * 0.98 + 6000, 9)
})

test('delta counts every coin once: debts and shorts against it, what is in the air with it', () => {
  // 10 + 50 + 4 + 21, 111.5625 − 90, 3, − 20.
  expect(Worth.delta(BOOK, MARKET).ETH).toBeCloseTo(85 + 21.5625 + 3 - 20, 9)
  const flying = (asset: 'ETH' | 'weETH' | 'BTC' | 'USDT') => ({
    ...BOOK,
    flights: BOOK.flights.map((flight) => ({ ...flight, asset, quantity: quantity(2) })),
  })
  const { ETH } = Worth.delta(BOOK, MARKET)
  expect(Worth.delta(flying('ETH'), MARKET).ETH - ETH).toBeCloseTo(2, 9)
  expect(Worth.delta(flying('weETH'), MARKET).ETH - ETH).toBeCloseTo(2.1, 9)
  expect(Worth.delta(flying('BTC'), MARKET)).toEqual({ ETH, BTC: 2 })
  expect(Worth.delta(flying('USDT'), MARKET)).toEqual({ ETH, BTC: 0 })
})

test('a sample: Aave +11.64, wallet +10.5 and perps −25.67 ETH are −3.53', () => {
  const book = {
    ...BOOK,
    wallet: holdings({ ETH: 10.5, USDT: 45_000 }),
    // 107.44 of collateral against 95.80 of debt, in ETH.
    loans: [
      { ...MAIN, supplied: holdings({ weETH: 107.44 / 1.05 / 1.0625 }), borrowed: holdings({ WETH: 95.8 / 1.25 }) },
    ],
    exchanges: [account(30_000, -25.67)],
    flights: [],
  }
  expect(Worth.delta(book, MARKET).ETH).toBeCloseTo(-3.53, 9)
})

test('BTC is counted in BTC', () => {
  const book = {
    ...BOOK,
    wallet: holdings({ BTC: 1 }),
    exchanges: [
      {
        ...account(0, 0),
        perps: [{ contract: 'BTCUSDT' as const, quantity: quantity(-3), entry: 1 }],
        funding: holdings({ BTC: 0.5 }),
        trading: holdings({ BTC: 0.25 }),
      },
    ],
  }
  expect(Worth.delta(book, MARKET).BTC).toBeCloseTo(-1.25, 12)
})

test('delta is what worth gains when ETH or BTC rise by a dollar', () => {
  fc.assert(
    fc.property(standing, fc.double({ min: 0.5, max: 2, noNaN: true }), ({ state, market }, factor) => {
      const rise = (coin: 'ETH' | 'BTC') => {
        const eth = coin === 'ETH' ? factor : 1
        const btc = coin === 'BTC' ? factor : 1
        const { price } = market
        const quotes = (place: 'BINANCE' | 'BYBIT' | 'OKX') => {
          const { ETHUSDT, BTCUSDT } = market.perps[place]
          // A perp follows the coin dollar for dollar.
          const mark = (at: number, coins: number, by: number) => at + (coins * (by - 1)) / price.USDT
          return {
            ETHUSDT: { ...ETHUSDT, mark: mark(ETHUSDT.mark, price.ETH, eth) },
            BTCUSDT: { ...BTCUSDT, mark: mark(BTCUSDT.mark, price.BTC, btc) },
          }
        }
        return {
          ...market,
          price: {
            USDT: price.USDT,
            ETH: quote(price.ETH * eth),
            WETH: quote(price.WETH * eth),
            weETH: quote(price.weETH * eth),
            stETH: quote(price.stETH * eth),
            BTC: quote(price.BTC * btc),
          },
          perps: { BINANCE: quotes('BINANCE'), BYBIT: quotes('BYBIT'), OKX: quotes('OKX') },
        }
      }
      const delta = Worth.delta(state, market)
      for (const coin of ['ETH', 'BTC'] as const) {
        const gained = Worth.netAssets(state, rise(coin)) - Worth.netAssets(state, market)
        const due = delta[coin] * market.price[coin] * (factor - 1)
        expect(Math.abs(gained - due)).toBeLessThan(1e-9 * 1e8)
      }
    }),
  )
})

test('the parts of worth add up to it', () => {
  fc.assert(
    fc.property(standing, ({ state, market }) => {
      const { netAssets, wallet, staked, loans, exchanges, flights } = Worth.value(state, market)
      let sum = wallet + staked + loans + flights
      for (const part of Object.values(exchanges)) sum += part
      expect(Math.abs(sum - netAssets)).toBeLessThan(1e-9 * 1e7)
      expect(Math.abs(Worth.netAssets(state, market) - netAssets)).toBeLessThan(1e-9 * 1e7)
    }),
  )
})

test('a margin account: equity with gains, notional, and what its tiers ask', () => {
  expect(Margin.of(BINANCE, MARKET)).toEqual({ equity: 22_000, notional: 40_000, maintenance: 160 })
  expect(Margin.withdrawable(BINANCE, MARKET)).toBe(18_000)
  // Losses count against what may leave, gains do not make more of it than there is.
  expect(Margin.withdrawable(account(20_000, -20, 1900), MARKET)).toBe(14_000)
  expect(Margin.withdrawable(account(20_000, -20, 3000), MARKET)).toBe(20_000)
  expect(Margin.withdrawable(account(100, -20), MARKET)).toBe(0)
})

// docs/rules/venues.md: r → the rise that liquidates, at an effective 1 % (here: the tier of 40 000 at 0.4 %, and 0.6 % of fee).
test.each([
  [1, 0.98],
  [0.5, 0.485],
  [0.425, 0.411],
  [0.275, 0.262],
  [0.2, 0.188],
  [0.15, 0.139],
  [0.12, 0.109],
] as const)('a short at %d of its notional is liquidated by a rise of %d', (ratio, rise) => {
  const { terms } = MARKET
  const flat = terms.exchanges.BINANCE.tiers.ETHUSDT.slice(0, 1).map((tier) => ({ ...tier, upTo: usd(1e12) }))
  const exchange = {
    ...terms.exchanges.BINANCE,
    tiers: { ...terms.exchanges.BINANCE.tiers, ETHUSDT: flat },
    clearanceFee: fraction(0.006),
  }
  const market = { ...MARKET, terms: { ...terms, exchanges: { ...terms.exchanges, BINANCE: exchange } } }
  const short = account(40_000 * ratio, -20)
  const data = Margin.of(short, market)
  expect(Margin.equityRatio(data)).toBeCloseTo(ratio, 12)
  expect(Margin.distance(short, data, market)).toBeCloseTo((ratio - 0.01) / 1.01, 9)
  expect(Math.abs(Margin.distance(short, data, market) - rise)).toBeLessThan(0.001)
})

test('distance is infinite without a position, and the nearest of several', () => {
  const none = account(100, 0)
  expect(Margin.distance(none, Margin.of(none, MARKET), MARKET)).toBe(Infinity)
  expect(Margin.equityRatio(Margin.of({ ...none, perps: [] }, MARKET))).toBe(Infinity)
  const both: ExchangeAccount = {
    ...account(20_000, 10),
    perps: [
      { contract: 'ETHUSDT', quantity: quantity(10), entry: 2000 },
      { contract: 'BTCUSDT', quantity: quantity(-0.5), entry: 40_000 },
    ],
  }
  const data = Margin.of(both, MARKET)
  const long = { ...both, perps: both.perps.slice(0, 1) }
  const short = { ...both, perps: both.perps.slice(1) }
  expect(Margin.distance(both, data, MARKET)).toBe(
    Math.min(Margin.distance(long, data, MARKET), Margin.distance(short, data, MARKET)),
  )
})

test('a lending account in USD, interest in it', () => {
  const data = Loan.of(MAIN, MARKET)
  expect(data).toMatchObject({ collateral: 223_125, debt: 180_000, borrowPower: expect.closeTo(207_506.25, 8) })
  expect(data.health).toBeCloseTo(1.17760417, 7)
  expect(data.ltv).toBeCloseTo(0.80672269, 7)
  expect([Loan.supplied(MAIN, 'weETH', MARKET), Loan.owed(MAIN, 'WETH', MARKET)]).toEqual([106.25, 90])
  const bare = { ...MAIN, supplied: holdings({}) }
  expect(Loan.of(bare, MARKET)).toMatchObject({ health: 0, ltv: Infinity })
  expect(Loan.of({ ...bare, borrowed: holdings({}) }, MARKET)).toMatchObject({ health: Infinity, ltv: 0 })
})

test('an eMode that the terms do not know is none', () => {
  expect(Loan.of({ ...MAIN, eMode: 77 }, MARKET).borrowPower).toBeCloseTo(223_125 * 0.775, 8)
  expect(Loan.categoryOf({ ...MAIN, eMode: 77 }, MARKET)).toBeUndefined()
})

test('income by source, per year', () => {
  const earned = income(BOOK, MARKET)
  // 223 125 at 0.1 % and 50 000 at 4 %; 42 000 + 223 125 at 3 %; 180 000 at 2.5 %; 40 000 at 10 % to the short.
  expect(earned).toMatchObject({
    supply: expect.closeTo(223.125 + 2000, 8),
    staking: expect.closeTo(7953.75, 8),
    borrow: expect.closeTo(-4500, 8),
    funding: expect.closeTo(4000, 8),
  })
})

test('a long pays what a short is paid, and what flies earns nothing', () => {
  const long = income({ ...BOOK, exchanges: [account(0, 20)] }, MARKET)
  expect(long.funding).toBeCloseTo(-4000, 8)
  expect(income({ ...BOOK, flights: [] }, MARKET)).toEqual(income(BOOK, MARKET))
})
