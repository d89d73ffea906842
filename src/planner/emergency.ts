import type { Refusal } from '../units/refusal.ts'
import type { Instant } from '../units/time.ts'
import type { Proposal } from './proposal.ts'

export type EmergencyKind =
  | 'EMERGENCY_MARGIN_SUPPORT'
  | 'EMERGENCY_LTV_REDUCTION'
  | 'EMERGENCY_DELTA_HEDGE'
  | 'EMERGENCY_VENUE_ALLOCATION'
  | 'RISK_ALERT'

/**
 * What a decision has to tell of one emergency: how it stood, what was done about it and what was not and why, and where
 * that leads. Money is in USD. A RISK_ALERT tells of a state that has no plan of its own.
 */
export interface EmergencyEvent {
  readonly kind: EmergencyKind
  readonly place: string
  readonly cause: Cause
  readonly since: Instant
  /** Seconds until a venue would close the position, on the worst moves on record or at today's rates; null where none is in sight. */
  readonly timeToLiquidation: number | null
  /** Whether liquidation may come before the fastest help from elsewhere. */
  readonly isImminent: boolean
  readonly before: Readonly<Record<string, number>>
  readonly needed: number
  readonly raised: number
  readonly missing: number
  readonly chosen: readonly Chosen[]
  readonly rejected: readonly Rejected[]
  /** What a person would have to approve: caps are never bypassed. */
  readonly approvals: readonly Refusal[]
  readonly post: PostCondition | null
}

export type Cause = 'CRITICAL' | 'STANDING' | 'ADL' | 'DEPEG' | 'DATA_STALE' | 'VENUE_DOWN'

export interface Chosen {
  readonly source: string
  readonly value: number
  readonly detail: string
}

export interface Rejected {
  readonly source: string
  readonly why: string
}

/** What the plan shall end in, and what it is foreseen to end in. */
export interface PostCondition {
  readonly metric: string
  readonly wanted: number
  /** Null where nothing is left that could be measured: no loan, no position. */
  readonly foreseen: number | null
  readonly isReached: boolean
}

/** What a book answers to its emergencies. `proposals` take the place of the routine's; null where no emergency stands. */
export interface Response<State, Step> {
  readonly proposals: readonly Proposal<State, Step>[] | null
  readonly events: readonly EmergencyEvent[]
}
