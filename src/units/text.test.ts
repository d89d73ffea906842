import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipped, grouped, listed, sized, visible, visibleJson, visibleLines, whole } from './text.ts'

const HOSTILE = fc.string({ unit: 'binary', maxLength: 40 })

describe('visible', () => {
  it.each([
    ['plain, with é, 中 and −', 'plain, with é, 中 and −'],
    ['\u001b[31mRED\u001b]0;title\u0007', '\\u001b[31mRED\\u001b]0;title\\u0007'],
    ['\u009b31m', '\\u009b31m'],
    ['a\u202eb\u2066c\u200f\u061c', 'a\\u202eb\\u2066c\\u200f\\u061c'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['one\ntwo\rthree\tfour', 'one\\ntwo\\rthree\\tfour'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\ud800!', '\\ud800!'],
    ['\u{e0041}', '\\u{e0041}'],
    ['😀', '😀'],
  ])('%j becomes %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it('leaves nothing hidden, and nothing to do a second time', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const shown = visible(text)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
        expect(visible(shown)).toBe(shown)
      }),
    )
  })

  it('keeps lines where asked to', () => {
    expect(visibleLines('a\u001b\nb\r')).toBe('a\\u001b\nb\\r')
  })
})

describe('visibleJson', () => {
  it('is the same value to a parser, with nothing hidden in it', () => {
    fc.assert(
      fc.property(fc.dictionary(HOSTILE, HOSTILE), (value) => {
        const text = visibleJson(JSON.stringify(value, null, 2))
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      }),
    )
  })

  it('writes a character beyond 16 bits as its two halves', () => {
    expect(visibleJson('"\u{e0041}"')).toBe('"\\udb40\\udc41"')
  })
})

describe('clipped', () => {
  it('leaves what is short, and cuts what is long between two characters', () => {
    expect(clipped('abc', 3)).toBe('abc')
    expect(clipped('abcd', 3)).toBe('ab…')
    expect(clipped('a😀bc', 3)).toBe('a…')
  })
})

describe('listed', () => {
  it('joins names as a sentence does', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c'])
  })
})

it('figures have their thousands apart, as in reports', () => {
  expect([-138_065.44, 1_947_479.12, 999, 0.005].map(grouped)).toEqual([
    '−138,065.44',
    '1,947,479.12',
    '999.00',
    '0.01',
  ])
})

describe('sized', () => {
  it.each([
    [1200.1216845997874, '1,200.13', '1,200.12'],
    [20, '20', '20'],
    [1.1, '1.1', '1.1'],
    [0.000012345678, '0.00001235', '0.00001234'],
    [0, '0', '0'],
    [1e-30, '0.000000000000000001', '0'],
    [Number.NaN, '–', '–'],
    [Number.POSITIVE_INFINITY, '–', '–'],
  ])('shows %d as at least %s, at most %s', (value, least, most) => {
    expect([sized(value, 'up'), sized(value, 'down')]).toEqual([least, most])
  })
})

it('a sum in whole units has its thousands apart, and is rounded as asked', () => {
  expect([whole(15183.2, 'up'), whole(15183.8, 'down'), whole(999.5, 'nearest')]).toEqual(['15,184', '15,183', '1,000'])
  expect([whole(-1234567.4, 'nearest'), whole(0, 'up'), whole(12, 'down')]).toEqual(['−1,234,567', '0', '12'])
})
