import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sqrt } from '../../units/rounding.ts'
import { Fault } from './fault.ts'
import { logarithmic } from './root.ts'

const E18 = 10n ** 18n

test('worked roots of the contracts, none of them the floor', () => {
  expect(logarithmic(2n * E18)).toBe(1_414_213_562_373_095_047n)
  expect(logarithmic(4n * E18)).toBe(1_999_999_999_999_999_998n)
  expect(logarithmic(E18)).toBe(E18)
  expect(logarithmic(0n)).toBe(0n)
})

test('a root of 2^255 and more is out of its range', () => {
  expect(() => logarithmic(1n << 255n)).toThrow(Fault)
  expect(logarithmic((1n << 255n) - 1n)).toBeGreaterThan(0n)
})

test('the error stays below a few units in the sixteenth place, far out as near one', () => {
  const anywhere = fc.bigInt({ min: E18, max: 1n << 200n })
  const near = fc.bigInt({ min: (9n * E18) / 10n, max: (11n * E18) / 10n })
  fc.assert(
    fc.property(fc.oneof(anywhere, near), (x) => {
      const exact = sqrt(x * E18, 'down')
      const found = logarithmic(x)
      const error = found > exact ? found - exact : exact - found
      // ½ ln x is kept to 18 places, so the relative error is that of its last digits.
      expect(error * 10n ** 15n <= exact + 10n ** 15n).toBe(true)
    }),
  )
})
