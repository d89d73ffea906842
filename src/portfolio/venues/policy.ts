import type { Fraction } from '../../units/estimate.ts'
import type { Bounds } from '../measure.ts'
import type { DecisionPolicy, LimitPolicy } from '../policy.ts'
import type { Mode } from './mode.ts'
import type { Exchange } from './place.ts'

/** What an operator wants of a venues book: data, hashed and replayed with every decision. */
export interface VenuesPolicy {
  readonly mode: Mode
  /** Share of the hedge at each exchange; they sum to 1 over the exchanges used. */
  readonly allocation: Readonly<Partial<Record<Exchange, Fraction>>>
  readonly bounds: VenuesBounds
  /** How far the hedge at one exchange may exceed its share for the sake of better funding, in share points. */
  readonly hedgeLean: Fraction
  /** What delta is measured against: net assets, or the gross of long and short coins. */
  readonly deltaOver: 'netAssets' | 'gross'
  /** Share of net assets kept in the wallet in the share class's own asset. */
  readonly buffer: Fraction
  /** ETH kept for gas: refilled to the target when below the minimum. */
  readonly gasReserve: { readonly min: number; readonly target: number }
  readonly decision: DecisionPolicy
  readonly limits: LimitPolicy
}

export interface VenuesBounds {
  readonly health: Bounds
  readonly ltv: Bounds
  readonly equityRatio: Bounds
  /** Equity over maintenance margin at an exchange: the same scale as `health`, 1 is liquidation. */
  readonly margin: Bounds
  readonly distance: Bounds
  readonly delta: Bounds
  readonly allocation: Bounds
  readonly buffer: Bounds
  readonly peg: Bounds
}
