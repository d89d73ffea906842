import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOf } from './order.ts'

describe('the key of an order', () => {
  it('is its plan and its place', () => {
    expect(keyOf('2026-01-01T00:00:00Z/margin-support', { stage: 1, index: 0 })).toBe(
      '2026-01-01T00:00:00Z/margin-support:1.0',
    )
  })

  it('is never that of another place', () => {
    const place = fc.record({ plan: fc.string(), stage: fc.nat(), index: fc.nat() })
    fc.assert(
      fc.property(place, place, (a, b) => {
        const isSame = a.plan === b.plan && a.stage === b.stage && a.index === b.index
        expect(keyOf(a.plan, a) === keyOf(b.plan, b)).toBe(isSame)
      }),
    )
  })
})
