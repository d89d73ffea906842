import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, usd } from '../../units/estimate.ts'
import * as Tiers from './tiers.ts'

const table = (rows: readonly (readonly [number, number, number, number])[]): Tiers.Tiers =>
  rows.map(([upTo, mmr, deduction, maxLeverage]) => ({
    upTo: usd(upTo),
    mmr: fraction(mmr),
    deduction: usd(deduction),
    maxLeverage,
  }))

// venue-parameters.json, perps.binance: freqtrade@c9ae5e1, 2024-10-24.
const eth = table([
  [50_000, 0.004, 0, 125],
  [600_000, 0.005, 50, 100],
  [3_000_000, 0.0065, 950, 75],
  [12_000_000, 0.01, 11_450, 50],
  [50_000_000, 0.02, 131_450, 25],
  [65_000_000, 0.025, 381_450, 20],
  [150_000_000, 0.05, 2_006_450, 10],
  [320_000_000, 0.1, 9_506_450, 5],
  [400_000_000, 0.125, 17_506_450, 4],
  [530_000_000, 0.15, 27_506_450, 3],
  [800_000_000, 0.25, 80_506_450, 2],
  [1_200_000_000, 0.5, 280_506_450, 1],
])
const btc = table([
  [50_000, 0.004, 0, 125],
  [600_000, 0.005, 50, 100],
  [3_000_000, 0.0065, 950, 75],
  [12_000_000, 0.01, 11_450, 50],
  [70_000_000, 0.02, 131_450, 25],
  [100_000_000, 0.025, 481_450, 20],
  [230_000_000, 0.05, 2_981_450, 10],
  [480_000_000, 0.1, 14_481_450, 5],
  [600_000_000, 0.125, 26_481_450, 4],
  [800_000_000, 0.15, 41_481_450, 3],
  [1_200_000_000, 0.25, 121_481_450, 2],
  [1_800_000_000, 0.5, 421_481_450, 1],
])

test.each([
  [40_000, 160],
  [500_000, 2450],
  [1_000_000, 5550],
  [5_000_000, 38_550],
  [20_000_000, 268_550],
  [160_000_000, 6_493_550],
])('golden 7: Binance maintains %d with %d', (notional, maintenance) => {
  expect(Tiers.maintenance(usd(notional), eth)).toBeCloseTo(maintenance, 6)
})

test('the published tables hold together', () => {
  expect(Tiers.check(eth)).toBe(eth)
  expect(Tiers.check(btc)).toBe(btc)
})

test('a boundary belongs below, and what is beyond the table to its last tier', () => {
  expect(Tiers.indexOf(usd(0), eth)).toBe(0)
  expect(Tiers.indexOf(usd(50_000), eth)).toBe(0)
  expect(Tiers.indexOf(usd(50_000.01), eth)).toBe(1)
  expect(Tiers.indexOf(usd(5e9), eth)).toBe(11)
  expect(Tiers.maintenance(usd(5e9), eth)).toBe(5e9 * 0.5 - 280_506_450)
})

test('maintenance is continuous at every boundary, rises with size and never falls per dollar', () => {
  for (const tiers of [eth, btc]) {
    for (const { upTo } of tiers.slice(0, -1)) {
      const step = Tiers.maintenance(usd(upTo + 0.01), tiers) - Tiers.maintenance(upTo, tiers)
      expect(step).toBeGreaterThan(0)
      expect(step).toBeLessThan(0.0051)
    }
    const size = fc.double({ min: 1, max: 2e9, noNaN: true })
    fc.assert(
      fc.property(size, size, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const [needLow, needHigh] = [Tiers.maintenance(usd(low), tiers), Tiers.maintenance(usd(high), tiers)]
        expect(needLow).toBeLessThanOrEqual(needHigh)
        expect(needLow / low).toBeLessThanOrEqual((needHigh / high) * (1 + 1e-9))
      }),
    )
  }
})

const changed = (index: number, change: Partial<Tiers.Tier>) =>
  eth.map((tier, k) => (k === index ? { ...tier, ...change } : tier))

test.each([
  ['empty', []],
  ['a first deduction', changed(0, { deduction: usd(1) })],
  ['a first size of nothing', changed(0, { upTo: usd(0) })],
  ['a first rate of nothing', changed(0, { mmr: fraction(0) })],
  ['sizes out of order', changed(2, { upTo: usd(600_000) })],
  ['rates out of order', changed(3, { mmr: fraction(0.006) })],
  ['leverage out of order', changed(4, { maxLeverage: 60 })],
  ['a hole in the deductions', changed(5, { deduction: usd(381_451) })],
  ['a deduction that is no number', changed(5, { deduction: usd(Number.NaN) })],
])('refuses %s', (_, tiers) => {
  expect(() => Tiers.check(tiers)).toThrow(Tiers.InvalidTiers)
})

test('an empty table maintains nothing', () => {
  expect(() => Tiers.maintenance(usd(1), [])).toThrow(Tiers.InvalidTiers)
})
