import type { Route } from '../../portfolio/pool/market.ts'
import type { PoolFlight } from '../../portfolio/pool/state.ts'
import type { Amount } from '../../units/amount.ts'
import type { Instant } from '../../units/time.ts'

/** A deposit of a config, before the hour is known that its times are counted from. */
export interface Aloft extends Pick<PoolFlight, 'key' | 'kind' | 'from' | 'to' | 'token' | 'input' | 'output'> {
  readonly sent: Instant | null
  readonly deadline: Instant | null
  readonly at: PoolFlight['at'] | null
  readonly route: Route
  /** What arrives, in units of the source. */
  readonly atSource: Amount
  /** Whether the file says what arrives. */
  readonly isStated: boolean
}
