import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Channel, type Terms, timings } from './timing.ts'

const TERMS: Terms = { cooldown: 300, horizon: 1_000_000, roundsMax: 4 }
const channel = (change: Partial<Channel>): Channel => ({
  tranche: 'A',
  direction: 'in',
  asked: 100,
  flow: 0,
  limit: 100,
  memory: 0.999,
  closedFor: 0,
  ...change,
})

describe('rounds and waits', () => {
  test('what fits goes at once', () => {
    expect(timings([channel({ asked: 99 })], TERMS)).toEqual([{ waits: [0], shares: [1], blocks: 0 }])
  })

  test('what is closed is waited for', () => {
    expect(timings([channel({ asked: 50, closedFor: 7 })], TERMS)).toEqual([{ waits: [7], shares: [1], blocks: 7 }])
    expect(timings([channel({ asked: 50, closedFor: 7 })], { ...TERMS, horizon: 6 })).toEqual([])
  })

  test('a flow that is there already fades first', () => {
    const [first] = timings([channel({ asked: 60, flow: 100 })], TERMS)
    // 100 · 0.999^n ≤ 40 from n = 916 on.
    expect(first).toEqual({ waits: [916], shares: [1], blocks: 916 })
  })

  test('in two rounds the first stays at four fifths, or fills the limit and waits for the cooldown', () => {
    const found = timings([channel({ asked: 150 })], TERMS).filter(({ shares }) => shares.length === 2)
    // 80 now, and 70 when 80 · 0.999^n ≤ 30; or 100 now, and 50 when 100 · 0.999^n ≤ 50.
    expect(found.map(({ waits }) => waits)).toEqual([
      [0, 981],
      [0, 693],
    ])
  })

  test('what never fades and does not fit never goes', () => {
    expect(timings([channel({ asked: 150, memory: 1 })], TERMS)).toEqual([])
  })
})

const CHANNEL = fc.record({
  tranche: fc.constant('A'),
  direction: fc.constant('in' as const),
  asked: fc.integer({ min: 1, max: 400 }),
  flow: fc.integer({ min: 0, max: 120 }),
  limit: fc.constant(100),
  memory: fc.constantFrom(0.99, 0.999, 0.9999),
  closedFor: fc.constantFrom(0, 50),
})

test('law: shares sum to one, and no round takes a channel past its limit or while it is closed', () => {
  fc.assert(
    fc.property(fc.array(CHANNEL, { minLength: 1, maxLength: 4 }), (channels) => {
      for (const { waits, shares, blocks } of timings(channels, TERMS)) {
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(blocks)
        for (const { asked, flow, limit, memory, closedFor } of channels) {
          let kept = flow
          let closed = closedFor
          for (const [round, share] of shares.entries()) {
            const wait = waits[round] ?? 0
            closed -= wait
            kept = kept * memory ** wait + share * asked
            expect(kept).toBeLessThanOrEqual(limit)
            expect(closed).toBeLessThanOrEqual(0)
            if (kept > limit * 0.8) closed = TERMS.cooldown + 1
          }
        }
      }
    }),
  )
})
