import type { Replay } from './tally.ts'

/** The files of the vaults book by name, without `.json`. */
export const VAULTS: Readonly<Record<string, Replay>> = {}
