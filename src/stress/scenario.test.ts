import { describe, expect, it } from 'vitest'
import { bookOf, marketAt, NEUTRAL, policyOf, shortAt } from '../../test/arbitraries/emergency.ts'
import { netAssets } from '../portfolio/venues/worth.ts'
import { together } from './outcome.ts'
import { path } from './path.ts'
import { after, catalogue } from './scenario.ts'
import type { Shock } from './shock.ts'

const market = marketAt(3000)
const state = bookOf({
  exchanges: [
    shortAt('BINANCE', 10, { equity: 12_000 }),
    shortAt('BYBIT', 4, { equity: 6000, entry: 2900 }),
    shortAt('OKX', 0, { equity: 0 }),
  ],
})
const scene = { state, market }

function struck(...shocks: readonly Shock[]) {
  return after({ id: 'x', title: 'x', within: 1, shocks }, scene)
}

describe('each shock does what it says', () => {
  it('moves ETH, what is made of it and BTC, and every mark', () => {
    const { market: hit, state: same } = struck({ kind: 'price', move: 0.3 })
    expect(hit.price).toMatchObject({ USDT: 1, ETH: 3900, WETH: 3900, stETH: 3900, weETH: 4095, BTC: 78_000 })
    expect([hit.perps.BINANCE.ETHUSDT.mark, hit.perps.OKX.BTCUSDT.mark]).toEqual([3900, 78_000])
    expect(hit.weeth.rate).toBe(1.05)
    expect(same).toBe(state)
  })

  it('cuts the staking rate, and the price of weETH with it', () => {
    const { market: hit } = struck({ kind: 'staking', move: -0.0225 })
    expect(hit.weeth.rate).toBeCloseTo(1.026375, 12)
    expect(hit.price.weETH).toBeCloseTo(hit.weeth.rate * 3000, 8)
    expect(hit.price.ETH).toBe(3000)
  })

  it('turns funding: −10 bp each 8 h is −109.5 % a year', () => {
    const { market: hit } = struck({ kind: 'funding', rate: -0.001 })
    expect(hit.perps.BYBIT.ETHUSDT.funding).toBeCloseTo(-1.095, 12)
  })

  it('makes borrowing dear, and lending in proportion', () => {
    const { WETH } = struck({ kind: 'borrow', rate: 0.2 }).market.reserves
    expect(WETH.borrowRate).toBe(0.2)
    expect(WETH.supplyRate).toBeCloseTo((0.2 * 0.018) / 0.025, 12)
  })

  it('leaves nothing to withdraw or borrow', () => {
    for (const { available, borrowed, supplied } of Object.values(struck({ kind: 'utilisation' }).market.reserves))
      expect([available, borrowed]).toEqual([0, supplied])
  })

  it('takes a venue away, dear gas, a cheap dollar', () => {
    expect(struck({ kind: 'down', place: 'BYBIT' }, { kind: 'down', place: 'AAVE' }).market.down).toEqual([
      'BYBIT',
      'AAVE',
    ])
    expect(struck({ kind: 'gas', gwei: 500 }).market.gas).toBe(500)
    const { price, perps } = struck({ kind: 'peg', price: 0.97 }).market
    expect([price.USDT, price.ETH]).toEqual([0.97, 3000])
    expect(perps.BINANCE.ETHUSDT.mark).toBeCloseTo(3000 / 0.97, 8)
  })

  it('closes half of every short at its mark, which conserves worth, and says that it was ADL', () => {
    const hit = struck({ kind: 'price', move: 0.3 }, { kind: 'adl', share: 0.5 })
    expect(hit.state.exchanges.map(({ perps }) => perps.map(({ quantity }) => quantity))).toEqual([[-5], [-2], []])
    expect(hit.state.exchanges[1]?.trading.USDT).toBe(6000 - 200)
    expect(netAssets(hit.state, market)).toBeCloseTo(netAssets(state, market), 8)
    expect(hit.state.alarms).toEqual([{ kind: 'DELTA', place: 'BOOK', since: market.asOf, cause: 'ADL' }])
  })
})

describe('the path', () => {
  const way = { label: 'x', asOf: market.asOf, from: market, accrues: true }

  it('ramps in equal steps, then holds, the ends of each hour being its high and low', () => {
    const { market: to } = struck({ kind: 'price', move: 0.3 }, { kind: 'gas', gwei: 50 })
    const { spot, gas, perps, hours, weeth } = path({ ...way, to, ramp: 4, hold: 2 })
    expect(hours).toBe(7)
    expect([...spot.ETH.open]).toEqual([3000, 3225, 3450, 3675, 3900, 3900, 3900])
    expect([...spot.ETH.high]).toEqual([3225, 3450, 3675, 3900, 3900, 3900, 3900])
    expect([...(perps.OKX?.ETHUSDT?.mark.low ?? [])]).toEqual([3000, 3225, 3450, 3675, 3900, 3900, 3900])
    expect([...gas]).toEqual([10, 20, 30, 40, 50, 50, 50])
    expect(weeth.rate[6]).toBeGreaterThan(weeth.rate[0] ?? 0)
  })

  it('settles funding at 00, 08 and 16 h at the rate that stands', () => {
    const { market: to } = struck({ kind: 'funding', rate: -0.001 })
    const { perps } = path({ ...way, to, ramp: 1, hold: 24 })
    const settled = [...(perps.BYBIT?.ETHUSDT?.settled ?? [])].flatMap((rate, row) =>
      Number.isNaN(rate) ? [] : [[row, rate]],
    )
    expect(settled.map(([row]) => row)).toEqual([4, 12, 20])
    for (const [, rate] of settled) expect(rate).toBeCloseTo(-0.001, 12)
  })

  it('brings nothing where it does not accrue', () => {
    const { reserves, weeth, perps } = path({ ...way, to: market, ramp: 0, hold: 3, accrues: false })
    expect([...reserves.WETH.borrowIndex]).toEqual([1, 1, 1, 1])
    expect([...weeth.rate]).toEqual([1.05, 1.05, 1.05, 1.05])
    expect([...(perps.BINANCE?.ETHUSDT?.settled ?? [])].every(Number.isNaN)).toBe(true)
  })
})

describe('the catalogue', () => {
  it('tries a book on three exchanges by a hundred scenarios, each named once', () => {
    const { single, pairs } = catalogue(NEUTRAL)
    expect([single.length, pairs.length]).toEqual([24, 76])
    expect(new Set([...single, ...pairs].map(({ id }) => id)).size).toBe(100)
    expect(single.map(({ title }) => title)).toContain('ETH −30 % in 4 h')
  })

  it('asks a book only about venues it stands at', () => {
    const ids = catalogue(policyOf('btc_basis')).single.map(({ id }) => id)
    expect(ids).not.toContain('down-aave')
    expect(ids).toContain('adl')
    const unhedged = catalogue(policyOf('eth_staking_only', 'ETH')).single
    expect(unhedged.map(({ id }) => id)).toEqual(expect.arrayContaining(['down-etherfi']))
    expect(unhedged.map(({ id }) => id)).not.toContain('adl')
    expect(catalogue(policyOf('btc_basis')).single[0]?.title).toBe('BTC +10 % in 1 h')
  })

  it('composes two into one at the slower pace', () => {
    const [one, other] = catalogue(NEUTRAL).single.slice(5, 7)
    if (one === undefined || other === undefined) throw new RangeError('the catalogue is short')
    expect(together(one, other)).toMatchObject({ id: 'price-30-1h+price+10-4h', within: 4, shocks: { length: 2 } })
  })
})
