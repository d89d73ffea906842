import type { Replay } from './tally.ts'

/** The files of the reserve book by name, without `.json`. */
export const RESERVE: Readonly<Record<string, Replay>> = {}
