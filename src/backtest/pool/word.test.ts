import { expect, it } from 'vitest'
import { brief, priceOf, shown, signed } from './word.ts'

it('says a figure with six places at the most, and fewer the larger it is', () => {
  expect(shown(182_639_957_368n, 6)).toBe('182,639.957368')
  expect(brief(9_123_456n, 6)).toBe('9.123456')
  expect(brief(999_123_456n, 6)).toBe('999.1235')
  expect(brief(182_639_957_368n, 6)).toBe('182,640')
  expect(brief(-1_703_720_698_978n, 6)).toBe('−1,703,721')
  expect(brief(1_234_567_890_123_456_789n, 18)).toBe('1.234568')
  expect(brief(12_345n, 0)).toBe('12,345')
  expect(signed(45_659_989_342n, 6)).toBe('+45,659.99')
  expect(signed(0n, 6)).toBe('0')
})

it('says a share price with six significant digits at the least', () => {
  expect(priceOf(1_000_203n, 6)).toBe('1.000203')
  expect(priceOf(512_345_678_901_234n, 18)).toBe('0.000512346')
  expect(priceOf(1_234_567_890_123_456_789n, 18)).toBe('1.234568')
  expect(priceOf(3n, 18)).toBe('0.000000000000000003')
  expect(priceOf(0n, 6)).toBe('0')
})
