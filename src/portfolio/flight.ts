import type { Quantity } from '../units/estimate.ts'
import type { Instant } from '../units/time.ts'

/**
 * Capital that has left one place and not reached the next. It counts in worth and in delta and reduces the open need;
 * it counts in no margin and no health. `key` is the idempotency key of the step that sent it.
 */
export interface Flight<Place = string, Asset = string> {
  readonly key: string
  readonly asset: Asset
  readonly quantity: Quantity
  readonly from: Place
  readonly to: Place
  readonly departed: Instant
  /** When it should land: the middle case, nineteen in twenty, and on a bad day. */
  readonly eta: { readonly p50: Instant; readonly p95: Instant; readonly stress: Instant }
}
