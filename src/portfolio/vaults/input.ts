import type { TradeCosts } from './market.ts'

/** What the world says at one cycle. Lists are in the order of the config's assets or vaults. */
export interface OpenInput {
  /** Idempotency key, made from the epoch and the input and saved by the caller before the cycle. */
  readonly key: string
  /** Seconds since the last cycle. */
  readonly elapsed: bigint
  readonly prices: readonly Quote[]
  readonly poolPrice: Quote
  /** Delta of each asset in one US dollar of the pool, 1e18; after the planned mint where that is known. */
  readonly weights: readonly bigint[]
  /** The same once the pools of a mix have filled, where that differs: hedges follow it. Read by `live` alone. */
  readonly weightsHeld?: readonly bigint[]
  /** Income of the pool position in US dollars, all vaults together. */
  readonly income: bigint
  /** Realised funding of each asset in US dollars, a cost when positive. */
  readonly funding: readonly bigint[]
  /** Equity that each asset's venue states; null where it was not asked. */
  readonly venueEquity: readonly (bigint | null)[]
  /** Tokens of each vault's own asset. */
  readonly deposits: readonly bigint[]
  /** Shares of each vault that leave. */
  readonly withdrawals: readonly bigint[]
  /** Most that the fit may deploy of each vault, where it is not to deploy everything: what tier 2 found (docs/rules/vaults.md#fit). */
  readonly deploy?: readonly bigint[]
  /** What trades are expected to cost: buffers keep that much. Left out, nothing. */
  readonly costs?: TradeCosts
  /** Most that the pool takes and gives in this cycle, US dollars; read by `live` alone. Left out, there is no limit. */
  readonly room?: Room
  /** Deltas of the pool that are not among the assets, 1e18: by so much it may leave its parts. Left out, none. */
  readonly unhedged?: bigint
  /** Tokens of its own asset that somebody pays in for what a vault owes; read by `live` alone. Left out, none. */
  readonly repaid?: readonly bigint[]
  /** US dollars of what a vault owes that its creditors give up; read by `live` alone. Left out, none. */
  readonly waived?: readonly bigint[]
  /** The pool settles by request: what is ordered of it is filled by a keeper after this cycle. Left out, it settles at once. */
  readonly byRequest?: boolean
  /** What the keeper made of the pending request since the last cycle, in order. Left out, nothing. */
  readonly arrivals?: readonly Arrival[]
}

/** News of a request: US dollars at the marks of this cycle that it filled, signed as the order, and whether the rest was cancelled. */
export interface Arrival extends Fill {
  readonly isCancelled: boolean
}

/** Null where there is no limit. */
export interface Room {
  readonly mint: bigint | null
  readonly burn: bigint | null
}

/** A price of 1e8 with the bounds that its source gives and its age in seconds. */
export interface Quote {
  readonly price: bigint
  readonly low: bigint
  readonly high: bigint
  readonly age: bigint
}

/** What became of the orders of a cycle: the pool's first, then one an asset. */
export interface Execution {
  readonly pool: Fill
  readonly hedges: readonly Fill[]
}

/** US dollars at the mark, signed as the order; slippage is part of the fee. */
export interface Fill {
  readonly filled: bigint
  readonly fee: bigint
}

export interface CycleInput extends OpenInput {
  readonly execution: Execution
}

/** A fresh price without bounds of its own. */
export const exactly = (price: bigint): Quote => ({ price, low: price, high: price, age: 0n })
