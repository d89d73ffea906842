import loader from 'highs'
import type { Solved, Solver } from '../../ports/solver.ts'
import { keep } from '../../units/lookup.ts'
import { type Refused, refuse } from '../../units/refusal.ts'

// The package types its ES module as CommonJS: what is the loader at run time, the compiler takes for the module around it.
const createHighs = loader as unknown as (typeof loader)['default']

/** HiGHS compiled to WebAssembly: loading it is the only wait, some 80 ms once. Every call starts a solver of its own, so none remembers. */
export async function load(): Promise<Solver> {
  const highs = await createHighs()
  return {
    name: 'HiGHS',
    solve: (program) => parse(highs.solve(program, { output_flag: false, parallel: 'off', random_seed: 0 })),
  }
}

/** The part of the answer that is read. */
export interface Answer {
  readonly Status: string
  readonly ObjectiveValue: number
  readonly Columns: Readonly<Record<string, object>>
}

/** An optimal point becomes values by name; every other status is refused in the solver's own words. */
export function parse(answer: Answer): Solved | Refused {
  if (answer.Status !== 'Optimal')
    return refuse('PROGRAM_NOT_SOLVED', 'The linear program has no best point that the solver could find.', {
      facts: { status: answer.Status },
      lift: 'Look at the caps and rates that went in: an infeasible program contradicts itself, an unbounded one earns without limit.',
    })
  // Adding 0 makes −0 the same as 0.
  const values: Record<string, number> = {}
  for (const [name, column] of Object.entries(answer.Columns))
    if ('Primal' in column && typeof column.Primal === 'number') keep(values, name, column.Primal + 0)
  return { ok: true, objective: answer.ObjectiveValue, values }
}
