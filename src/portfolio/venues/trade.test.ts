import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MARKET, markets, TERMS } from '../../../test/arbitraries/venues.ts'
import { quantity } from '../../units/estimate.ts'
import { ASSETS, type Asset } from './asset.ts'
import { hasMarket, quoteSwap } from './trade.ts'

const places = ['WALLET', 'BINANCE'] as const

test('where what trades for what', () => {
  const pairs = (place: 'WALLET' | 'BINANCE') =>
    ASSETS.flatMap((sell) => ASSETS.filter((buy) => hasMarket(place, sell, buy)).map((buy) => `${sell}>${buy}`))
  expect(pairs('BINANCE')).toEqual(['USDT>ETH', 'USDT>BTC', 'ETH>USDT', 'BTC>USDT'])
  const onChain = pairs('WALLET')
  expect(onChain.filter((pair) => pair.includes('BTC'))).toEqual([])
  expect(onChain).not.toContain('ETH>WETH')
  expect(onChain).not.toContain('WETH>ETH')
  // Five assets, each for the four others, but for ETH and WETH, which are wrapped.
  expect(onChain).toHaveLength(18)
})

test.each([
  ['ETH', 'USDT', 1, 0.0005],
  ['USDT', 'WETH', 2000, 0.0005],
  ['weETH', 'WETH', 1, 1 - 0.995 * 0.998],
  ['stETH', 'ETH', 1, 0.001],
  ['stETH', 'USDT', 1, 1 - 0.999 * 0.9995],
] as const)('%s for %s on chain', (...row) => {
  const [sell, buy, size, loss] = row
  const worth = size * MARKET.price[sell]
  const { bought, fee, slippage } = quoteSwap(MARKET, 'WALLET', { sell, buy, quantity: quantity(size) })
  expect(bought * MARKET.price[buy]).toBeCloseTo(worth * (1 - loss), 8)
  expect([fee, slippage]).toEqual([0, expect.closeTo(worth * loss, 8)])
})

test('BTC has a market of its own', () => {
  const { bought } = quoteSwap(MARKET, 'BINANCE', { sell: 'BTC', buy: 'USDT', quantity: quantity(0.25) })
  expect(bought).toBeCloseTo(10_000 * 0.9995, 8)
})

test('weETH bought below its rate is worth more than it cost', () => {
  const { bought, slippage } = quoteSwap(MARKET, 'WALLET', { sell: 'WETH', buy: 'weETH', quantity: quantity(1) })
  expect(bought).toBeCloseTo((2000 * 0.998) / (2100 * 0.995), 10)
  expect(slippage).toBeLessThan(0)
})

test('what goes in comes out as what is bought, the fee and the slippage', () => {
  const asset = fc.constantFrom<Asset>(...ASSETS)
  let traded = 0
  fc.assert(
    fc.property(
      markets,
      fc.record({
        place: fc.constantFrom(...places),
        sell: asset,
        buy: asset,
        size: fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
      }),
      (market, { place, sell, buy, size }) => {
        if (!hasMarket(place, sell, buy)) return
        traded += 1
        const terms = {
          ...TERMS,
          exchanges: {
            ...TERMS.exchanges,
            BINANCE: { ...TERMS.exchanges.BINANCE, spotFee: TERMS.exchanges.BINANCE.perpFee },
          },
        }
        const { bought, fee, slippage } = quoteSwap({ ...market, terms }, place, {
          sell,
          buy,
          quantity: quantity(size),
        })
        const worth = size * market.price[sell]
        expect(Math.abs(worth - (bought * market.price[buy] + fee + slippage))).toBeLessThan(1e-9 * worth)
        expect(bought).toBeGreaterThan(0)
        expect(fee > 0).toBe(place === 'BINANCE')
      },
    ),
  )
  expect(traded).toBeGreaterThan(10)
})

test('more sold is more bought, at no better a price', () => {
  const size = fc.double({ min: 1e-3, max: 1e3, noNaN: true })
  fc.assert(
    fc.property(markets, size, size, (market, a, b) => {
      const swap = (n: number) =>
        quoteSwap(market, 'WALLET', { sell: 'weETH', buy: 'USDT', quantity: quantity(n) }).bought
      const [small, large] = [Math.min(a, b), Math.max(a, b)]
      expect(swap(large)).toBeGreaterThanOrEqual(swap(small) * (1 - 1e-12))
      expect(swap(large) / large).toBeLessThanOrEqual((swap(small) / small) * (1 + 1e-12))
    }),
  )
})
