import type { Replay } from './tally.ts'

/** The files of the pool book by name, without `.json`. */
export const POOL: Readonly<Record<string, Replay>> = {}
