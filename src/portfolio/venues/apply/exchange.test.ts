import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, near, refused, TERMS, taken } from '../../../../test/arbitraries/venues.ts'
import { quantity, quote } from '../../../units/estimate.ts'
import { holdings } from '../asset.ts'
import * as Margin from '../margin.ts'
import type { VenuesMarket } from '../market.ts'
import type { ExchangeAccount, VenuesState } from '../state.ts'
import type { VenuesStep, VenuesStepOf } from '../step.ts'

const wing = (change: Partial<VenuesStepOf<'venues.internalTransfer'>> = {}): VenuesStep => ({
  kind: 'venues.internalTransfer',
  place: 'BINANCE',
  asset: 'USDT',
  from: 'trading',
  size: quantity(1000),
  ...change,
})

const swap = (change: Partial<VenuesStepOf<'venues.swap'>> = {}): VenuesStep => ({
  kind: 'venues.swap',
  place: 'WALLET',
  sell: 'USDT',
  buy: 'ETH',
  size: quantity(10_000),
  ...change,
})

const open = (change: Partial<VenuesStepOf<'venues.openPerp'>> = {}): VenuesStep => ({
  kind: 'venues.openPerp',
  place: 'BINANCE',
  contract: 'ETHUSDT',
  side: 'short',
  quantity: quantity(5),
  ...change,
})

const close = (size: number, change: Partial<VenuesStepOf<'venues.closePerp'>> = {}): VenuesStep => ({
  kind: 'venues.closePerp',
  place: 'BINANCE',
  contract: 'ETHUSDT',
  quantity: quantity(size),
  ...change,
})

const withAccount = (change: Partial<ExchangeAccount>): VenuesState => ({
  ...BOOK,
  exchanges: BOOK.exchanges.map((account) => (account.place === 'BINANCE' ? { ...account, ...change } : account)),
})

const withQuote = (change: { mark?: number; last?: number }): VenuesMarket => {
  const { BINANCE } = MARKET.perps
  return { ...MARKET, perps: { ...MARKET.perps, BINANCE: { ...BINANCE, ETHUSDT: { ...BINANCE.ETHUSDT, ...change } } } }
}

describe('between the wings', () => {
  test('nothing is paid, and it takes the time of an internal transfer', () => {
    const { changes, cost, times } = taken(wing({ asset: 'ETH', from: 'funding', size: 'all' }))
    expect(changes).toEqual({ 'BINANCE.funding.ETH': -2, 'BINANCE.trading.ETH': 2 })
    expect([cost.fee, times]).toEqual([0, TERMS.times.internal])
  })

  test('margin leaves as far as a tenth of the notional is left, unrealised gains counted', () => {
    // Equity 20 000 + 20 · 100, initial margin 4000: 18 000 of the 20 000 may go.
    expect(taken(wing({ size: 'all' })).changes).toEqual({
      'BINANCE.trading.USDT': -18_000,
      'BINANCE.funding.USDT': 18_000,
    })
    expect(taken(wing({ size: quantity(18_000) })).changes['BINANCE.trading.USDT']).toBe(-18_000)
    expect(taken(wing({ size: quantity(18_000 * (1 + 1e-12)) })).changes['BINANCE.trading.USDT']).toBe(-18_000)
    expect(refused(wing({ size: quantity(18_001) }))).toMatchObject({
      code: 'INITIAL_MARGIN',
      facts: { wanted: 18_001, free: 18_000 },
    })
    expect(refused(wing({ size: quantity(20_001) }))).toMatchObject({ code: 'BALANCE_SHORT', facts: { free: 18_000 } })
    // Written to the cent, so that the figure can be typed and is enough.
    expect(refused(wing({ size: quantity(20_001.234567) })).lift).toBe(
      'Take at most 18,000, or bring 2,001.24 there first.',
    )
  })

  test('margin that is held whole says so', () => {
    const state = withAccount({
      trading: holdings({ USDT: 1000 }),
      perps: [{ contract: 'ETHUSDT', quantity: quantity(-20), entry: 2000 }],
    })
    expect(refused(wing({ size: 'all' }), { state })).toMatchObject({
      code: 'INITIAL_MARGIN',
      facts: { wanted: 1000, free: 0 },
    })
  })

  test.each([
    [wing({ place: 'OKX' }), 'ACCOUNT_UNKNOWN'],
    [wing({ place: 'BYBIT', from: 'funding', size: 'all' }), 'SIZE_NOT_POSITIVE'],
    [wing({ size: quantity(-1) }), 'SIZE_NOT_POSITIVE'],
    [wing({ asset: 'ETH', size: quantity(2) }), 'BALANCE_SHORT'],
  ] as const)('%o: %s', (step, code) => {
    expect(refused(step).code).toBe(code)
  })

  test('margin that cannot be known does not leave', () => {
    expect(refused(wing({ size: 'all' }), { market: withQuote({ mark: Number.NaN }) }).code).toBe('SIZE_NOT_POSITIVE')
    expect(refused(wing(), { market: withQuote({ mark: Number.NaN }) }).code).toBe('BALANCE_SHORT')
  })
})

