import type { Amount } from '../units/amount.ts'
import type { Usd } from '../units/estimate.ts'
import type { Refusal } from '../units/refusal.ts'
import type { Duration } from '../units/time.ts'

/** What a move costs. `carry` is income lost while capital is in flight; it is foregone, so it does not lower worth. */
export interface Cost {
  readonly gas: Usd
  readonly fee: Usd
  readonly slippage: Usd
  readonly carry: Usd
}

/** How long a move takes: the middle case, nineteen in twenty, and on a bad day. */
export interface Times {
  readonly p50: Duration
  readonly p95: Duration
  readonly stress: Duration
}

/**
 * One line of a double entry: what an account gained. Lines of one step sum to zero for every asset. A book that estimates
 * posts a `quantity` in whole tokens, one that keeps exact accounts an `amount` in base units.
 */
export type Posting = EstimatedPosting | ExactPosting

export interface EstimatedPosting {
  readonly account: string
  readonly asset: string
  readonly quantity: number
}

export interface ExactPosting {
  readonly account: string
  readonly asset: string
  readonly amount: Amount
}

/** What one step does, or why it cannot be. */
export type Applied<State> =
  | {
      readonly ok: true
      readonly state: State
      readonly cost: Cost
      readonly times: Times
      readonly postings: readonly Posting[]
    }
  | { readonly ok: false; readonly refusal: Refusal }

export function isEstimated(line: Posting): line is EstimatedPosting {
  return 'quantity' in line
}
