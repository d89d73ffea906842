import type { Replay } from './tally.ts'
import { CYCLE } from './vaults/cycle.ts'
import { GMX1 } from './vaults/gmx1.ts'
import { MODELS } from './vaults/models.ts'
import { PROGRAM } from './vaults/program.ts'

/** The files of the vaults book by name, without `.json`. */
export const VAULTS: Readonly<Record<string, Replay>> = { ...MODELS, ...GMX1, ...CYCLE, ...PROGRAM }
