import { describe, expect, it } from 'vitest'
import { keep, lookup } from './lookup.ts'

const INHERITED = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'isPrototypeOf',
  '__proto__',
  '__defineGetter__',
]

describe('lookup', () => {
  it('answers nothing for a name that every object inherits', () => {
    for (const name of INHERITED) expect(lookup({ ETH: 1 }, name)).toBeUndefined()
  })

  it('answers nothing where there is no record', () => {
    expect(lookup(undefined, 'ETH')).toBeUndefined()
    expect(lookup(null, 'ETH')).toBeUndefined()
  })

  it('finds what was kept under any name, also after a spread and in JSON', () => {
    for (const name of INHERITED) {
      const record: Record<string, number> = {}
      keep(record, name, 1)
      keep(record, name, 2)
      expect(lookup(record, name)).toBe(2)
      expect(lookup({ ...record }, name)).toBe(2)
      expect(JSON.stringify(record)).toBe(`{"${name}":2}`)
    }
  })
})
