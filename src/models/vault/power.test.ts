import fc from 'fast-check'
import { expect, test } from 'vitest'
import { power } from './power.ts'

test('whole powers are exact products, and broken ones are made of roots', () => {
  expect([power(3, 2), power(10, 0), power(0, 0), power(0, 1.5), power(16, 0.75), power(4, 2.5)]).toEqual([
    9, 1, 1, 0, 8, 32,
  ])
})

test('powers of open interest agree with those of the engine', () => {
  const base = fc.double({ min: 1e-3, max: 1e12, noNaN: true })
  const exponent = fc.double({ min: 0, max: 4, noNaN: true })
  fc.assert(
    fc.property(base, exponent, (b, e) => {
      expect(Math.abs(power(b, e) / b ** e - 1)).toBeLessThan(1e-11)
    }),
  )
})

test('a power that nobody means is answered at once', () => {
  expect([power(2, 1_000_000_000), power(0.5, 1_000_000_000), power(1, 1_000_000_000)]).toEqual([Infinity, 0, 1])
})
