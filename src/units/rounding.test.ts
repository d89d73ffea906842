import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DivisionByZero, divide, mulDiv, NegativeRoot, type Rounding, sqrt } from './rounding.ts'

const rounding = fc.constantFrom<Rounding>('down', 'up', 'zero', 'half')
const whole = fc.bigInt({ min: -(1n << 260n), max: 1n << 260n })
const small = fc.bigInt({ min: -1000n, max: 1000n })

test.each([
  [7n, 2n, { down: 3n, up: 4n, zero: 3n, half: 4n }],
  [-7n, 2n, { down: -4n, up: -3n, zero: -3n, half: -4n }],
  [7n, -2n, { down: -4n, up: -3n, zero: -3n, half: -4n }],
  [-7n, -2n, { down: 3n, up: 4n, zero: 3n, half: 4n }],
  [7n, 3n, { down: 2n, up: 3n, zero: 2n, half: 2n }],
  [-8n, 3n, { down: -3n, up: -2n, zero: -2n, half: -3n }],
  [6n, 3n, { down: 2n, up: 2n, zero: 2n, half: 2n }],
])('%s / %s', (n, d, expected) => {
  for (const [direction, quotient] of Object.entries(expected)) {
    expect(divide(n, d, direction as Rounding)).toBe(quotient)
  }
})

test('every direction is within one unit, on its own side, and mirrors its opposite', () => {
  fc.assert(
    fc.property(fc.oneof(whole, small), fc.oneof(whole, small), (n, d) => {
      fc.pre(d !== 0n)
      const [down, up, zero, half] = [
        divide(n, d, 'down'),
        divide(n, d, 'up'),
        divide(n, d, 'zero'),
        divide(n, d, 'half'),
      ]
      const positive = d > 0n ? d : -d
      const n1 = d > 0n ? n : -n
      expect(down * positive <= n1 && n1 < (down + 1n) * positive).toBe(true)
      expect(up).toBe(down * positive === n1 ? down : down + 1n)
      expect(up).toBe(-divide(-n, d, 'down'))
      expect(zero).toBe(n1 < 0n ? up : down)
      const doubled = 2n * (half * positive - n1)
      expect(doubled <= positive && doubled >= -positive).toBe(true)
      expect(half).toBe(-divide(-n, d, 'half'))
    }),
  )
})

test('mulDiv rounds once, after the full product', () => {
  expect(mulDiv(10n ** 40n + 1n, 10n ** 40n, 10n ** 40n, 'down')).toBe(10n ** 40n + 1n)
  fc.assert(
    fc.property(whole, small, rounding, (a, b, direction) => {
      fc.pre(b !== 0n)
      expect(mulDiv(a, b, b, direction)).toBe(a)
    }),
  )
})

test('nothing is divided by zero', () => {
  fc.assert(
    fc.property(whole, rounding, (n, direction) => {
      expect(() => divide(n, 0n, direction)).toThrow(DivisionByZero)
    }),
  )
})

test.each([
  [0n, 0n, 0n, 0n],
  [1n, 1n, 1n, 1n],
  [2n, 1n, 2n, 1n],
  [3n, 1n, 2n, 2n],
  [6n, 2n, 3n, 2n],
  [7n, 2n, 3n, 3n],
  [16n, 4n, 4n, 4n],
] as const)('√%s', (...row) => {
  const [n, down, up, half] = row
  expect([sqrt(n, 'down'), sqrt(n, 'zero'), sqrt(n, 'up'), sqrt(n, 'half')]).toEqual([down, down, up, half])
})

test('a root squared brackets its radicand', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 512n }), (n) => {
      const [down, up, half] = [sqrt(n, 'down'), sqrt(n, 'up'), sqrt(n, 'half')]
      expect(down * down <= n && n < (down + 1n) * (down + 1n)).toBe(true)
      expect(up * up >= n && up - down <= 1n).toBe(true)
      expect(4n * n > (2n * half - 1n) ** 2n || n === 0n).toBe(true)
      expect(4n * n < (2n * half + 1n) ** 2n).toBe(true)
      expect(sqrt(n * n, 'up')).toBe(n)
    }),
  )
  expect(() => sqrt(-1n, 'down')).toThrow(NegativeRoot)
})
