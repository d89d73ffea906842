import type { Refused } from '../units/refusal.ts'

/** A point that is best, found by a program that was given as text in CPLEX LP format. */
export interface Solved {
  readonly ok: true
  readonly objective: number
  /** By name of the variable; one that is missing is 0. */
  readonly values: Readonly<Record<string, number>>
}

/** Solves linear programs, synchronously and the same way each time. Refuses what has no best point, with the reason. */
export interface Solver {
  readonly name: string
  readonly solve: (program: string) => Solved | Refused
}
