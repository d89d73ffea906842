import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, mode, NOON, policy, standing } from '../../../test/arbitraries/venues.ts'
import { fraction, perYear, quantity, quote } from '../../units/estimate.ts'
import { type Level, worst } from '../measure.ts'
import { type Holdings, holdings } from './asset.ts'
import type { VenuesMarket } from './market.ts'
import type { VenuesPolicy } from './policy.ts'
import { assess } from './risk.ts'
import type { ExchangeAccount, VenuesState } from './state.ts'

const EMPTY: VenuesState = { wallet: holdings({}), loans: [], exchanges: [], flights: [], sent: [], alarms: [] }

/** A short of 20 ETH at the mark: 40 000 of notional. */
const short = (usdt: number, size = -20): ExchangeAccount => ({
  place: 'BINANCE',
  funding: holdings({}),
  trading: holdings({ USDT: usdt }),
  perps: [{ contract: 'ETHUSDT', quantity: quantity(size), entry: 2000 }],
})

/** An account in eMode 1 that owes so much for each 100 of collateral, in WETH of 2000 each. */
const owing = (part: number): VenuesState => ({
  ...EMPTY,
  loans: [
    {
      id: 'main',
      eMode: 1,
      supplied: holdings({ weETH: 100 / 1.05 / 1.0625 }),
      borrowed: holdings({ WETH: part / 1.25 }),
    },
  ],
})

function measure(state: VenuesState, name: string, { market = MARKET, wanted = policy(), place = '' } = {}) {
  const found = assess({ asOf: NOON, state, market }, wanted)
    .measures()
    .find((one) => one.name === name && one.place.startsWith(place))
  if (found === undefined) throw new RangeError(`${name} is not among the measures`)
  return found
}

const names = (state: VenuesState, wanted: VenuesPolicy, market: VenuesMarket = MARKET) =>
  assess({ asOf: NOON, state, market }, wanted)
    .measures()
    .map(({ name, place }) => `${name} ${place}`)

