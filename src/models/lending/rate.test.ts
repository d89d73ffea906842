import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, perYear, quantity } from '../../units/estimate.ts'
import * as Rate from './rate.ts'

const weth: Rate.Curve = {
  base: perYear(0),
  slope1: perYear(0.0235),
  slope2: perYear(0.06),
  optimal: fraction(0.92),
  reserveFactor: fraction(0.15),
}

test.each([
  [0.885, 0.022606, 0.017005],
  [0.92, 0.0235, 0.018377],
  [0.9985, 0.082375, 0.069914],
  [1, 0.0835, 0.070975],
])('golden 6: WETH at %d', (u, borrow, supply) => {
  expect(Math.abs(Rate.borrow(fraction(u), weth) - borrow)).toBeLessThan(5.1e-7)
  expect(Math.abs(Rate.supply(fraction(u), weth) - supply)).toBeLessThan(5.1e-7)
})

test('what is owed of all there is', () => {
  expect(Rate.utilisation(quantity(25), quantity(75))).toBe(0.75)
  expect(Rate.utilisation(quantity(0), quantity(75))).toBe(1)
  expect(Rate.utilisation(quantity(0), quantity(0))).toBe(0)
})

test('curves that lack a piece', () => {
  const flat = { ...weth, base: perYear(0.01) }
  expect(Rate.borrow(fraction(0), { ...flat, optimal: fraction(0) })).toBe(0.01)
  expect(Rate.borrow(fraction(1), { ...flat, optimal: fraction(1) })).toBeCloseTo(0.0335, 15)
  expect(Rate.borrow(fraction(1.2), { ...flat, optimal: fraction(1) })).toBeCloseTo(0.0335, 15)
  expect(Rate.borrow(fraction(1.2), flat)).toBe(Rate.borrow(fraction(1), flat))
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
const curve = fc.record({
  base: fc.double({ min: 0, max: 0.1, noNaN: true }).map(perYear),
  slope1: fc.double({ min: 0, max: 0.5, noNaN: true }).map(perYear),
  slope2: fc.double({ min: 0, max: 5, noNaN: true }).map(perYear),
  optimal: fc.double({ min: 0.01, max: 0.99, noNaN: true }).map(fraction),
  reserveFactor: share.map(fraction),
})

test('rates rise with use, meet at the kink, and lenders get no more than borrowers pay', () => {
  fc.assert(
    fc.property(share, share, curve, (a, b, c) => {
      const [low, high] = [fraction(Math.min(a, b)), fraction(Math.max(a, b))]
      expect(Rate.borrow(low, c)).toBeLessThanOrEqual(Rate.borrow(high, c) + 1e-15)
      expect(Rate.supply(low, c)).toBeLessThanOrEqual(Rate.supply(high, c) + 1e-15)
      expect(Rate.supply(high, c)).toBeLessThanOrEqual(Rate.borrow(high, c))
      const beyond = Rate.borrow(fraction(c.optimal + 1e-12), c) - Rate.borrow(c.optimal, c)
      expect(beyond).toBeLessThan(1e-8)
    }),
  )
})
