import type { Usd } from '../units/estimate.ts'
import type { Duration } from '../units/time.ts'

/** What a move costs. `carry` is income lost while capital is in the air; it is foregone, so it does not lower worth. */
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

/** One line of a double entry: what an account gained. Lines of one step sum to zero for every asset. */
export interface Posting {
  readonly account: string
  readonly asset: string
  readonly quantity: number
}

/** Why something may not be: a value, not an error. `lift` says what would have to change. */
export interface Refusal {
  readonly code: string
  readonly detail: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly lift: string
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
