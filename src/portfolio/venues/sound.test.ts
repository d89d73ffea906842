import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, mode, NOON, policy } from '../../../test/arbitraries/venues.ts'
import { perYear, quantity, quote } from '../../units/estimate.ts'
import { apply } from './apply.ts'
import { holdings } from './asset.ts'
import type { PerpMarket, VenuesMarket } from './market.ts'
import type { Exchange } from './place.ts'
import { sound } from './sound.ts'
import type { VenuesState } from './state.ts'
import type { VenuesStep } from './step.ts'
import { isLoanUnknown, touched, unknownOf } from './unknown.ts'

const { NaN: NONE } = Number
const see = (market: VenuesMarket, state: VenuesState = BOOK, wanted = policy()) =>
  sound({ asOf: NOON, state, market }, wanted).market
const figures = (...args: Parameters<typeof see>) => unknownOf(see(...args)).map(({ figure }) => figure)
const quoted = (
  place: Exchange,
  change: Partial<PerpMarket>,
  contract: 'ETHUSDT' | 'BTCUSDT' = 'ETHUSDT',
): VenuesMarket => ({
  ...MARKET,
  perps: {
    ...MARKET.perps,
    [place]: { ...MARKET.perps[place], [contract]: { ...MARKET.perps[place][contract], ...change } },
  },
})
const priced = (change: Readonly<Record<string, number>>): VenuesMarket => ({
  ...MARKET,
  price: { ...MARKET.price, ...Object.fromEntries(Object.entries(change).map(([asset, at]) => [asset, quote(at)])) },
})

describe('a sound market', () => {
  test('is the very same snapshot', () => {
    const snapshot = { asOf: NOON, state: BOOK, market: MARKET }
    expect(sound(snapshot, policy())).toBe(snapshot)
    expect(unknownOf(MARKET)).toEqual([])
  })

  test('needs no figure of a contract or an exchange that the book does not use', () => {
    const market = quoted('OKX', { mark: NONE })
    expect(see(market)).toBe(market)
    const other = quoted('BINANCE', { mark: NONE }, 'BTCUSDT')
    expect(see(other)).toBe(other)
    const unhedged = quoted('BYBIT', { mark: NONE })
    expect(see(unhedged, BOOK, policy({ mode: mode('eth_leveraged', 'ETH') }))).toBe(unhedged)
  })

  test('has no price of BTC where the mode reads none', () => {
    const market = priced({ BTC: 0 })
    expect(see(market)).toBe(market)
    expect(figures(priced({ BTC: NONE }))).toEqual(['price of BTC'])
    expect(figures(priced({ BTC: 0, USDT: NONE }))).toEqual(['price of USDT'])
  })
})

