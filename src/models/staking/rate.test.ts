import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantity } from '../../units/estimate.ts'
import { days, seconds, YEAR } from '../../units/time.ts'
import * as Rate from './rate.ts'

test('weETH is not ETH', () => {
  expect(Rate.toEth(quantity(100), 1.0779)).toBeCloseTo(107.79, 10)
  expect(Rate.fromEth(quantity(107.79), 1.0779)).toBeCloseTo(100, 10)
})

test('there and back is where it was', () => {
  const amount = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(amount, fc.double({ min: 0.5, max: 2, noNaN: true }), (weeth, rate) => {
      const back = Rate.fromEth(Rate.toEth(quantity(weeth), rate), rate)
      expect(Math.abs(back / weeth - 1)).toBeLessThan(1e-15)
    }),
  )
})

test('growth is simple, per year, and may be negative', () => {
  expect(Rate.growthPerYear(1, 1.0264, YEAR)).toBeCloseTo(0.0264, 12)
  expect(Rate.growthPerYear(1.05, 1.05 * 1.0001, days(1))).toBeCloseTo(0.0365, 10)
  expect(Rate.growthPerYear(1.05, 1.04, days(30))).toBeLessThan(0)
})

test.each([0, -1, Number.NaN])('no growth over %d seconds', (elapsed) => {
  expect(() => Rate.growthPerYear(1, 1.1, seconds(elapsed))).toThrow(Rate.NoElapsedTime)
})

test('the cap believes the snapshot and a limited growth, and never lifts a rate', () => {
  const cap = { snapshotRatio: 1.05, maxGrowthPerSecond: 0.08 / YEAR, elapsed: days(365) }
  expect(Rate.capped(1.2, cap)).toBeCloseTo(1.13, 12)
  expect(Rate.capped(1.08, cap)).toBe(1.08)
  const rate = fc.double({ min: 0.5, max: 2, noNaN: true })
  fc.assert(
    fc.property(rate, fc.integer({ min: 0, max: 1e9 }), (r, s) => {
      const now = Rate.capped(r, { ...cap, elapsed: seconds(s) })
      expect(now).toBeLessThanOrEqual(r)
      expect(Rate.capped(r, { ...cap, elapsed: seconds(s + 1) })).toBeGreaterThanOrEqual(now)
    }),
  )
})
