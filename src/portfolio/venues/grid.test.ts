import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOOK, cooked, MARKET, recipes, refused, standing, TERMS, taken } from '../../../test/arbitraries/venues.ts'
import { quantity } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'
import { apply } from './apply.ts'
import { holdings } from './asset.ts'
import { grain, isDust, isDustAccount, onGrid } from './grid.ts'
import type { Exchange } from './place.ts'
import type { VenuesState } from './state.ts'
import type { VenuesStep } from './step.ts'
import type { Terms } from './terms.ts'

const open = (coins: number, place: Exchange = 'BINANCE'): VenuesStep => ({
  kind: 'venues.openPerp',
  place,
  contract: 'ETHUSDT',
  side: 'short',
  quantity: quantity(coins),
})
const close = (coins: number): VenuesStep => ({
  kind: 'venues.closePerp',
  place: 'BINANCE',
  contract: 'ETHUSDT',
  quantity: quantity(coins),
})
const sell = (size: number | 'all'): VenuesStep => ({
  kind: 'venues.swap',
  place: 'BINANCE',
  sell: 'ETH',
  buy: 'USDT',
  size: size === 'all' ? size : quantity(size),
})

/** BINANCE with other terms. */
function withBinance(change: Partial<Terms['exchanges']['BINANCE']>) {
  const exchanges = { ...TERMS.exchanges, BINANCE: { ...TERMS.exchanges.BINANCE, ...change } }
  return { ...MARKET, terms: { ...TERMS, exchanges } }
}

/** BINANCE with other holdings or positions. */
function withAccount(change: Partial<VenuesState['exchanges'][number]>): VenuesState {
  return {
    ...BOOK,
    exchanges: BOOK.exchanges.map((account) => (account.place === 'BINANCE' ? { ...account, ...change } : account)),
  }
}

describe('a size that no venue takes', () => {
  test('is refused with its neighbours', () => {
    expect(refused(open(5.0004))).toMatchObject({
      code: 'ORDER_OFF_GRID',
      facts: { size: 5.0004, lot: 0.001, below: 5, above: 5.001 },
      lift: 'Send 5 or 5.001.',
    })
    expect(refused(close(0.0004))).toMatchObject({ code: 'ORDER_OFF_GRID', lift: 'Send 0.001, or nothing.' })
    expect(refused(sell(0.12345)).facts).toMatchObject({ lot: 0.0001, below: 0.1234, above: 0.1235 })
  })

  test('is refused on chain and on its way out of an exchange', () => {
    const tiny = 1 + 1e-12
    for (const step of [
      { kind: 'venues.supply', account: 'main', asset: 'weETH', size: quantity(tiny) },
      { kind: 'venues.borrow', account: 'main', asset: 'WETH', size: quantity(tiny) },
      { kind: 'venues.repay', account: 'main', asset: 'WETH', size: quantity(tiny) },
      { kind: 'venues.stake', asset: 'WETH', size: quantity(tiny) },
      { kind: 'venues.wrap', from: 'WETH', size: quantity(tiny) },
      { kind: 'venues.leverage', account: 'main', equity: quantity(1), borrow: quantity(tiny) },
      { kind: 'venues.deleverage', account: 'main', sell: quantity(2), repay: quantity(tiny) },
    ] as const)
      expect([step.kind, refused(step).code]).toEqual([step.kind, 'ORDER_OFF_GRID'])
    const send = {
      kind: 'venues.transfer',
      from: 'BINANCE',
      to: 'WALLET',
      network: 'ethereum',
      asset: 'USDT',
      size: quantity(1000.00001),
      flight: 'f',
    } as const
    expect(refused(send).facts).toMatchObject({ lot: 0.0001, below: 1000, above: 1000.0001 })
  })

  test('is the least notional where the size is on the grid', () => {
    expect(refused(open(0.009))).toMatchObject({ code: 'ORDER_TOO_SMALL', facts: { value: 18, leastNotional: 20 } })
    expect(taken(open(0.01)).changes['BINANCE.ETHUSDT']).toBeCloseTo(-0.01, 12)
    expect(refused(sell(0.002)).code).toBe('ORDER_TOO_SMALL')
    expect(taken(close(0.001)).changes['BINANCE.ETHUSDT']).toBeCloseTo(0.001, 12)
    expect(refused(close(0.001), { market: withBinance({ closesBelowLeast: false }) }).code).toBe('ORDER_TOO_SMALL')
  })
})

describe('what is taken as all', () => {
  test('is the venue’s own figure on chain, and whole lots of a sale', () => {
    const odd = withAccount({ trading: holdings({ USDT: 20_000, ETH: 1.23456789 }) })
    const { state } = taken(sell('all'), { state: odd })
    expect(state.exchanges[0]?.trading.ETH).toBeCloseTo(0.00006789, 12)
    const wallet = { ...BOOK, wallet: { ...BOOK.wallet, WETH: quantity(1 / 3) } }
    const wrap = { kind: 'venues.wrap', from: 'WETH', size: 'all' } as const
    expect(taken(wrap, { state: wallet }).state.wallet.WETH).toBe(0)
  })
})

