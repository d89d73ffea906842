import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NotFinite } from './estimate.ts'
import { encode, plain, stated } from './json.ts'

const BROKEN = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

describe('encode', () => {
  it('is JSON on one line, or indented', () => {
    expect(encode({ schema: 1, title: 'a', none: null, list: [1, [2]] })).toBe(
      '{"schema":1,"title":"a","none":null,"list":[1,[2]]}',
    )
    expect(encode({ a: { b: 1 } }, 2)).toBe('{\n  "a": {\n    "b": 1\n  }\n}')
  })

  it('keeps names that every object inherits', () => {
    expect(encode({ constructor: 1, toString: { valueOf: 2 } })).toBe('{"constructor":1,"toString":{"valueOf":2}}')
  })

  it('refuses a number that is not finite, and names its field', () => {
    for (const broken of BROKEN) {
      expect(() => encode({ a: [{ b: 0 }, { b: broken }] })).toThrow(NotFinite)
      expect(() => encode({ a: [{ b: 0 }, { b: broken }] })).toThrow(`a[1].b is ${broken}`)
      expect(() => encode([broken])).toThrow('[0]')
      expect(() => plain({ a: [{ b: broken }] })).toThrow(`a[0].b is ${broken}`)
    }
  })

  it('says what JSON says of all that is finite', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: true } as object)), (report) => {
        expect(JSON.stringify(JSON.parse(encode(report)))).toBe(JSON.stringify(report))
        expect(JSON.stringify(plain(report))).toBe(JSON.stringify(report))
      }),
    )
  })

  it('finds one broken number wherever it stands', () => {
    const wrap = fc.array(fc.oneof(fc.string(), fc.nat(9)), { maxLength: 6 })
    fc.assert(
      fc.property(wrap, fc.constantFrom(...BROKEN), (keys, broken) => {
        const report = keys.reduce<unknown>(
          (inner, key) => (typeof key === 'string' ? { [key]: inner, other: 1 } : [0, inner]),
          broken,
        )
        expect(() => encode({ report })).toThrow(NotFinite)
        expect(() => plain({ report })).toThrow(NotFinite)
      }),
    )
  })
})

describe('plain', () => {
  it('has exact figures as text, and no fields that are undefined', () => {
    const report = { a: 10n ** 30n, b: [1n, { c: undefined, d: null }], e: undefined }
    expect(plain(report)).toEqual({ a: '1000000000000000000000000000000', b: ['1', { d: null }] })
    expect(Object.keys(plain(report))).toEqual(['a', 'b'])
    expect(plain([1n, { a: 2n }])).toEqual(['1', { a: '2' }])
  })
})

describe('stated', () => {
  it('is null where there is no bound, and hides no NaN', () => {
    expect([stated(1.5), stated(Number.POSITIVE_INFINITY), stated(Number.NEGATIVE_INFINITY)]).toEqual([1.5, null, null])
    expect(stated(Number.NaN)).toBeNaN()
  })
})
