import type { GapPolicy } from '../../adapters/history/policy.ts'
import type { DecisionPolicy, LimitPolicy } from '../../portfolio/policy.ts'
import type { Holdings } from '../../portfolio/venues/asset.ts'
import type { Mode } from '../../portfolio/venues/mode.ts'
import type { Exchange } from '../../portfolio/venues/place.ts'
import type { EmergencyPolicy, VenuesBounds } from '../../portfolio/venues/policy.ts'
import type { Fraction } from '../../units/estimate.ts'
import type { Instant } from '../../units/time.ts'
import type { Overrides } from '../terms/terms.ts'

/** A config that was read whole: every default filled in, every figure in the engine's unit, every rule of Trimtab kept. */
export interface Config {
  readonly file: string
  readonly title: string
  readonly mode: Mode
  readonly start: Holdings
  readonly loans: readonly Loan[]
  readonly exchanges: Readonly<Partial<Record<Exchange, Fraction>>>
  readonly bounds: VenuesBounds
  readonly deltaOver: 'netAssets' | 'gross'
  readonly hedgeLean: Fraction
  readonly buffer: Fraction
  readonly gasReserve: { readonly min: number; readonly target: number }
  readonly decision: DecisionPolicy
  readonly limits: LimitPolicy
  readonly emergency: EmergencyPolicy
  readonly data: Data
  readonly flights: 'p50' | 'p95' | 'stress'
  readonly overrides: Overrides
  /** What was understood otherwise than written, for the reader to know. */
  readonly notes: readonly string[]
}

export interface Loan {
  readonly id: string
  readonly eMode: number
  readonly debt: readonly ('WETH' | 'USDT')[]
}

/** Where the market of a backtest comes from. `folder` is absolute, seen from the config's file; null asks the environment. `fileMax` is in bytes. */
export type Data =
  | {
      readonly kind: 'files'
      readonly folder: string | null
      readonly from: Instant
      readonly to: Instant
      readonly gaps: GapPolicy
      readonly fileMax: number
    }
  | { readonly kind: 'simulated'; readonly seed: number; readonly hours: number; readonly from: Instant }
