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

test.each([
  [1_310_917_774_002_710n, 9, '1,310,917.77'],
  [514_427_100_000n, 6, '514,427.10'],
  [514_427_001_000n, 6, '514,427'],
  [148_964_138_687n, 9, '148.9641'],
  [1_230_000n, 6, '1.23'],
  [1_234n, 8, '0.00001234'],
  [12_345_678n, 18, '0.00000000001234'],
  [-2_500_000n, 6, '−2.5'],
  [0n, 6, '0'],
  [5_000n, 0, '5,000'],
])('read %s with %i places', (n, decimals, expected) => {
  expect(Decimal.read(n, decimals)).toBe(expected)
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.nat({ max: 30 }), (n, decimals) => {
      expect(Decimal.parse(Decimal.format(n, decimals), decimals)).toBe(n)
    }),
  )
})

test('more significant digits are read where they are asked for', () => {
  expect(Decimal.read(321_512_345n, 12, 6)).toBe('0.000321512')
  expect(Decimal.read(1_234_567n, 6, 6)).toBe('1.23456')
  expect(Decimal.read(123_456_789n, 6, 6)).toBe('123.4567')
  expect(Decimal.read(-123_456_789_012n, 6, 6)).toBe('−123,456.78')
})
