import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { load } from '../../adapters/solver/highs.ts'
import { type Problem, type Row, solve } from './simplex.ts'

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

const figure = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(1, -1) },
  { weight: 3, arbitrary: fc.integer({ min: -999, max: 999 }).map((n) => n / 1000) },
)
const PROBLEM = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc.record({
    cost: fc
      .array(fc.integer({ min: 0, max: 40 }), { minLength: n, maxLength: n })
      .map((all) => all.map((c) => c / 1000)),
    rows: fc.array(
      fc.record({
        name: fc.constant('row'),
        of: fc.array(figure, { minLength: n, maxLength: n }),
        // Bounds of zero are what makes programs degenerate, and ours are full of them.
        bound: fc.oneof(
          fc.constant(0),
          fc.integer({ min: -300, max: 500 }).map((b) => b / 1000),
        ),
      }),
      { minLength: 1, maxLength: 24 },
    ),
  }),
)

test('law: it costs what HiGHS finds, at a point that holds, and there is none where HiGHS finds none', async () => {
  const highs = await load()
  fc.assert(
    fc.property(PROBLEM, (problem) => {
      const [ours, theirs] = [solve(problem), highs.solve(text(problem))]
      expect(ours.ok).toBe(theirs.ok)
      if (!ours.ok || !theirs.ok) return
      expect(ours.cost).toBeCloseTo(theirs.objective, 6)
      for (const { of, bound } of problem.rows) expect(sum(of, ours.x)).toBeLessThanOrEqual(bound + 1e-9)
      expect(Math.min(...ours.x)).toBeGreaterThanOrEqual(0)
      expect(sum(problem.cost, ours.x)).toBeCloseTo(ours.cost, 9)
    }),
    { numRuns: 300 },
  )
})

const sum = (of: readonly number[], x: readonly number[]): number =>
  of.reduce((all, c, at) => all + c * (x[at] ?? 0), 0)

/** The same in CPLEX LP format. */
function text({ cost, rows }: Problem): string {
  const terms = (of: readonly number[]): string =>
    of.map((c, at) => ` ${c < 0 ? '-' : '+'} ${Math.abs(c)} x${at}`).join('')
  const lines = rows.map(({ of, bound }, at) => ` r${at}:${terms(of)} <= ${bound}`)
  return ['Minimize', ` cost:${terms(cost)}`, 'Subject To', ...lines, 'End', ''].join('\n')
}
