import { describe, expect, test } from 'vitest'
import { refuse, statable } from './refusal.ts'

describe('the facts of a refusal', () => {
  test('have no infinite figure: what has no bound is left out', () => {
    const facts = { before: Number.POSITIVE_INFINITY, after: 1.2, low: Number.NEGATIVE_INFINITY, place: 'OKX' }
    expect(refuse('X', 'y', { facts, lift: 'z' }).refusal.facts).toEqual({ after: 1.2, place: 'OKX' })
  })

  test('stay as they are where all have one, and a NaN is not hidden', () => {
    const facts = { value: 1, limiter: 'limits.perDay' }
    expect(statable(facts)).toBe(facts)
    expect(statable({ value: Number.NaN })).toEqual({ value: Number.NaN })
  })
})
