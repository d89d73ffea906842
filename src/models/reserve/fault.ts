import { TrimtabError } from '../../units/error.ts'
import { type Refused, refuse } from '../../units/refusal.ts'

/**
 * Arithmetic that the contracts would revert on. It is thrown where it happens and becomes a refusal at the door of the
 * operation (`attempt`), so that nothing half done is ever returned. The fact `gyroscope` is what a revert says there:
 * a decimal code of its list of errors (docs/models/reserve.md), or the hexadecimal code of a Solidity panic.
 */
export class Fault extends TrimtabError {}

/** Runs the operation; a Fault becomes its refusal, every other error stays one. */
export function attempt<Answer>(run: () => Answer): Answer | Refused {
  try {
    return run()
  } catch (error) {
    if (error instanceof Fault) return refuse(error.code, error.message, { facts: error.facts, lift: error.remedy })
    throw error
  }
}
