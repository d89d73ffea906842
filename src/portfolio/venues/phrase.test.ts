import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cook, KINDS, recipes, standing } from '../../../test/arbitraries/venues.ts'
import { quantity } from '../../units/estimate.ts'
import { instant } from '../../units/time.ts'
import { find, MODES } from './mode.ts'
import { phrase } from './phrase.ts'
import { EXCHANGES, PLACES } from './place.ts'
import { placeOf, type VenuesStep } from './step.ts'

const q = quantity

test.each<readonly [VenuesStep, string, string]>([
  [
    { kind: 'venues.supply', account: 'main', asset: 'weETH', size: q(12.5) },
    'Supply 12.5000 weETH to AAVE (main)',
    'WALLET',
  ],
  [
    { kind: 'venues.withdraw', account: 'main', asset: 'USDT', size: 'all' },
    'Withdraw all USDT from AAVE (main)',
    'AAVE',
  ],
  [{ kind: 'venues.borrow', account: 'main', asset: 'WETH', size: q(1) }, 'Borrow 1.0000 WETH at AAVE (main)', 'AAVE'],
  [{ kind: 'venues.repay', account: 'main', asset: 'WETH', size: q(1) }, 'Repay 1.0000 WETH at AAVE (main)', 'WALLET'],
  [{ kind: 'venues.setEMode', account: 'main', category: 26 }, 'Set eMode 26 on AAVE (main)', 'AAVE'],
  [
    {
      kind: 'venues.transfer',
      from: 'OKX',
      to: 'WALLET',
      network: 'ethereum',
      asset: 'USDT',
      size: q(12_345.678),
      flight: 'x',
    },
    'Transfer 12,345.68 USDT from OKX to WALLET on ethereum',
    'OKX',
  ],
  [
    { kind: 'venues.deposit', flight: '2026-01-01T00:00:00Z/margin#0' },
    'Wait for the deposit of flight margin#0',
    'WALLET',
  ],
  [
    { kind: 'venues.internalTransfer', place: 'BYBIT', asset: 'USDT', from: 'funding', size: q(1000) },
    'Move 1,000.00 USDT from funding to trading at BYBIT',
    'BYBIT',
  ],
  [
    { kind: 'venues.internalTransfer', place: 'OKX', asset: 'USDT', from: 'trading', size: 'all' },
    'Move all USDT from trading to funding at OKX',
    'OKX',
  ],
  [{ kind: 'venues.stake', asset: 'WETH', size: q(2) }, 'Stake 2.0000 WETH as weETH', 'WALLET'],
  [{ kind: 'venues.unstake', route: 'queue', size: q(2), flight: 'x' }, 'Unstake 2.0000 weETH (queue)', 'ETHERFI'],
  [{ kind: 'venues.wrap', from: 'ETH', size: q(2) }, 'Wrap 2.0000 ETH', 'WALLET'],
  [{ kind: 'venues.wrap', from: 'WETH', size: q(2) }, 'Unwrap 2.0000 WETH', 'WALLET'],
  [
    { kind: 'venues.swap', place: 'OKX', sell: 'ETH', buy: 'USDT', size: q(2) },
    'Swap 2.0000 ETH for USDT at OKX',
    'OKX',
  ],
  [
    { kind: 'venues.openPerp', place: 'OKX', contract: 'ETHUSDT', side: 'short', quantity: q(2) },
    'Open a short of 2.0000 ETHUSDT at OKX',
    'OKX',
  ],
  [
    { kind: 'venues.closePerp', place: 'OKX', contract: 'ETHUSDT', quantity: q(2) },
    'Close 2.0000 ETHUSDT at OKX',
    'OKX',
  ],
  [
    { kind: 'venues.leverage', account: 'main', equity: 'all', borrow: q(5) },
    'Leverage at AAVE (main): stake all WETH and 5.0000 borrowed WETH in one transaction',
    'AAVE',
  ],
  [
    { kind: 'venues.deleverage', account: 'main', sell: q(5), repay: q(4) },
    'Deleverage at AAVE (main): sell 5.0000 weETH, repay 4.0000 WETH in one transaction',
    'AAVE',
  ],
])('%o', (step, line, place) => {
  expect([phrase(step), placeOf(step)]).toEqual([line, place])
})

test.each([
  [1, '1.0000'],
  [0.999_999_9, '1.0000'],
  [0.5, '0.5000'],
  [0.012_346, '0.01235'],
  [0.000_012_346, '0.00001235'],
  [1e-9, '0.000000001000'],
  [0, '0.0000'],
])('%d is written %s: an amount never looks like nothing', (size, text) => {
  expect(phrase({ kind: 'venues.stake', asset: 'ETH', size: q(size) })).toBe(`Stake ${text} ETH as weETH`)
})

test('a deposit says what lands where while its flight is known', () => {
  const eta = { p50: instant(1), p95: instant(2), stress: instant(3) }
  const way = { from: 'WALLET', to: 'BYBIT', departed: instant(0), eta } as const
  const flight = { key: 'a/margin#0', asset: 'USDT', quantity: q(16_126.6538), ...way } as const
  const step = { kind: 'venues.deposit', flight: 'a/margin#0' } as const
  expect(phrase(step, [flight])).toBe('Wait for 16,126.65 USDT from WALLET to land at BYBIT')
})

test('every step has a line of its own and a place that there is', () => {
  fc.assert(
    fc.property(standing, recipes(KINDS), ({ state, market }, recipe) => {
      const step = cook(recipe, state, market)
      expect(phrase(step)).toMatch(/^[A-Z][^\n]{5,}$/)
      expect(PLACES).toContain(placeOf(step))
    }),
  )
})

test('modes are found by name and share class, and hedge exactly where the class is not the coin', () => {
  for (const mode of MODES) {
    expect(find(mode.name, mode.shareClass)).toBe(mode)
    expect(mode.isHedged).toBe(mode.shareClass !== mode.coin)
  }
  expect(find('btc_basis', 'ETH')).toBeUndefined()
  expect(EXCHANGES).toEqual(['BINANCE', 'BYBIT', 'OKX'])
})
