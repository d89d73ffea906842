import type { Model } from '../../models/pool/rules.ts'
import type { PoolMarket } from '../../portfolio/pool/market.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { Refusal } from '../../units/refusal.ts'
import type { Attribution } from './attribution.ts'

/** What was let through although whoever asked for it got nothing. `code` is one that `npx trimtab explain` knows. */
export type Warning = Refusal

/** A pool and the world at one moment. */
export interface Scene {
  readonly state: PoolState
  readonly market: PoolMarket
}

/** A chain at a moment, in the whole pool's units: those of its base token where it has most decimals. */
export interface ChainFigures {
  readonly name: string
  /** Worth of what lies there and of what its books claim, as its share price counts it. */
  readonly netAssets: bigint
  readonly totalSupply: bigint
  readonly virtualSupply: bigint
  readonly effectiveSupply: bigint
  /** As anyone may read it now, stored or not. */
  readonly sharePrice: bigint
  /** As the contract keeps it since it was last renewed. */
  readonly storedPrice: bigint
  /** Virtual balances in their tokens' units, those of the chain where a token has most decimals, and what is booked beside them in the base token. */
  readonly claims: readonly { readonly token: string; readonly amount: bigint; readonly booked: bigint }[]
}

/** All chains after one event; the first is how it began. */
export interface Sample {
  /** Events so far. */
  readonly at: number
  readonly label: string
  readonly chains: readonly ChainFigures[]
  /** Worth of what is in flight. */
  readonly inFlight: bigint
}

/** What became of one event. */
export interface Outcome {
  readonly number: number
  readonly event: string
  /** Chains whose state or worth the event may change. */
  readonly chains: readonly string[]
  readonly refusal: Refusal | null
  /** What was let through although it gave nothing for something. */
  readonly warning: Warning | null
  /** Of those chains, afterwards. */
  readonly sharePrices: readonly bigint[]
}

/** Slots written by Transfers and their arrivals, and what that costs. */
export interface Writes {
  readonly bookings: number
  readonly slots: number
  readonly gas: number
}

/** What a replay came to. */
export interface Simulation {
  readonly model: Model
  readonly base: string
  /** Of the base token and the shares. */
  readonly decimals: number
  /** Decimals of every token: the most that it has on any chain. */
  readonly tokens: Readonly<Record<string, number>>
  readonly events: number
  readonly refused: number
  /** Events that were let through with a warning. */
  readonly warnings: number
  /** How often each code refused. */
  readonly refusals: Readonly<Record<string, number>>
  readonly samples: readonly Sample[]
  /** The first outcomes, as many as were asked for. */
  readonly outcomes: readonly Outcome[]
  readonly final: Sample
  /** The pool and the world at the end. */
  readonly scene: Scene
  readonly attribution: Attribution
  /** At sources and at destinations. */
  readonly writes: { readonly source: Writes; readonly destination: Writes }
}
