import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, mode, policy } from '../../../test/arbitraries/venues.ts'
import { quantity } from '../../units/estimate.ts'
import { holdings } from './asset.ts'
import { leftovers } from './leftover.ts'
import type { Contract } from './place.ts'
import type { VenuesState } from './state.ts'

/** 10 ETH in the wallet against shorts at BINANCE and BYBIT. */
function book(binance: number, change: Partial<VenuesState['exchanges'][number]> = {}): VenuesState {
  const short = (coins: number, contract: Contract = 'ETHUSDT') => ({
    contract,
    quantity: quantity(coins),
    entry: MARKET.perps.BINANCE[contract].mark,
  })
  return {
    ...BOOK,
    loans: [],
    flights: [],
    wallet: holdings({ ETH: 10 }),
    exchanges: [
      {
        place: 'BINANCE',
        funding: holdings({}),
        trading: holdings({ USDT: 10_000 }),
        perps: [short(binance)],
        ...change,
      },
      { place: 'BYBIT', funding: holdings({}), trading: holdings({ USDT: 10_000 }), perps: [short(-5)] },
    ],
  }
}

describe('what the grid leaves over', () => {
  test('is delta that no order could lower, with its sign', () => {
    expect(leftovers(book(-5), MARKET, policy())).toEqual([])
    expect(leftovers(book(-4.998), MARKET, policy())).toEqual([
      {
        kind: 'hedge',
        place: 'BOOK',
        asset: 'ETH',
        quantity: expect.closeTo(0.002, 9),
        value: expect.closeTo(4, 6),
        lot: 0.001,
        leastNotional: 5,
      },
    ])
    expect(leftovers(book(-5.002), MARKET, policy())[0]?.value).toBeCloseTo(-4, 6)
    // 12 USD are a hundredth of an ETH and more than 5 USD at BYBIT.
    expect(leftovers(book(-4.994), MARKET, policy())).toEqual([])
    const unhedged = policy({ mode: mode('eth_staking_only', 'ETH') })
    expect(leftovers(book(-4.998), MARKET, unhedged)).toEqual([])
  })

  test('is delta in the coin of the book', () => {
    const basis = policy({ mode: mode('btc_basis', 'USDT') })
    const state = book(-5, { trading: holdings({ USDT: 10_000, BTC: 0.0001 }), perps: [] })
    expect(leftovers(state, MARKET, basis)).toMatchObject([
      { kind: 'hedge', asset: 'BTC', value: 4 },
      { kind: 'coins', place: 'BINANCE', asset: 'BTC', value: 4 },
    ])
  })

  test('is positions and coins below an order', () => {
    const perps = [
      { contract: 'ETHUSDT', quantity: quantity(-5), entry: 2000 },
      { contract: 'BTCUSDT', quantity: quantity(-0.001), entry: 40_000 },
    ] as const
    const state = book(-5, { perps, trading: holdings({ USDT: 10_000, ETH: 0.00004 }) })
    expect(leftovers(state, MARKET, policy()).filter(({ kind }) => kind !== 'hedge')).toMatchObject([
      { kind: 'position', place: 'BINANCE', asset: 'BTCUSDT', quantity: -0.001, value: -40, leastNotional: 100 },
      { kind: 'coins', place: 'BINANCE', asset: 'ETH', quantity: 0.00004, lot: 0.0001 },
    ])
  })
})
