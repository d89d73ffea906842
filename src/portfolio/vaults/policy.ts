import type { CarryRates } from '../../models/vault/fit.ts'
import type { Refused } from '../../units/refusal.ts'
import type { Duration } from '../../units/time.ts'
import type { DecisionPolicy } from '../policy.ts'

/** How the operator steers the vaults. */
export interface VaultsPolicy {
  readonly decision: DecisionPolicy
  /** Tier 2 (docs/rules/vaults.md#fit): weighs what is worth deploying. Null deploys everything, which is tier 1. */
  readonly program: ProgramPolicy | null
  /** Whether netting pair by pair is worked out beside the plan, to compare (docs/rules/vaults.md#fit). */
  readonly isCompared: boolean
  /** Largest single order in US dollars of 1e6; null where there is no limit. */
  readonly orderMax: bigint | null
  /** Market data older than this blocks every order. */
  readonly ageMax: Duration
  readonly levels: VaultsLevels
}

export interface ProgramPolicy {
  /** Of a year, 1e18. */
  readonly rates: CarryRates
  /** Solves a program given as text in CPLEX LP format: a point by the names of its variables, or why there is none. Pure. */
  readonly solve: (program: string) => Point | Refused
}

export interface Point {
  readonly ok: true
  readonly values: Readonly<Record<string, number>>
}

/** Where a measure passes its levels; every comparison is strict. */
export interface VaultsLevels {
  /** |residual delta| ÷ net assets of a vault: its band, and beyond. */
  readonly delta: { readonly band: number; readonly warning: number; readonly critical: number }
  /** Equity ÷ worth of a hedge; the band is that of the config. */
  readonly equity: { readonly warning: number; readonly critical: number }
  /** Buffer ÷ net assets of a vault; the band is that of the config. */
  readonly buffer: { readonly warning: number; readonly critical: number }
  /** What a vault owes others and could not pay ÷ its net assets. */
  readonly shortfall: { readonly warning: number; readonly critical: number }
}