describe('margin (D9)', () => {
  test.each([
    [20_000, 0.5, 'NORMAL'],
    [16_000, 0.4, 'NORMAL'],
    [15_999, 0.399975, 'DRIFT'],
    [26_001, 0.650025, 'DRIFT'],
    [8000, 0.2, 'DRIFT'],
    [7999, 0.199975, 'WARNING'],
    [4800, 0.12, 'WARNING'],
    [4799, 0.119975, 'CRITICAL'],
    [-1, -0.000025, 'CRITICAL'],
  ] as const)('%d USDT against 40 000 are a ratio of %d: %s', (usdt, ratio, level) => {
    const found = measure({ ...EMPTY, exchanges: [short(usdt)] }, 'equityRatio')
    expect(found.value).toBeCloseTo(ratio, 12)
    expect(found.level).toBe(level)
    expect(found.room).toBeCloseTo(ratio - 0.12, 12)
  })

  test('half of the margin used for maintenance is critical, exactly half is not yet past it', () => {
    // Maintenance of 40 000 is 160.
    expect(measure({ ...EMPTY, exchanges: [short(320)] }, 'marginHealth')).toMatchObject({ value: 2, level: 'NORMAL' })
    expect(measure({ ...EMPTY, exchanges: [short(319)] }, 'marginHealth').level).toBe('CRITICAL')
  })

  test('nearer to liquidation than the worst four hours is a warning', () => {
    // Maintenance 0.4 %, clearance 1.25 %: (r − 0.0165) ÷ 1.0165, with a tier above from 50 000 on.
    expect(measure({ ...EMPTY, exchanges: [short(8000)] }, 'distance')).toMatchObject({
      value: expect.closeTo((8000 - 660) / 40_660, 9),
      level: 'NORMAL',
    })
    expect(measure({ ...EMPTY, exchanges: [short(7600)] }, 'distance').level).toBe('WARNING')
  })

  test('every measure of an account has a name of its own, so no table says `health` of two things', () => {
    const both = { ...owing(80), exchanges: [short(8000)] }
    const rows = names(both, policy())
    expect(rows).toContain('health AAVE:main')
    expect(rows).toContain('marginHealth BINANCE')
    expect(rows.filter((name) => name.startsWith('health '))).toHaveLength(1)
  })

  test('without a position there is no margin to measure', () => {
    const flat = { ...short(100), perps: [] }
    expect(names({ ...EMPTY, wallet: holdings({ USDT: 1 }), exchanges: [flat] }, policy())).toEqual([
      'allocation BINANCE',
      'delta BOOK',
      'buffer WALLET',
      'peg USDT',
    ])
  })

  test('what is on its way counts as no margin', () => {
    const state = {
      ...BOOK,
      flights: BOOK.flights.map((flight) => ({ ...flight, to: 'BINANCE' as const, quantity: quantity(1e6) })),
    }
    expect(measure(state, 'equityRatio').value).toBe(measure(BOOK, 'equityRatio').value)
    expect(measure(state, 'marginHealth').value).toBe(measure(BOOK, 'marginHealth').value)
  })

  test('a mark that nobody knows is no measure of its account, and nothing else is off for it', () => {
    const { BINANCE } = MARKET.perps
    const gone = { ...BINANCE, ETHUSDT: { mark: Number.NaN, last: 2000, funding: perYear(0) } }
    const market = { ...MARKET, perps: { ...MARKET.perps, BINANCE: gone } }
    const state = {
      ...EMPTY,
      wallet: holdings({ ETH: 20 }),
      exchanges: [short(20_000), { ...short(500), place: 'OKX' as const }],
    }
    const { level, measures } = assess({ asOf: NOON, state, market }, policy())
    expect(measures().map(({ name, place }) => `${name} ${place}`)).toEqual([
      'allocation BINANCE',
      'equityRatio OKX',
      'marginHealth OKX',
      'distance OKX',
      'allocation OKX',
      'delta BOOK',
      'buffer WALLET',
      'peg USDT',
    ])
    expect(measures().every(({ value }) => Number.isFinite(value))).toBe(true)
    expect(level).toBe('CRITICAL')
    const calm = { ...state, exchanges: [short(1)] }
    const alone = policy({ allocation: { BINANCE: fraction(1) } })
    expect(assess({ asOf: NOON, state: calm, market: MARKET }, alone).level).toBe('CRITICAL')
    expect(assess({ asOf: NOON, state: calm, market }, alone).level).not.toBe('CRITICAL')
  })

  test('a price that nobody knows is measured nowhere: not the loan, the peg, nor shares of net assets', () => {
    const of = (asset: 'USDT' | 'weETH') => {
      const market = { ...MARKET, price: { ...MARKET.price, [asset]: quote(Number.NaN) } }
      return assess({ asOf: NOON, state: { ...owing(90), exchanges: [short(20_000)] }, market }, policy())
        .measures()
        .map(({ name, place }) => `${name} ${place}`)
    }
    const margin = ['equityRatio BINANCE', 'marginHealth BINANCE', 'distance BINANCE']
    expect(of('weETH')).toEqual([...margin, 'peg USDT'])
    expect(of('USDT')).toEqual(['health AAVE:main', 'ltv AAVE:main', ...margin])
  })
})

describe('loans (D11)', () => {
  test.each([
    [79, 'NORMAL', 'NORMAL'],
    [78, 'NORMAL', 'NORMAL'],
    [95 / 1.15, 'DRIFT', 'NORMAL'],
    [82.7, 'WARNING', 'NORMAL'],
    [85.1, 'WARNING', 'WARNING'],
    [86.4, 'CRITICAL', 'WARNING'],
    [90.1, 'CRITICAL', 'CRITICAL'],
  ] as const)('%d of 100 owed: health %s, LTV %s', (part, health, ltv) => {
    const state = owing(part)
    expect(measure(state, 'health').level).toBe(health)
    expect(measure(state, 'ltv').level).toBe(ltv)
    expect(measure(state, 'health').value).toBeCloseTo(95 / part, 9)
  })

  test('an account that owes nothing has neither', () => {
    expect(names(owing(0), policy())).not.toContain('health AAVE:main')
  })

  test('time to critical: how long today’s rates take to bring it there', () => {
    // Owes at 2.5 %, earns 0.1 % and 3 %: health rises.
    expect(measure(owing(80), 'health').timeToCritical).toBeNull()
    const dear = {
      ...MARKET,
      reserves: { ...MARKET.reserves, WETH: { ...MARKET.reserves.WETH, borrowRate: perYear(0.131) } },
    }
    // Falls by 10 % a year; from 1.1875 to 1.1 is 7.368 % of it.
    const { timeToCritical } = measure(owing(80), 'health', { market: dear })
    expect(timeToCritical).toBeCloseTo(((1 - 1.1 / 1.1875) / 0.1) * 31_536_000, 0)
    expect(measure(owing(88), 'health', { market: dear }).timeToCritical).toBe(0)
    expect(measure(owing(88), 'health').timeToCritical).toBeNull()
    const bare = { ...EMPTY, loans: owing(1).loans.map((loan) => ({ ...loan, supplied: holdings({}) })) }
    expect(measure(bare, 'health').timeToCritical).toBe(0)
  })

  test('USDT that is supplied earns its own rate and no stake', () => {
    const state = {
      ...EMPTY,
      loans: [{ id: 'main', eMode: 0, supplied: holdings({ USDT: 80_000 }), borrowed: holdings({ USDT: 40_000 }) }],
    }
    // 100 000 at 4 % against 60 000 at 6 %: health falls by 2 % a year, from 1.3 to 1.1.
    expect(measure(state, 'health').timeToCritical).toBeCloseTo(((1 - 1.1 / 1.3) / 0.02) * 31_536_000, 0)
  })
})

