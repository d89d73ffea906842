import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Estimate from './estimate.ts'

test('basis points enter and leave through one door', () => {
  expect(Estimate.fromBps(50)).toBe(0.005)
  expect(Estimate.toBps(Estimate.fraction(0.005))).toBe(50)
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (bps) => {
      const back = Estimate.toBps(Estimate.fromBps(bps))
      expect(Math.abs(back - bps)).toBeLessThanOrEqual(1e-15 * Math.abs(bps))
    }),
  )
})

test('naming a unit changes nothing', () => {
  fc.assert(
    fc.property(fc.double(), (n) => {
      for (const name of [Estimate.usd, Estimate.quantity, Estimate.quote, Estimate.fraction, Estimate.perYear]) {
        expect(name(n)).toBe(n)
      }
    }),
  )
})

test('finite lets figures pass and stops the rest', () => {
  expect(Estimate.finite(-1.5, 'price')).toBe(-1.5)
  for (const bad of [Number.NaN, Infinity, -Infinity]) {
    expect(() => Estimate.finite(bad, 'price')).toThrow(Estimate.NotFinite)
  }
})
