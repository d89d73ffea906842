import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, NotFinite, usd } from '../../units/estimate.ts'
import * as Margin from './margin.ts'

test('golden 9: a short of 10 ETH at 3,000 with 3,300 of equity', () => {
  const [equity, notional, target, fee] = [usd(3300), usd(30_000), fraction(0.3), fraction(0.00055)]
  const ratio = Margin.equityRatio(equity, notional)
  expect(ratio).toBeCloseTo(0.11, 12)
  expect(Margin.shortfall(equity, notional, target)).toBeCloseTo(5700, 9)
  const part = Margin.closeFraction(ratio, target, fee)
  expect(part).toBeCloseTo(0.634497, 6)
  expect(10 * part).toBeCloseTo(6.344966, 6)
  const after = Margin.equityRatio(usd(equity - part * notional * fee), usd(notional * (1 - part)))
  expect(after).toBeCloseTo(0.3, 12)
})

const worth = fc.double({ min: 1, max: 1e9, noNaN: true })
const share = fc.double({ min: 0.001, max: 1, noNaN: true })

test('the cut and the deposit both end at the target, and are nil above it', () => {
  fc.assert(
    fc.property(worth, share, share, (notional, ratio, target) => {
      const fee = 0.00055
      const equity = ratio * notional
      const reached = Math.max(ratio, target)
      const deposit = Margin.shortfall(usd(equity), usd(notional), fraction(target))
      expect(Math.abs((equity + deposit) / notional / reached - 1)).toBeLessThan(1e-9)
      const part = Margin.closeFraction(ratio, fraction(target), fraction(fee))
      expect(part >= 0 && part <= 1).toBe(true)
      fc.pre(part < 0.999)
      expect(Math.abs((equity - part * notional * fee) / (notional * (1 - part)) / reached - 1)).toBeLessThan(1e-6)
    }),
  )
})

test('a cut that cannot reach the target closes everything', () => {
  expect(Margin.closeFraction(-0.01, fraction(0.3), fraction(0.0005))).toBe(1)
  expect(Margin.closeFraction(0.0001, fraction(0.0004), fraction(0.0005))).toBe(1)
  expect(Margin.closeFraction(0.0004, fraction(0.0004), fraction(0.0005))).toBe(0)
})

test('without a position nothing is at risk, and without equity all is', () => {
  expect(Margin.equityRatio(usd(10), usd(0))).toBe(Infinity)
  expect(Margin.closeFraction(Infinity, fraction(0.3), fraction(0.0005))).toBe(0)
  expect(Margin.health(usd(0), usd(10))).toBe(Infinity)
  expect(Margin.utilisation(usd(0), usd(0))).toBe(0)
  expect(Margin.utilisation(usd(5), usd(0))).toBe(Infinity)
  expect(Margin.utilisation(usd(5), usd(-1))).toBe(Infinity)
  expect(Margin.initialMargin(usd(30_000), 10)).toBe(3000)
})

test('health and utilisation are each other upside down', () => {
  fc.assert(
    fc.property(worth, worth, (maintenance, equity) => {
      const product = Margin.health(usd(maintenance), usd(equity)) * Margin.utilisation(usd(maintenance), usd(equity))
      expect(product).toBeCloseTo(1, 12)
    }),
  )
})

test('three venues, three directions, one figure', () => {
  const [maintenance, equity] = [usd(150), usd(3000)]
  const binance = Margin.fromVenue('MM/E', 150 / 3000)
  const bybit = Margin.fromVenue('MM/E', 0.05)
  const okx = Margin.fromVenue('E/MM', 3000 / 150)
  expect([binance, bybit, okx]).toEqual([0.05, 0.05, 0.05])
  expect(Margin.utilisation(maintenance, equity)).toBe(0.05)
})

test('worse is higher after the door, whichever way the venue counts', () => {
  expect(Margin.fromVenue('MM/E', 0.9)).toBeGreaterThan(Margin.fromVenue('MM/E', 0.1))
  expect(Margin.fromVenue('E/MM', 1.1)).toBeGreaterThan(Margin.fromVenue('E/MM', 30))
  expect(Margin.fromVenue('E/MM', Infinity)).toBe(0)
  expect(Margin.fromVenue('E/MM', 0)).toBe(Infinity)
  expect(Margin.fromVenue('E/MM', -0.2)).toBe(Infinity)
  expect(Margin.fromVenue('MM/E', -3)).toBe(Infinity)
  expect(() => Margin.fromVenue('E/MM', Number.NaN)).toThrow(NotFinite)
})
