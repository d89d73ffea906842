import { describe, expect, it } from 'vitest'
import * as Tiers from '../../models/perp/tiers.ts'
import { executionCost, stressMove } from '../../portfolio/venues/terms.ts'
import { usd } from '../../units/estimate.ts'
import { hours } from '../../units/time.ts'
import { figureOf, kindOf, params } from './param.ts'
import { load, provenance } from './terms.ts'

function leaves(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value]
}

describe('the terms', () => {
  const terms = load()

  it('hold no unknown figure', () => {
    const unknown = leaves(terms).filter(
      (leaf) => leaf === undefined || leaf === null || (typeof leaf === 'number' && !Number.isFinite(leaf)),
    )
    expect(unknown).toEqual([])
  })

  it('come with source, date and confidence, each of them', () => {
    for (const { path, source, asOf, confidence, unit } of provenance()) {
      expect([path, source.length > 3, unit.length > 0]).toEqual([path, true, true])
      expect([path, asOf]).toEqual([path, expect.stringMatching(/^20\d\d(-\d\d(-\d\d)?)?$/)])
      expect(['primary', 'secondary', 'estimate']).toContain(confidence)
    }
    expect(new Set(provenance().map(({ path }) => path)).size).toBe(params().size)
  })

  it('are in the units of the engine', () => {
    expect(terms.lending.categories[0]).toMatchObject({
      id: 1,
      ltv: 0.93,
      liquidationLtv: 0.95,
      bonus: 0.01,
      borrowable: ['WETH'],
    })
    expect(terms.exchanges.BYBIT.perpFee).toBe(0.00055)
    expect(terms.exit.queue.times).toEqual({ p50: 432_000, p95: 864_000, stress: 1_468_800 })
    expect(terms.gas.deleverage).toBe(850_000)
    expect(stressMove(terms, hours(4))).toBe(0.173)
    expect(executionCost(terms.depth['ETH/USDT'], 100_000)).toBe(0.0007)
  })

  // docs/rules/venues.md, vector 7.
  it.each([
    [40_000, 160],
    [500_000, 2450],
    [1_000_000, 5550],
    [5_000_000, 38_550],
    [20_000_000, 268_550],
    [160_000_000, 6_493_550],
  ])('ask %d of notional for %d at Binance', (notional, margin) => {
    expect(Tiers.maintenance(usd(notional), terms.exchanges.BINANCE.tiers.ETHUSDT)).toBeCloseTo(margin, 6)
  })

  it('let only ethereum reach the wallet, and exchanges pay each other on cheaper chains', () => {
    for (const { networks } of Object.values(terms.exchanges)) {
      const names = networks.map(({ name, asset }) => `${name} ${asset}`)
      expect(names).toEqual(['ethereum USDT', 'ethereum ETH', 'arbitrum USDT', 'tron USDT'])
      const fee = (name: string): number =>
        networks.find((each) => each.name === name && each.asset === 'USDT')?.withdrawFee ?? Number.NaN
      expect(fee('arbitrum')).toBeLessThan(fee('ethereum'))
    }
  })

  it('take what the operator states, and say that he did', () => {
    const overrides = new Map([['exchanges.OKX.perpFee', 0.0002]])
    expect(load(overrides).exchanges.OKX.perpFee).toBe(0.0002)
    expect(load(overrides).exchanges.BINANCE).toEqual(terms.exchanges.BINANCE)
    expect(provenance(overrides).find(({ path }) => path === 'exchanges.OKX.perpFee')).toMatchObject({
      confidence: 'stated',
      value: 0.0002,
      refresh: null,
    })
  })

  it('refuse tiers with a hole', () => {
    const overrides = new Map([['exchanges.OKX.tiers.ETHUSDT', [[50_000, 0.004, 10, 100]]]])
    expect(() => load(overrides)).toThrow(Tiers.InvalidTiers)
  })

  it('know the kind of every parameter', () => {
    for (const param of params().values()) {
      const { kind } = kindOf(param)
      const figure = figureOf(param)
      const fits = {
        figure: 'number',
        flag: 'boolean',
        name: 'string',
        assets: 'object',
        spans: 'object',
        table: 'object',
      }[kind]
      expect([param.path, typeof figure]).toEqual([param.path, fits])
    }
  })
})
