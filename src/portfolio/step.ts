import type { PoolStep } from './pool/step.ts'
import type { ReserveStep } from './reserve/step.ts'
import type { VaultsStep } from './vaults/step.ts'
import type { VenuesStep } from './venues/step.ts'

/** One move. `kind` is `book.verb`; the union of all books is the only vocabulary of plans, journal, ledger, API and page. */
export type Step = PoolStep | ReserveStep | VaultsStep | VenuesStep
