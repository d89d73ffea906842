import type { Draw } from '../../adapters/market/draw.ts'
import type { Decision, Rooms } from '../../execution/cycle.ts'
import type { Fact, Running } from '../../execution/run.ts'
import type { Level } from '../../portfolio/measure.ts'
import type { Plan } from '../../portfolio/plan.ts'
import type { PoolMarket, Sent } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { Assessment } from '../../portfolio/pool/risk.ts'
import type { PoolFlight, PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import type { Refusal } from '../../units/refusal.ts'
import type { Instant } from '../../units/time.ts'
import type { Reason, Reasons } from '../reason.ts'
import type { PoolEvent } from './event.ts'
import type { Scene, Simulation } from './result.ts'

export type PoolFact = Fact<PoolState, PoolStep>
type PoolRunning = Running<PoolState, PoolStep>

export type PoolRooms = Rooms<PoolState, PoolStep, PoolMarket, PoolPolicy, Assessment>

/** A pool and the hours it lives through. */
export interface Setup {
  readonly start: PoolState
  readonly policy: PoolPolicy
  readonly rooms: PoolRooms
  readonly hours: number
  /** The world as an hour opens. */
  readonly market: (row: number) => PoolMarket
  /** What trading makes in the hour that ends there, and what holders then ask for. */
  readonly gains: (row: number, scene: Scene) => readonly PoolStep[]
  /** Share of deposits that nobody fills, drawn from the seed. */
  readonly expired: number
  readonly seed: number
  /** When a deposit lands that would land then: later where the bridge or its destination stands still. */
  readonly held?: (flight: PoolFlight, at: Instant) => Instant
  /** Told of every hour when all that was due in it is done. */
  readonly heard?: (hour: Heard) => void
}

/** An hour with what was decided in it: null while a plan was under way. */
export interface Heard {
  readonly row: number
  readonly assessment: Assessment
  readonly decision: Decision<PoolState, PoolStep, Assessment> | null
  /** Afterwards. */
  readonly scene: Scene
}

/** An hour as it was decided on. */
export interface Hour {
  readonly asOf: Instant
  readonly level: Level
  /** Of each chain, in base units; 0 where it cannot be known. */
  readonly sharePrices: readonly bigint[]
  /** Largest distance of a share price from that of the whole pool, as a fraction. */
  readonly drift: number
}

/** A plan that was carried out, or begun. */
export interface Done {
  readonly asOf: Instant
  readonly purpose: string
  readonly class: Plan<PoolStep>['class']
  readonly description: string
  /** In words, without those that wait for a fill. */
  readonly steps: readonly string[]
  /** Bridge fees and gas as foreseen, USD. */
  readonly costUsd: number
  /** `expired`: nobody filled a deposit that the rest of it waited for. */
  readonly outcome: 'done' | 'stopped' | 'expired' | 'under way'
  readonly refusal: Refusal | null
}

export interface Replayed {
  readonly simulation: Simulation
  readonly hours: readonly Hour[]
  readonly plans: readonly Done[]
  readonly decisions: Readonly<Record<Decision<PoolState, PoolStep, Assessment>['outcome'], number>>
  /** Why decisions made no plan, the most frequent first. */
  readonly reasons: readonly Reason[]
  /** USD of calls, paid by the operator. */
  readonly gasUsd: number
  readonly expired: number
}

/** A replay under way. */
export interface Life {
  readonly setup: Setup
  readonly draw: Draw
  readonly doomed: Map<number, boolean>
  /** Chance of how long fills take, one for each deposit. */
  readonly pace: Draw
  readonly arrivals: Map<number, Instant>
  readonly hours: Hour[]
  readonly plans: Done[]
  readonly decisions: Record<Decision<PoolState, PoolStep, Assessment>['outcome'], number>
  readonly reasons: Reasons
  running: PoolRunning
  /** What became of its deposits since the last hour. */
  readonly told: PoolFact[]
  /** What was sent within the last day, where a cap asks for it. */
  sent: readonly Sent[]
  gasUsd: number
  expired: number
}

export type Events = Generator<PoolEvent, Scene, Scene>