describe('spot', () => {
  test('on chain: 5 bps of 10 000, and the gas of an approval and a swap', () => {
    const { changes, cost, times } = taken(swap())
    expect(changes).toEqual(near({ 'wallet.USDT': -10_000, 'wallet.ETH': 4.9975 - 0.0023 }))
    expect(cost).toEqual({ gas: expect.closeTo(4.6, 9), fee: 0, slippage: expect.closeTo(5, 9), carry: 0 })
    expect(times).toEqual(TERMS.times.chain)
  })

  test('on an exchange: in the trading wing, without gas', () => {
    const { changes, cost, times, postings } = taken(swap({ place: 'BINANCE', sell: 'ETH', buy: 'USDT', size: 'all' }))
    expect(changes).toEqual(near({ 'BINANCE.trading.ETH': -1, 'BINANCE.trading.USDT': 1999 }))
    expect(cost).toEqual({ gas: 0, fee: 0, slippage: expect.closeTo(1, 9), carry: 0 })
    expect(times).toEqual(TERMS.times.spot)
    expect(postings).toHaveLength(4)
  })

  test('a spot fee is taken from what is bought', () => {
    const { BINANCE } = TERMS.exchanges
    const market: VenuesMarket = {
      ...MARKET,
      terms: {
        ...TERMS,
        exchanges: { ...TERMS.exchanges, BINANCE: { ...BINANCE, spotFee: TERMS.exchanges.BYBIT.perpFee } },
      },
    }
    const { changes, cost } = taken(swap({ place: 'BINANCE', size: quantity(10_000) }), { market })
    // 9995 after execution, 5.5 bps of it as the fee.
    expect(changes['BINANCE.trading.ETH']).toBeCloseTo((9995 * (1 - 0.00055)) / 2000, 9)
    expect(cost.fee).toBeCloseTo(9995 * 0.00055, 9)
    expect(cost.fee + cost.slippage).toBeCloseTo(10_000 - 9995 * (1 - 0.00055), 8)
  })

  test('weETH goes at its market rate through both of its markets', () => {
    // 21 000 at the rate, 0.5 % below, then 20 bps + … at a size of 21 000 in weETH/ETH and 5 bps + … in ETH/USDT.
    const pool = 0.002 + (0.0004 * 11_000) / 90_000
    const spot = 0.0005 + (0.0002 * 11_000) / 90_000
    const { changes, cost } = taken(swap({ sell: 'weETH', buy: 'USDT', size: quantity(10) }))
    expect(changes['wallet.USDT']).toBeCloseTo(21_000 * 0.995 * (1 - pool) * (1 - spot), 7)
    expect(cost.slippage).toBeCloseTo(21_000 - 21_000 * 0.995 * (1 - pool) * (1 - spot), 7)
  })

  test('a trade does not sell the margin that positions hold', () => {
    const step = swap({ place: 'BINANCE', size: 'all' })
    const { changes, state } = taken(step)
    expect(changes['BINANCE.trading.USDT']).toBe(-18_000)
    const [account] = state.exchanges
    if (account !== undefined) expect(Margin.equityRatio(Margin.of(account, MARKET))).toBeCloseTo(0.1, 12)
    expect(refused(swap({ place: 'BINANCE', size: quantity(19_000) })).code).toBe('INITIAL_MARGIN')
  })

  test('a balance below zero is not sold as if it were one above', () => {
    const state = withAccount({ trading: holdings({ USDT: -100 }) })
    expect(refused(swap({ place: 'BINANCE', size: 'all' }), { state }).code).toBe('SIZE_NOT_POSITIVE')
  })

  test.each([
    [swap({ sell: 'ETH', buy: 'WETH' }), 'NO_MARKET'],
    [swap({ sell: 'USDT', buy: 'USDT' }), 'NO_MARKET'],
    [swap({ buy: 'BTC' }), 'NO_MARKET'],
    [swap({ place: 'BINANCE', sell: 'ETH', buy: 'BTC' }), 'NO_MARKET'],
    [swap({ place: 'BINANCE', buy: 'weETH' }), 'NO_MARKET'],
    [swap({ place: 'OKX' }), 'ACCOUNT_UNKNOWN'],
    [swap({ size: quantity(100_001) }), 'BALANCE_SHORT'],
    [swap({ sell: 'ETH', buy: 'USDT', size: 'all' }), 'GAS_SHORT'],
    [swap({ place: 'BINANCE', sell: 'BTC', buy: 'USDT', size: 'all' }), 'SIZE_NOT_POSITIVE'],
  ] as const)('%o: %s', (step, code) => {
    expect(refused(step).code).toBe(code)
  })

  test('what has no price is not traded', () => {
    for (const BTC of [0, Number.NaN]) {
      const market = { ...MARKET, price: { ...MARKET.price, BTC: quote(BTC) } }
      expect(refused(swap({ place: 'BINANCE', buy: 'BTC' }), { market }).code).toBe('NO_MARKET')
    }
  })
})

