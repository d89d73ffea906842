import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Ratio from './ratio.ts'

test('text in, text out, and out as an estimate', () => {
  expect(Ratio.parse('0.05')).toBe(50_000_000_000_000_000n)
  expect(Ratio.format(Ratio.ONE)).toBe('1')
  expect(Ratio.toFraction(Ratio.parse('0.05'))).toBe(0.05)
  fc.assert(
    fc.property(fc.bigInt().map(Ratio.of), (r) => {
      expect(Ratio.parse(Ratio.format(r))).toBe(r)
    }),
  )
})

test('adds, subtracts and orders', () => {
  const half = Ratio.parse('0.5')
  expect(Ratio.add(half, half)).toBe(Ratio.ONE)
  expect(Ratio.sub(half, half)).toBe(Ratio.ZERO)
  expect([Ratio.min(half, Ratio.ONE), Ratio.min(Ratio.ONE, half)]).toEqual([half, half])
  expect([Ratio.max(half, Ratio.ONE), Ratio.max(Ratio.ONE, half)]).toEqual([Ratio.ONE, Ratio.ONE])
  expect([Ratio.ONE, half, Ratio.ZERO, half].sort(Ratio.compare)).toEqual([Ratio.ZERO, half, half, Ratio.ONE])
})
