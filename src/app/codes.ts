import type { Code } from './code/code.ts'
import { COMMAND } from './code/command.ts'
import { CONFIG } from './code/config.ts'
import { DATA } from './code/data.ts'
import { DECISION } from './code/decision.ts'
import { DEPLOY } from './code/deploy.ts'
import { FIGURE } from './code/figure.ts'
import { POOL } from './code/pool.ts'
import { POOL_BOOK } from './code/poolBook.ts'
import { POOL_FILE } from './code/poolFile.ts'
import { RESERVE } from './code/reserve.ts'
import { STATE } from './code/state.ts'
import { VAULTS } from './code/vaults.ts'
import { VENUE } from './code/venue.ts'

/** Everything that can be said with a code, for `npx trimtab explain`. A code that is not in here fails a test. */
export const CODES: Readonly<Record<string, Code>> = {
  ...COMMAND,
  ...CONFIG,
  ...VENUE,
  ...STATE,
  ...POOL,
  ...POOL_FILE,
  ...POOL_BOOK,
  ...RESERVE,
  ...VAULTS,
  ...DECISION,
  ...DATA,
  ...DEPLOY,
  ...FIGURE,
}
