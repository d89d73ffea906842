import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TERMS } from '../../../test/arbitraries/venues.ts'
import { fraction } from '../../units/estimate.ts'
import { hours, seconds } from '../../units/time.ts'
import { type Depth, executionCost, stressMove } from './terms.ts'

const depth: Depth = [
  { size: 10_000, cost: fraction(0.0003) },
  { size: 100_000, cost: fraction(0.0004) },
  { size: 1_000_000, cost: fraction(0.0008) },
]

test.each([
  [0, 0.0003],
  [10_000, 0.0003],
  [55_000, 0.00035],
  [100_000, 0.0004],
  [550_000, 0.0006],
  [1_000_000, 0.0008],
  [1e9, 0.0008],
] as const)('trading %d costs %d', (size, cost) => {
  expect(executionCost(depth, size)).toBeCloseTo(cost, 12)
})

test('a table of nothing costs nothing, of one point that point, of a step the later one', () => {
  expect(executionCost([], 1)).toBe(0)
  expect(executionCost([{ size: 5, cost: fraction(0.1) }], 1e6)).toBe(0.1)
  const stepped = [...depth.slice(0, 1), { size: 10_000, cost: fraction(0.1) }]
  expect([executionCost(stepped, 10_000), executionCost(stepped, 10_001)]).toEqual([0.0003, 0.1])
})

const tables = fc
  .array(fc.tuple(fc.double({ min: 1, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 0.01, noNaN: true })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((rises): Depth => {
    let size = 0
    let cost = 0
    return rises.map(([wider, dearer]) => {
      size += wider
      cost += dearer
      return { size, cost: fraction(cost) }
    })
  })

test('cost never falls with size, and never jumps', () => {
  const size = fc.double({ min: 0, max: 1e7, noNaN: true })
  fc.assert(
    fc.property(tables, size, size, (table, a, b) => {
      const [small, large] = [Math.min(a, b), Math.max(a, b)]
      const rise = executionCost(table, large) - executionCost(table, small)
      expect(rise).toBeGreaterThanOrEqual(-1e-15)
      // No dearer than the steepest part of the table over the whole way: what jumps would be.
      let steepest = 0
      for (const [at, point] of table.entries()) {
        const before = table[at - 1]
        if (before !== undefined) steepest = Math.max(steepest, (point.cost - before.cost) / (point.size - before.size))
      }
      expect(rise).toBeLessThanOrEqual(steepest * (large - small) * (1 + 1e-9) + 1e-12)
    }),
  )
})

test.each([
  [0, 0.123],
  [3600, 0.123],
  [3601, 0.173],
  [14_400, 0.173],
  [43_200, 0.209],
  [86_400, 0.288],
  [864_000, 0.288],
] as const)('within %d s at most %d', (within, move) => {
  expect(stressMove(TERMS, seconds(within))).toBe(move)
})

test('of no record there is no move', () => {
  expect(stressMove({ ...TERMS, stressMove: [] }, hours(1))).toBe(0)
})