describe('a position', () => {
  test('stays in lots, whatever float64 adds up to', () => {
    let state = withAccount({ perps: [], trading: holdings({ USDT: 50_000 }) })
    for (let i = 0; i < 30; i++) state = taken(open(0.101), { state }).state
    expect(state.exchanges[0]?.perps[0]?.quantity).toBe(-3.03)
    for (let i = 0; i < 29; i++) state = taken(close(0.101), { state }).state
    expect(state.exchanges[0]?.perps[0]?.quantity).toBe(-0.101)
  })

  test('that was stated off the grid is closed to below a lot, and what is left is dust', () => {
    const perps = [{ contract: 'ETHUSDT', quantity: quantity(-7.50706830840447), entry: 2000 }] as const
    const state = withAccount({ perps })
    const step = onGrid(close(100), state, MARKET)
    expect(step).toMatchObject({ quantity: 7.507 })
    const [account] = taken(step, { state }).state.exchanges
    expect(account?.perps[0]?.quantity).toBeCloseTo(-0.00006830840447, 12)
    expect(account !== undefined && isDustAccount(account, MARKET)).toBe(true)
  })

  test('is dust below a lot or below the least notional, and an account is when all of it is', () => {
    const perp = (coins: number) => ({ contract: 'ETHUSDT', quantity: coins }) as const
    expect(isDust(perp(0), 'BINANCE', MARKET)).toBe(false)
    expect(isDust(perp(-0.009), 'BINANCE', MARKET)).toBe(true)
    expect(isDust(perp(0.01), 'BINANCE', MARKET)).toBe(false)
    expect(isDust(perp(0.0009), 'OKX', MARKET)).toBe(true)
    expect(isDust(perp(0.001), 'OKX', MARKET)).toBe(false)
    const [binance, bybit] = BOOK.exchanges
    expect(binance !== undefined && isDustAccount(binance, MARKET)).toBe(false)
    expect(bybit !== undefined && isDustAccount(bybit, MARKET)).toBe(false)
  })

  test('takes its dust with it when it is closed, where the exchange allows that', () => {
    expect(onGrid(close(19.995), BOOK, MARKET)).toMatchObject({ quantity: 20 })
    expect(onGrid(close(19.9), BOOK, MARKET)).toMatchObject({ quantity: 19.9 })
    expect(onGrid(close(19.995), BOOK, withBinance({ closesBelowLeast: false }))).toMatchObject({ quantity: 19.995 })
    expect(onGrid({ ...close(1), place: 'OKX' } as VenuesStep, BOOK, MARKET)).toMatchObject({ quantity: 0 })
  })
})

test('nothing above a thousand dollars is dust, however coarse an exchange is said to be', () => {
  const grid = { lot: 100, tick: 0.01, leastNotional: 1e9 }
  const coarse = withBinance({ perps: { ETHUSDT: grid, BTCUSDT: grid } })
  const alone = { ...BOOK, exchanges: BOOK.exchanges.slice(0, 1) }
  expect(grain(alone, 'ETHUSDT', coarse)).toBe(1000)
  expect(isDust({ contract: 'ETHUSDT', quantity: -0.49 }, 'BINANCE', coarse)).toBe(true)
  expect(isDust({ contract: 'ETHUSDT', quantity: -0.51 }, 'BINANCE', coarse)).toBe(false)
})

test('the grain of a hedge is the least that any exchange of the book can trade', () => {
  expect(grain(BOOK, 'ETHUSDT', MARKET)).toBe(10)
  expect(grain({ ...BOOK, exchanges: BOOK.exchanges.slice(0, 1) }, 'ETHUSDT', MARKET)).toBe(20)
  expect(grain({ ...BOOK, exchanges: [] }, 'ETHUSDT', MARKET)).toBe(0)
})

test('every step is fitted to what its venue takes, and fitted again it is the same', () => {
  let fitted = 0
  fc.assert(
    fc.property(standing, recipes(), ({ state, market }, recipe) => {
      const step = cooked(recipe, state, market)
      const once = onGrid(step, state, market)
      expect(onGrid(once, state, market)).toEqual(once)
      const applied = apply(state, once, market)
      expect(applied.ok ? '' : applied.refusal.code).not.toBe('ORDER_OFF_GRID')
      if (JSON.stringify(once) !== JSON.stringify(step)) fitted += 1
    }),
  )
  expect(fitted).toBeGreaterThan(10)
})

test('an amount leaves a place rounded down, and a debt is paid up to its last unit', () => {
  const size = quantity(1.0000000019)
  const sized = (step: VenuesStep) => onGrid(step, BOOK, MARKET)
  expect(sized({ kind: 'venues.stake', asset: 'WETH', size })).toMatchObject({ size: 1.000000001 })
  expect(sized({ kind: 'venues.repay', account: 'main', asset: 'WETH', size })).toMatchObject({ size: 1.000000002 })
  const poor = { ...BOOK, wallet: holdings({ WETH: size }) }
  const repay = { kind: 'venues.repay', account: 'main', asset: 'WETH', size } as const
  expect(onGrid(repay, poor, MARKET)).toMatchObject({ size: 1.000000001 })
  expect(Grid.isOn(1.000000001, TERMS.ticks.WETH)).toBe(true)
})
