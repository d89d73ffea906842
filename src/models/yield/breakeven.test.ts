import fc from 'fast-check'
import { expect, test } from 'vitest'
import { usd } from '../../units/estimate.ts'
import * as Breakeven from './breakeven.ts'

test('yields over a year and over 30 days', () => {
  expect(Breakeven.benefit(usd(-200), 365) - 50).toBe(-250)
  expect(Breakeven.benefit(usd(-200), 30)).toBeCloseTo(-16.44, 2)
  expect(Breakeven.benefit(usd(-200), 30) - 50).toBeCloseTo(-66.44, 2)
  expect(Breakeven.costBps(usd(35.5), usd(10_000))).toBeCloseTo(35.5, 10)
})

test('60 a year for 50 takes 304 days, and a loss never pays back', () => {
  expect(Breakeven.breakEvenDays(usd(50), usd(60))).toBeCloseTo(304.17, 2)
  expect(Breakeven.breakEvenDays(usd(50), usd(0))).toBeNull()
  expect(Breakeven.breakEvenDays(usd(50), usd(-60))).toBeNull()
  expect(Breakeven.breakEvenDays(usd(-1), usd(60))).toBe(0)
})

test('a cost on nothing is infinitely dear, no cost is none', () => {
  expect(Breakeven.costBps(usd(1), usd(0))).toBe(Infinity)
  expect(Breakeven.costBps(usd(0), usd(0))).toBe(0)
})

test('after the break-even days the benefit is the cost', () => {
  const worth = fc.double({ min: 0.01, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(worth, worth, (cost, gain) => {
      const wait = Breakeven.breakEvenDays(usd(cost), usd(gain))
      expect(wait).not.toBeNull()
      if (wait !== null) expect(Math.abs(Breakeven.benefit(usd(gain), wait) / cost - 1)).toBeLessThan(1e-12)
    }),
  )
})
