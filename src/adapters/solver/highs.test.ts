import { expect, test } from 'vitest'
import { load, parse } from './highs.ts'

test('an optimum becomes values by name, and a column without a value is left out', () => {
  const Columns = { g_0_0: { Primal: 1.5 }, i_0_0: { Type: 'Continuous' } }
  expect(parse({ Status: 'Optimal', ObjectiveValue: 0.3, Columns })).toEqual({
    ok: true,
    objective: 0.3,
    values: { g_0_0: 1.5 },
  })
})

test.each(['Infeasible', 'Unbounded', 'Time limit reached'])('%s is refused with the status', (Status) => {
  expect(parse({ Status, ObjectiveValue: 0, Columns: {} })).toMatchObject({
    ok: false,
    refusal: { code: 'PROGRAM_NOT_SOLVED', facts: { status: Status } },
  })
})

test('it reads figures with exponents', async () => {
  const solver = await load()
  const program = 'Maximize\n obj: + 1e-7 x\nSubject To\n c: + 2.5e-8 x\n <= 1e-7\nEnd\n'
  expect(solver.solve(program)).toMatchObject({ ok: true, values: { x: 4 } })
})

test('the solver finds the same point again, and nothing of one program is left for the next', async () => {
  const solver = await load()
  const program = (most: number): string =>
    `Maximize\n obj: 3 x + 2 y\nSubject To\n c: x + y <= ${most}\nBounds\n x <= 1\nEnd\n`
  expect(solver.solve(program(4))).toEqual({ ok: true, objective: 9, values: { x: 1, y: 3 } })
  expect(solver.solve(program(1))).toEqual({ ok: true, objective: 3, values: { x: 1, y: 0 } })
  expect(solver.solve(program(4))).toEqual(solver.solve(program(4)))
  expect(solver.solve('Maximize\n obj: x\nSubject To\n c: y <= 1\nEnd\n')).toMatchObject({ ok: false })
})
