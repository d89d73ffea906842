import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from './fault.ts'
import * as Fixed from './fixed.ts'

const LIMIT = 1n << 256n
const word = fc.bigInt({ min: 0n, max: 1n << 110n })

/** What the contracts would have said. */
function revert(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof Fault) return error.facts['gyroscope']
    throw error
  }
}

test('a product or a quotient is rounded once, the way its name says', () => {
  expect(Fixed.mulDown(1n, 1n)).toBe(0n)
  expect(Fixed.mulUp(1n, 1n)).toBe(1n)
  expect(Fixed.mulUp(0n, LIMIT - 1n)).toBe(0n)
  expect(Fixed.divDown(2n, 3n)).toBe(666_666_666_666_666_666n)
  expect(Fixed.divUp(2n, 3n)).toBe(666_666_666_666_666_667n)
  expect(Fixed.divUp(0n, 3n)).toBe(0n)
})

test('what leaves the word, or is divided by zero, reverts as the contracts do', () => {
  expect(revert(() => Fixed.add(LIMIT - 1n, 1n))).toBe('0x11')
  expect(revert(() => Fixed.sub(1n, 2n))).toBe('0x11')
  expect(revert(() => Fixed.mulDown(1n << 128n, 1n << 128n))).toBe('0x11')
  expect(revert(() => Fixed.divDown(0n, 0n))).toBe('25')
  expect(revert(() => Fixed.divUp(1n, 0n))).toBe('25')
  expect(revert(() => Fixed.quotient(1n, 0n))).toBe('0x12')
  expect(Fixed.quotient(7n, 2n)).toBe(3n)
  expect(Fixed.add(LIMIT - 2n, 1n)).toBe(LIMIT - 1n)
})

test('a power is taken by squaring, and squares once more than it needs to', () => {
  expect(Fixed.intPowDown(900_000_000_000_000_000n, 3n)).toBe(729_000_000_000_000_000n)
  expect(Fixed.intPowDown(0n, 0n)).toBe(Fixed.ONE)
  expect(revert(() => Fixed.intPowDown(2n * Fixed.ONE, 50_400n))).toBe('0x11')
})

test('native units come to 18 places and back, floored where places are lost', () => {
  expect(Fixed.scaleFrom(1_500_000n, 6)).toBe(1_500_000_000_000_000_000n)
  expect(Fixed.scaleFrom(1_999_999n, 24)).toBe(1n)
  expect(Fixed.scaleFrom(5n, 18)).toBe(5n)
  expect(Fixed.scaleTo(1_999_999_999_999n, 6)).toBe(1n)
  expect(Fixed.scaleTo(1n, 24)).toBe(1_000_000n)
  expect(Fixed.scaleTo(5n, 18)).toBe(5n)
  expect(Fixed.scaleFrom(5n, 95)).toBe(0n)
  expect(revert(() => Fixed.scaleFrom(0n, 96))).toBe('0x11')
  expect(revert(() => Fixed.scaleTo(0n, 255))).toBe('0x11')
})

test('up and down are at most one unit apart, around the exact figure', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const [down, up] = [Fixed.mulDown(a, b), Fixed.mulUp(a, b)]
      expect(down * Fixed.ONE <= a * b && a * b <= up * Fixed.ONE && up - down <= 1n).toBe(true)
      fc.pre(b > 0n)
      const [low, high] = [Fixed.divDown(a, b), Fixed.divUp(a, b)]
      expect(low * b <= a * Fixed.ONE && a * Fixed.ONE <= high * b && high - low <= 1n).toBe(true)
    }),
  )
})

test('the smaller, the larger and their distance', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(Fixed.min(a, b) + Fixed.absSub(a, b)).toBe(Fixed.max(a, b))
      expect(Fixed.absSub(a, b)).toBe(Fixed.absSub(b, a))
    }),
  )
})
