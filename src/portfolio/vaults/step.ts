import type { PoolOrder } from './market.ts'

/**
 * One move of the vaults book, each with its split by vault in the order of the config. Worth is US dollars of 1e6 at the marks of the cycle.
 */
export type VaultsStep =
  | BurnStep
  | CrossStep
  | BookStep
  | MintStep
  | RotateStep
  | RequestStep
  | HedgeStep
  | MarginStep
  | CloseStep

/** An order at a market: `parts` sum to `amount`, `fees` to what it costs. */
interface Sent {
  readonly amount: bigint
  readonly parts: readonly bigint[]
  readonly fees: readonly bigint[]
}

/** Pool units back to the pool for US dollars; all figures positive. */
export interface BurnStep extends Sent {
  readonly kind: 'vaults.burn'
  /** Of a mix: the orders of its pools, minted when positive. */
  readonly pools?: readonly PoolOrder[]
}

/** US dollars into the pool for units of it; all figures positive. */
export interface MintStep extends Sent {
  readonly kind: 'vaults.mint'
  /** Of a mix: the orders of its pools, minted when positive. */
  readonly pools?: readonly PoolOrder[]
}

/** Pools of a mix that are traded for each other: no vault gains or gives units, and `fees` are all that it pays. `amount` is 0. */
export interface RotateStep extends Sent {
  readonly kind: 'vaults.rotate'
  readonly pools: readonly PoolOrder[]
}

/**
 * An order to a pool that settles by request: minted when positive. It moves nothing and costs nothing yet; what it promises is not free until a
 * keeper has settled it.
 */
export interface RequestStep {
  readonly kind: 'vaults.request'
  readonly amount: bigint
  readonly parts: readonly bigint[]
}

/** Vaults that want opposite things trade with each other at the mark: parts sum to zero, and nothing is sent. */
export interface CrossStep {
  readonly kind: 'vaults.cross'
  /** 'pool', or the asset whose hedge changes hands. */
  readonly instrument: string
  readonly parts: readonly bigint[]
}

/** Internal deltas: entries between vaults that sum to zero and cost nothing. */
export interface BookStep {
  readonly kind: 'vaults.book'
  readonly asset: string
  readonly parts: readonly bigint[]
}

/** An order for a perp: bought when positive. `order` is what is sent, more than `amount` where the own pool takes a part of the other side. */
export interface HedgeStep extends Sent {
  readonly kind: 'vaults.hedge'
  readonly asset: string
  readonly order: bigint
}

/** Equity behind the hedge of an asset: into the venue when `amount` is positive, and settled between the vaults' buffers. */
export interface MarginStep {
  readonly kind: 'vaults.margin'
  readonly asset: string
  readonly amount: bigint
  readonly parts: readonly bigint[]
}

/** Ends the cycle: buffers become tokens, the epoch counts on. */
export interface CloseStep {
  readonly kind: 'vaults.close'
  /** What the fit was limited to, where it was not to deploy everything; it belongs to the input that the journal keeps. */
  readonly deploy: readonly bigint[] | null
}
