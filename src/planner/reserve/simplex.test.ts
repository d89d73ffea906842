import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Row, solve } from './simplex.ts'

const row = (of: readonly number[], bound: number): Row => ({ name: `${of} ≤ ${bound}`, of, bound })

describe('the cheapest point of a polygon', () => {
  test('is a corner: at least four of two goods, the cheap one limited to three', () => {
    const solved = solve({ cost: [2, 1], rows: [row([-1, -1], -4), row([0, 1], 3)] })
    expect(solved).toEqual({ ok: true, x: [1, 3], cost: 5 })
  })

  test('is nothing at all where nothing is asked', () => {
    expect(solve({ cost: [1], rows: [row([1], 5)] })).toEqual({ ok: true, x: [0], cost: 0 })
  })

  test('is nowhere where rows contradict each other, and a row is named', () => {
    expect(solve({ cost: [1], rows: [row([-1], -5), row([1], 4)] }).ok).toBe(false)
    expect(solve({ cost: [], rows: [row([], -5)] })).toEqual({ ok: false, row: ' ≤ -5' })
  })
})

const small = fc.integer({ min: -6, max: 6 })
const PROBLEM = fc.record({
  cost: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
  rows: fc.array(fc.tuple(small, small, fc.integer({ min: -12, max: 12 })), { minLength: 1, maxLength: 6 }),
})

test('law: it costs as much as the cheapest corner that holds, and there is none where it finds none', () => {
  fc.assert(
    fc.property(PROBLEM, ({ cost, rows }) => {
      const solved = solve({ cost, rows: rows.map(([a, b, bound]) => row([a, b], bound)) })
      const cheapest = Math.min(...corners(rows).map(([x, y]) => cost[0] * x + cost[1] * y))
      if (solved.ok) expect(solved.cost).toBeCloseTo(cheapest, 7)
      else expect(cheapest).toBe(Infinity)
    }),
    { numRuns: 500 },
  )
})

/** Where any two edges cross, the axes among them, and every row holds. */
function corners(rows: readonly (readonly [number, number, number])[]): readonly (readonly [number, number])[] {
  const edges = [...rows, [1, 0, 0] as const, [0, 1, 0] as const]
  const found: (readonly [number, number])[] = []
  for (const [a, b, c] of edges)
    for (const [d, e, f] of edges) {
      const by = a * e - b * d
      if (by === 0) continue
      const x = (c * e - b * f) / by
      const y = (a * f - c * d) / by
      if (x >= -1e-9 && y >= -1e-9 && rows.every(([p, q, r]) => p * x + q * y <= r + 1e-9)) found.push([x, y])
    }
  return found
}
