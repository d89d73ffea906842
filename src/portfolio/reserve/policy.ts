import type { Usd } from '../../units/estimate.ts'
import type { Duration } from '../../units/time.ts'
import type { DecisionPolicy } from '../policy.ts'

/** How the operator steers a reserve. */
export interface ReservePolicy {
  readonly decision: DecisionPolicy
  /** The kinds of order that the operator may place. */
  readonly ways: Readonly<Record<Way, boolean>>
  /** USD that a block is worth in which a tranche stays outside its band. */
  readonly waitPrice: Usd
  /** Share of the value that stands outside its bands, by weights beyond their edges, that a day of it is worth; nothing where left out. */
  readonly outsidePrice?: number
  /** Blocks within which a plan must have ended. */
  readonly horizon: bigint
  /** Whether what would lead into the bands is looked for where no plan does; it is where left out, and takes several searches. */
  readonly explains?: boolean
  /** Orders that one plan may have. */
  readonly ordersMax: number
  /** Whether the operator may close a direction as a guardian. */
  readonly mayPause: boolean
  /** Largest value of a single order in USD: it contains a bug or a stolen key. */
  readonly orderMax: Usd
  /** Market data older than this blocks every order. */
  readonly ageMax: Duration
  readonly levels: ReserveLevels
}

export type Way = 'mint' | 'redeem' | 'swap'

/** Where a measure passes its levels; every comparison is strict. */
export interface ReserveLevels {
  /** In bands from the target: 1 is the edge of the band. */
  readonly drift: { readonly warning: number; readonly critical: number }
  /** Shares of the limit of a flow. */
  readonly flow: { readonly warning: number; readonly critical: number }
  /** Value of the reserve ÷ coins that may be redeemed. */
  readonly collateral: { readonly warning: number; readonly critical: number }
  /** Value paid for the next coin. */
  readonly redemption: { readonly warning: number; readonly critical: number }
}
