import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Decimal from './decimal.ts'

test.each([
  ['1.5', 6, 1_500_000n],
  ['-12.000001', 6, -12_000_001n],
  ['0', 18, 0n],
  ['007.10', 2, 710n],
  ['3.1000000', 1, 31n],
  ['5', 0, 5n],
])('parse %s with %i places', (text, decimals, expected) => {
  expect(Decimal.parse(text, decimals)).toBe(expected)
})

test.each([
  '',
  '.5',
  '1.',
  '1e3',
  '1,000.0',
  '+1',
  ' 1',
  '0x10',
  'NaN',
  '--1',
  '1.0000001',
])('%j is no decimal of 6 places', (text) => {
  expect(() => Decimal.parse(text, 6)).toThrow(Decimal.InvalidDecimal)
})

test.each([
  [1_500_000n, 6, '1.5'],
  [-1n, 18, '-0.000000000000000001'],
  [0n, 6, '0'],
  [70n, 0, '70'],
  [100n, 2, '1'],
])('format %s with %i places', (n, decimals, expected) => {
  expect(Decimal.format(n, decimals)).toBe(expected)
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.nat({ max: 30 }), (n, decimals) => {
      expect(Decimal.parse(Decimal.format(n, decimals), decimals)).toBe(n)
    }),
  )
})