describe('delta (D27)', () => {
  const long = (coins: Partial<Record<keyof Holdings, number>>): VenuesState => ({ ...EMPTY, wallet: holdings(coins) })

  test.each([
    [100, 'NORMAL'],
    [101, 'DRIFT'],
    [300, 'DRIFT'],
    [301, 'WARNING'],
    [500, 'WARNING'],
    [501, 'CRITICAL'],
  ] as const)('the USDT class wants none: %d of 10 000 in ETH is %s', (usd, level) => {
    const found = measure(long({ ETH: usd / 2000, USDT: 10_000 - usd }), 'delta')
    expect(found.value).toBeCloseTo(usd / 10_000, 12)
    expect(found.level).toBe(level)
  })

  test('short is as far off as long', () => {
    const state = { ...EMPTY, exchanges: [short(20_000, -0.5)] }
    expect(measure(state, 'delta')).toMatchObject({ value: 0.05, level: 'WARNING' })
    expect(assess({ asOf: NOON, state, market: MARKET }, policy()).figures).toMatchObject({
      drift: -1000,
      driftFraction: -0.05,
      delta: { ETH: -0.5, BTC: 0 },
    })
  })

  test('the ETH class wants all that it is worth in ETH', () => {
    const eth = policy({ mode: mode('eth_leveraged', 'ETH') })
    expect(measure(long({ weETH: 10 }), 'delta', { wanted: eth }).value).toBeCloseTo(0, 12)
    expect(measure(long({ ETH: 9, USDT: 2000 }), 'delta', { wanted: eth })).toMatchObject({
      value: expect.closeTo(0.1, 12),
      level: 'CRITICAL',
    })
  })

  test('a BTC mode looks at BTC, a mode of USDT at nothing', () => {
    const btc = policy({ mode: mode('btc_basis', 'USDT') })
    expect(measure(long({ BTC: 0.01, ETH: 100, USDT: 9600 }), 'delta', { wanted: btc }).value).toBeCloseTo(
      400 / 210_000,
      12,
    )
    expect(names(long({ ETH: 1 }), policy({ mode: mode('pure_lending', 'USDT') }))).not.toContain('delta BOOK')
  })

  test('over gross: half of long and short together', () => {
    // Long 30 000, short 40 000: 10 000 off, of 35 000.
    const state = { ...long({ ETH: 15, USDT: 100_000 }), exchanges: [short(20_000)] }
    expect(measure(state, 'delta', { wanted: policy({ deltaOver: 'gross' }) }).value).toBeCloseTo(10 / 35, 12)
    expect(measure(state, 'delta').value).toBeCloseTo(10 / 150, 12)
    expect(measure(long({ USDT: 1 }), 'delta', { wanted: policy({ deltaOver: 'gross' }) }).value).toBe(0)
  })

  test('what flies is long: it has not been sold', () => {
    const flights = BOOK.flights.map((flight) => ({ ...flight, asset: 'ETH' as const, quantity: quantity(1) }))
    expect(measure({ ...long({ USDT: 18_000 }), flights }, 'delta').value).toBeCloseTo(0.1, 12)
  })
})