describe('what is not known', () => {
  test.each([NONE, Number.POSITIVE_INFINITY, 0, -1])('a mark of %d has the last price for a stand-in', (mark) => {
    const market = see(quoted('BINANCE', { mark, last: 1990 }))
    expect(unknownOf(market)).toEqual([
      { figure: 'mark of ETHUSDT at BINANCE', value: mark, place: 'BINANCE', asset: null, isGas: false },
    ])
    expect(market.perps.BINANCE.ETHUSDT.mark).toBe(1990)
    expect(market.perps.BYBIT).toBe(MARKET.perps.BYBIT)
  })

  test('else the price of the coin, else another mark', () => {
    const gone = quoted('BINANCE', { mark: NONE, last: NONE, funding: perYear(NONE) })
    expect(figures(gone)).toEqual([
      'mark of ETHUSDT at BINANCE',
      'last of ETHUSDT at BINANCE',
      'funding of ETHUSDT at BINANCE',
    ])
    expect(see(gone).perps.BINANCE.ETHUSDT).toEqual({ mark: 2000, last: 2000, funding: 0 })
    const btc = policy({ mode: mode('btc_basis', 'USDT') })
    const blind = { ...quoted('BYBIT', { mark: NONE, last: NONE }, 'BTCUSDT'), price: priced({ BTC: 0 }).price }
    expect(see(blind, BOOK, btc).perps.BYBIT.BTCUSDT.mark).toBe(MARKET.perps.BINANCE.BTCUSDT.mark)
    const perps = { BINANCE: gone.perps.BINANCE, BYBIT: gone.perps.BINANCE, OKX: gone.perps.BINANCE }
    const dark = { ...priced({ ETH: NONE, WETH: NONE, weETH: NONE, stETH: NONE }), perps }
    expect(see(dark).perps.BINANCE.ETHUSDT.mark).toBe(1)
  })

  test('a last price has the mark, and a funding rate nothing', () => {
    expect(see(quoted('BINANCE', { last: 0 })).perps.BINANCE.ETHUSDT.last).toBe(2000)
    expect(see(quoted('BINANCE', { funding: perYear(NONE) })).perps.BINANCE.ETHUSDT.funding).toBe(0)
  })

  test('a price has the same coin under another name, or a mark, or nothing', () => {
    expect(see(priced({ ETH: NONE })).price.ETH).toBe(2000)
    expect(see(priced({ weETH: NONE })).price.weETH).toBe(2100)
    const ether = { ETH: NONE, WETH: NONE, weETH: NONE, stETH: 0 }
    expect(see(priced({ ...ether, USDT: NONE })).price).toMatchObject({ USDT: 1, ETH: 2000, weETH: 2100 })
    expect(see(priced({ BTC: NONE })).price.BTC).toBe(40_000)
    const none = (at: PerpMarket): PerpMarket => ({ ...at, mark: NONE, last: NONE })
    const both = { ETHUSDT: none(MARKET.perps.OKX.ETHUSDT), BTCUSDT: none(MARKET.perps.OKX.BTCUSDT) }
    const dark = { ...priced({ ...ether, BTC: NONE }), perps: { BINANCE: both, BYBIT: both, OKX: both } }
    expect(see(dark).price).toMatchObject({ ETH: 0, BTC: 0 })
  })

  test('rates, indices and totals', () => {
    const weeth = { ...MARKET.weeth, rate: NONE, market: NONE, growth: perYear(NONE) }
    const market = see({ ...MARKET, weeth })
    expect(unknownOf(market).map(({ figure }) => figure)).toEqual(['weETH rate', 'weETH market rate', 'weETH growth'])
    expect(market.weeth).toMatchObject({ rate: 1.05, market: 1.05, growth: 0 })
    const reserve = {
      liquidityIndex: NONE,
      borrowIndex: NONE,
      supplyRate: perYear(NONE),
      borrowRate: perYear(NONE),
      supplied: NONE,
      borrowed: NONE,
      available: NONE,
    }
    const blind = { ...MARKET, reserves: { ...MARKET.reserves, WETH: reserve } }
    expect(figures(blind)).toHaveLength(7)
    expect(see(blind).reserves.WETH).toMatchObject({ liquidityIndex: 1, borrowRate: 0, available: 0 })
  })

  test.each([NONE, -1])('gas of %d', (gas) => {
    expect(unknownOf(see({ ...MARKET, gas }))).toMatchObject([{ figure: 'gas', isGas: true }])
    expect(see({ ...MARKET, gas }).gas).toBe(0)
  })

  test('every contract that an account holds is looked at', () => {
    const [binance, bybit] = BOOK.exchanges
    if (binance === undefined || bybit === undefined) throw new RangeError('BOOK has two exchanges')
    const perps = [{ contract: 'BTCUSDT' as const, quantity: quantity(-1), entry: 40_000 }]
    const state = { ...BOOK, exchanges: [binance, { ...bybit, perps }] }
    expect(figures(quoted('BYBIT', { mark: NONE }, 'BTCUSDT'), state)).toEqual(['mark of BTCUSDT at BYBIT'])
  })
})