describe('perps', () => {
  test('a short adds to a short at the average price, below the last by the execution cost', () => {
    // 5 at 2000 are 10 000: 3 bps of execution, 5 bps of fee.
    const price = 2000 * 0.9997
    const { changes, cost, times, state, postings } = taken(open())
    expect(changes).toEqual(
      near({
        'BINANCE.ETHUSDT': -5,
        'BINANCE.ETHUSDT.entry': (20 * 2100 + 5 * price) / 25 - 2100,
        'BINANCE.trading.USDT': -5 * price * 0.0005,
      }),
    )
    expect(cost).toEqual({
      gas: 0,
      fee: expect.closeTo(5 * price * 0.0005, 9),
      slippage: expect.closeTo(3, 9),
      carry: 0,
    })
    expect(times).toEqual(TERMS.times.perp)
    expect(state.exchanges[0]?.perps).toHaveLength(1)
    expect(postings).toHaveLength(4)
  })

  test('a long pays above the last; a first position is a new line', () => {
    const { changes, state } = taken(
      open({ place: 'BYBIT', side: 'long', contract: 'BTCUSDT', quantity: quantity(0.25) }),
    )
    expect(changes).toEqual(
      near({ 'BYBIT.BTCUSDT': 0.25, 'BYBIT.BTCUSDT.entry': 40_012, 'BYBIT.trading.USDT': -0.25 * 40_012 * 0.00055 }),
    )
    expect(state.exchanges[1]?.perps).toEqual([
      { contract: 'BTCUSDT', quantity: 0.25, entry: expect.closeTo(40_012, 8) },
    ])
  })

  test('a second contract stands beside the first', () => {
    const { state } = taken(open({ contract: 'BTCUSDT', quantity: quantity(0.1) }))
    expect(state.exchanges[0]?.perps.map(({ contract }) => contract)).toEqual(['ETHUSDT', 'BTCUSDT'])
    expect(taken(open({ contract: 'BTCUSDT', quantity: quantity(0.1) }), { state }).state.exchanges[0]?.perps[0]).toBe(
      state.exchanges[0]?.perps[0],
    )
  })

  test('closing a part takes that part of the gain, at the entry that was', () => {
    const price = 2000 * 1.0003
    const { changes, cost, state } = taken(close(5))
    expect(changes).toEqual(
      near({ 'BINANCE.ETHUSDT': 5, 'BINANCE.trading.USDT': 5 * (2100 - price) - 5 * price * 0.0005 }),
    )
    expect(cost.slippage).toBeCloseTo(3, 9)
    expect(state.exchanges[0]?.perps[0]?.entry).toBe(2100)
  })

  test('closing all of it leaves no line, also with dust either way', () => {
    for (const size of [20, 20 * (1 + 1e-10)]) expect(taken(close(size)).state.exchanges[0]?.perps).toEqual([])
    expect(refused(close(20 * (1 - 1e-13))).code).toBe('ORDER_OFF_GRID')
  })

  test('closing a long sells below the last', () => {
    const state = withAccount({ perps: [{ contract: 'ETHUSDT', quantity: quantity(5), entry: 1900 }] })
    const price = 2000 * 0.9997
    const { changes, cost } = taken(close(5), { state })
    expect(changes['BINANCE.trading.USDT']).toBeCloseTo(5 * (price - 1900) - 5 * price * 0.0005, 8)
    expect(cost.slippage).toBeCloseTo(3, 8)
  })

  test('the slippage is counted from the mark, whatever the last price', () => {
    expect(taken(open(), { market: withQuote({ last: 1990 }) }).cost.slippage).toBeCloseTo(
      5 * (2000 - 1990 * 0.9997),
      8,
    )
    expect(taken(open(), { market: withQuote({ last: 2010 }) }).cost.slippage).toBeLessThan(0)
  })

  test('costs are in USD where USDT is not a dollar', () => {
    const market = { ...MARKET, price: { ...MARKET.price, USDT: quote(0.99) } }
    expect(taken(open(), { market }).cost.fee).toBeCloseTo(5 * 2000 * 0.9997 * 0.0005 * 0.99, 9)
  })

  test('a tenth of the notional must be there, after what the trade costs', () => {
    // BYBIT: equity 10 000 carries just under 100 000.
    expect(taken(open({ place: 'BYBIT', quantity: quantity(49.5) })).changes['BYBIT.ETHUSDT']).toBe(-49.5)
    const { code, facts } = refused(open({ place: 'BYBIT', quantity: quantity(50) }))
    expect([code, facts['needed']]).toEqual(['INITIAL_MARGIN', 10_000])
    expect(facts['equity']).toBeLessThan(10_000)
  })

  test.each([
    [open({ place: 'OKX' }), 'ACCOUNT_UNKNOWN'],
    [open({ side: 'long' }), 'PERP_OPPOSITE'],
    [open({ quantity: quantity(0) }), 'PERP_NOT_TRADED'],
    [open({ quantity: quantity(Number.NaN) }), 'PERP_NOT_TRADED'],
    [open({ quantity: quantity(Infinity) }), 'INITIAL_MARGIN'],
    [close(5, { place: 'OKX' }), 'ACCOUNT_UNKNOWN'],
    [close(5, { contract: 'BTCUSDT' }), 'ACCOUNT_UNKNOWN'],
    [close(21), 'BALANCE_SHORT'],
    [close(0), 'SIZE_NOT_POSITIVE'],
  ] as const)('%o: %s', (step, code) => {
    expect(refused(step).code).toBe(code)
  })

  test('a contract without a price is not traded, and margin at an unknown mark carries nothing', () => {
    expect(refused(open(), { market: withQuote({ last: Number.NaN }) }).code).toBe('PERP_NOT_TRADED')
    expect(refused(close(5), { market: withQuote({ last: Number.NaN }) }).code).toBe('PERP_NOT_TRADED')
    expect(refused(open(), { market: withQuote({ mark: Number.NaN }) }).code).toBe('INITIAL_MARGIN')
  })
})
