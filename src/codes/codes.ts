import type { Code } from './code.ts'
import { COMMAND } from './command.ts'
import { CONFIG } from './config.ts'
import { DATA } from './data.ts'
import { DECISION } from './decision.ts'
import { DEPLOY } from './deploy.ts'
import { FIGURE } from './figure.ts'
import { POOL } from './pool.ts'
import { POOL_BOOK } from './poolBook.ts'
import { POOL_FILE } from './poolFile.ts'
import { RESERVE } from './reserve.ts'
import { STATE } from './state.ts'
import { VAULTS } from './vaults.ts'
import { VENUE } from './venue.ts'

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