describe('what a step touches', () => {
  const asset = (name: 'USDT' | 'WETH' | 'weETH' | 'ETH' | 'stETH' | 'BTC') => [
    { figure: name, value: NONE, place: null, asset: name, isGas: false },
  ]
  const okx = [{ figure: 'mark', value: NONE, place: 'OKX' as const, asset: null, isGas: false }]
  const gas = [{ figure: 'gas', value: NONE, place: null, asset: null, isGas: true }]
  const size = quantity(1)
  const STEPS = {
    repay: { kind: 'venues.repay', account: 'main', asset: 'WETH', size },
    setEMode: { kind: 'venues.setEMode', account: 'main', category: 1 },
    in: { kind: 'venues.transfer', from: 'WALLET', to: 'OKX', network: 'ethereum', asset: 'USDT', size, flight: 'a' },
    out: { kind: 'venues.transfer', from: 'OKX', to: 'WALLET', network: 'ethereum', asset: 'USDT', size, flight: 'a' },
    deposit: { kind: 'venues.deposit', flight: 'a' },
    wing: { kind: 'venues.internalTransfer', place: 'OKX', asset: 'USDT', from: 'funding', size },
    stake: { kind: 'venues.stake', asset: 'ETH', size },
    unstake: { kind: 'venues.unstake', route: 'instant', size, flight: 'a' },
    wrap: { kind: 'venues.wrap', from: 'ETH', size },
    swap: { kind: 'venues.swap', place: 'WALLET', sell: 'USDT', buy: 'ETH', size },
    short: { kind: 'venues.openPerp', place: 'BYBIT', contract: 'ETHUSDT', side: 'short', quantity: size },
    shortBtc: { kind: 'venues.openPerp', place: 'BYBIT', contract: 'BTCUSDT', side: 'short', quantity: size },
    close: { kind: 'venues.closePerp', place: 'OKX', contract: 'ETHUSDT', quantity: size },
    leverage: { kind: 'venues.leverage', account: 'main', equity: size, borrow: size },
    deleverage: { kind: 'venues.deleverage', account: 'main', sell: size, repay: size },
  } as const satisfies Readonly<Record<string, VenuesStep>>
  const names = (unknown: Parameters<typeof touched>[1]) =>
    Object.entries(STEPS).flatMap(([name, step]) => (touched(step, unknown) === undefined ? [] : [name]))

  test('an exchange, an asset, or gas', () => {
    expect(names(okx)).toEqual(['in', 'out', 'wing', 'close'])
    expect(names(asset('USDT'))).toEqual(['setEMode', 'in', 'out', 'wing', 'swap', 'short', 'shortBtc', 'close'])
    expect(names(asset('ETH'))).toEqual(['stake', 'unstake', 'wrap', 'swap', 'short', 'close'])
    expect(names(asset('WETH'))).toEqual(['repay', 'setEMode', 'wrap', 'leverage', 'deleverage'])
    expect(names(asset('weETH'))).toEqual(['setEMode', 'stake', 'unstake', 'leverage', 'deleverage'])
    expect(names(asset('stETH'))).toEqual(['unstake'])
    expect(names(asset('BTC'))).toEqual(['shortBtc'])
    expect(names(gas)).toEqual([
      'repay',
      'setEMode',
      'in',
      'stake',
      'unstake',
      'wrap',
      'swap',
      'leverage',
      'deleverage',
    ])
    expect(names([])).toEqual([])
  })

  test('is refused by the book', () => {
    const market = see(quoted('BINANCE', { mark: NONE }))
    const close: VenuesStep = { ...STEPS.close, place: 'BINANCE' }
    expect(apply(BOOK, close, market)).toMatchObject({ ok: false, refusal: { code: 'PRICE_UNKNOWN' } })
    expect(apply(BOOK, STEPS.wrap, market)).toMatchObject({ ok: true })
  })

  test('a loan rests on what it holds and owes', () => {
    const loan = { id: 'a', eMode: 0, supplied: holdings({ weETH: 1 }), borrowed: holdings({ USDT: 1 }) }
    expect([isLoanUnknown(loan, asset('weETH')), isLoanUnknown(loan, asset('USDT'))]).toEqual([true, true])
    expect([isLoanUnknown(loan, asset('WETH')), isLoanUnknown(loan, okx)]).toEqual([false, false])
  })
})
