// What the replay of one file of vectors found.
import { isDeepStrictEqual } from 'node:util'

export interface Mismatch {
  readonly case: string
  readonly expected: unknown
  readonly found: unknown
}

export interface Tally {
  readonly total: number
  readonly mismatches: readonly Mismatch[]
}

/** Replays a whole file of one kind: the parsed JSON in, every case that did not come out as recorded back. */
export type Replay = (file: unknown) => Tally

/** One case: what was recorded and what our model answers, in the same shape, every recorded figure included. */
export interface Pair {
  readonly expected: unknown
  readonly found: unknown
}

/** Compares case by case, exactly. A case that throws is a mismatch of its own: the rest still runs. */
export function tally<Case>(
  cases: readonly Case[],
  name: (each: Case, at: number) => string,
  run: (each: Case) => Pair,
): Tally {
  const mismatches: Mismatch[] = []
  for (const [at, each] of cases.entries()) {
    const { expected, found } = attempt(() => run(each))
    if (!isDeepStrictEqual(expected, found)) mismatches.push({ case: name(each, at), expected, found })
  }
  return { total: cases.length, mismatches }
}

export function join(tallies: readonly Tally[]): Tally {
  return {
    total: tallies.reduce((sum, { total }) => sum + total, 0),
    mismatches: tallies.flatMap(({ mismatches }) => mismatches),
  }
}

function attempt(run: () => Pair): Pair {
  try {
    return run()
  } catch (error) {
    return { expected: 'an answer', found: `thrown: ${error instanceof Error ? error.message : String(error)}` }
  }
}