describe('allocation (D13), buffer and peg (D30)', () => {
  const at = (place: 'BINANCE' | 'BYBIT' | 'OKX', usdt: number): ExchangeAccount => ({
    ...short(usdt),
    place,
    perps: [],
  })
  const split = (...usdt: readonly [number, number, number]): VenuesState => ({
    ...EMPTY,
    wallet: holdings({ USDT: 100_000 - usdt[0] - usdt[1] - usdt[2] }),
    exchanges: [at('BINANCE', usdt[0]), at('BYBIT', usdt[1]), at('OKX', usdt[2])],
  })

  test('an exchange is off by its distance from its share of all exchanges, over net assets', () => {
    // 50 000 stand on exchanges, 40 / 30 / 30 % of them wanted; the band is 2.5 % of 100 000.
    const state = split(22_500, 12_500, 15_000)
    for (const [place, off, level] of [
      ['BINANCE', 0.025, 'NORMAL'],
      ['BYBIT', 0.025, 'NORMAL'],
      ['OKX', 0, 'NORMAL'],
    ] as const)
      expect(measure(state, 'allocation', { place })).toMatchObject({ value: expect.closeTo(off, 12), level })
    expect(measure(split(22_600, 12_400, 15_000), 'allocation', { place: 'BYBIT' }).level).toBe('DRIFT')
  })

  test('an exchange without a share should hold nothing', () => {
    const wanted = policy({ allocation: { BINANCE: fraction(1) } })
    expect(measure(split(10_000, 5000, 0), 'allocation', { place: 'BYBIT', wanted }).value).toBeCloseTo(0.05, 12)
  })

  test('the buffer is of the share class’s own asset, and only where one is wanted', () => {
    const state = { ...EMPTY, wallet: holdings({ USDT: 4000, WETH: 3, ETH: 45 }) }
    expect(measure(state, 'buffer')).toMatchObject({ value: 0.04, level: 'NORMAL' })
    const eth = policy({ mode: mode('eth_leveraged', 'ETH') })
    expect(measure(state, 'buffer', { wanted: eth })).toMatchObject({ value: 0.06, level: 'NORMAL' })
    expect(measure({ ...state, wallet: holdings({ USDT: 4000, ETH: 98 }) }, 'buffer').level).toBe('DRIFT')
    expect(names(state, policy({ buffer: fraction(0) }))).not.toContain('buffer WALLET')
  })

  test.each([
    [1.004, 'NORMAL'],
    [0.9951, 'NORMAL'],
    [0.994, 'WARNING'],
    [1.006, 'WARNING'],
  ] as const)('USDT at %d is %s', (usdt, level) => {
    const market = { ...MARKET, price: { ...MARKET.price, USDT: quote(usdt) } }
    expect(measure(EMPTY, 'peg', { market }).level).toBe(level)
  })
})

describe('past liquidation', () => {
  const none = {
    worse: 'lower',
    target: 1,
    low: -Infinity,
    high: Infinity,
    warning: -Infinity,
    critical: -Infinity,
  } as const
  const { bounds } = policy()
  /** A policy without a single level. */
  const blind = policy({
    bounds: {
      ...bounds,
      health: none,
      equityRatio: none,
      marginHealth: none,
      distance: none,
      ltv: { ...none, worse: 'higher', low: 0, warning: Infinity, critical: Infinity },
    },
  })

  test.each([
    [161, 'NORMAL'],
    [160, 'CRITICAL'],
    [-10, 'CRITICAL'],
  ] as const)('an exchange that must maintain 160 and has %d is %s, whatever its levels are', (usdt, level) => {
    const state = { ...EMPTY, wallet: holdings({ ETH: 20 }), exchanges: [short(usdt)] }
    for (const name of ['equityRatio', 'marginHealth', 'distance'])
      expect(measure(state, name, { wanted: blind }).level).toBe(level)
    const at = {
      ...blind,
      bounds: { ...blind.bounds, allocation: { ...none, worse: 'higher', critical: Infinity } as const },
    }
    expect(assess({ asOf: NOON, state, market: MARKET }, at).level === 'CRITICAL').toBe(level === 'CRITICAL')
  })

  test.each([
    [94.9, 'NORMAL'],
    [95.1, 'CRITICAL'],
  ] as const)('a loan of %d against 95 is %s, whatever its levels are', (part, level) => {
    expect(measure(owing(part), 'health', { wanted: blind }).level).toBe(level)
    expect(measure(owing(part), 'ltv', { wanted: blind }).level).toBe(level)
    const calm = policy({ ...blind, ...{ mode: mode('pure_lending', 'USDT'), buffer: fraction(0) } })
    expect(assess({ asOf: NOON, state: owing(part), market: MARKET }, calm).level).toBe(level)
  })
})

describe('the level of a book', () => {
  const { bounds } = policy()
  const usdt = { mode: mode('pure_lending', 'USDT'), buffer: fraction(0), allocation: { BINANCE: fraction(1) } }
  const rich = holdings({ USDT: 10_000 })

  // In each of these one measure is out and every other is quiet.
  test.each<readonly [string, VenuesState, Partial<VenuesPolicy>, Level]>([
    ['nothing', { ...EMPTY, wallet: rich }, usdt, 'NORMAL'],
    ['health of a loan', owing(82.7), usdt, 'WARNING'],
    ['a loan', owing(90.1), usdt, 'CRITICAL'],
    ['the equity ratio', { ...EMPTY, exchanges: [short(30_000)] }, usdt, 'DRIFT'],
    [
      'the distance',
      { ...EMPTY, exchanges: [short(20_000)] },
      { ...usdt, bounds: { ...bounds, distance: { ...bounds.distance, warning: 0.5 } } },
      'WARNING',
    ],
    ['the LTV', owing(78), { ...usdt, bounds: { ...bounds, ltv: { ...bounds.ltv, warning: 0.77 } } }, 'WARNING'],
    ['margin', { ...EMPTY, exchanges: [short(319)] }, usdt, 'CRITICAL'],
    ['allocation', { ...EMPTY, exchanges: [{ ...short(1000), perps: [] }] }, { ...usdt, allocation: {} }, 'DRIFT'],
    ['delta', { ...EMPTY, wallet: holdings({ USDT: 9600, ETH: 0.2 }) }, { buffer: fraction(0) }, 'WARNING'],
    ['buffer', { ...EMPTY, wallet: rich }, { ...usdt, buffer: fraction(0.05) }, 'DRIFT'],
  ])('%s', (...row) => {
    const [, state, change, level] = row
    expect(assess({ asOf: NOON, state, market: MARKET }, policy(change)).level).toBe(level)
  })

  test('the peg alone', () => {
    const market = { ...MARKET, price: { ...MARKET.price, USDT: quote(0.99) } }
    expect(assess({ asOf: NOON, state: { ...EMPTY, wallet: rich }, market }, policy(usdt)).level).toBe('WARNING')
  })
})

test('the level of a book is the worst of its measures, over every book', () => {
  const seen = new Set<Level>()
  const wanted = fc.constantFrom(
    policy(),
    policy({ deltaOver: 'gross', buffer: fraction(0) }),
    policy({ mode: mode('eth_leveraged', 'ETH') }),
    policy({ mode: mode('pure_lending', 'USDT') }),
    policy({ mode: mode('btc_basis', 'USDT') }),
  )
  fc.assert(
    fc.property(standing, wanted, fc.boolean(), ({ state, market }, chosen, isDark) => {
      const { BINANCE } = market.perps
      const dark = { ...market.perps, BINANCE: { ...BINANCE, ETHUSDT: { ...BINANCE.ETHUSDT, mark: Number.NaN } } }
      const { level, measures } = assess(
        { asOf: NOON, state, market: isDark ? { ...market, perps: dark } : market },
        chosen,
      )
      let found: Level = 'NORMAL'
      for (const one of measures()) found = worst(found, one.level)
      expect(level).toBe(found)
      seen.add(level)
    }),
  )
  expect(seen.has('CRITICAL')).toBe(true)
})

test('the figures of a book are those of its parts', () => {
  const { figures } = assess({ asOf: NOON, state: BOOK, market: MARKET }, policy())
  expect(figures.netAssets).toBeCloseTo(409_125, 8)
  expect(figures.loans.map(({ id, debt }) => [id, debt])).toEqual([
    ['main', 180_000],
    ['cash', 0],
  ])
  expect(figures.exchanges).toEqual([
    expect.objectContaining({ place: 'BINANCE', worth: 33_000, equity: 22_000, notional: 40_000, equityRatio: 0.55 }),
    expect.objectContaining({ place: 'BYBIT', worth: 10_000, notional: 0, equityRatio: Infinity, distance: Infinity }),
  ])
})
