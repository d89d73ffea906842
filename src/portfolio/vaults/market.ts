import type { Toll } from '../../models/vault/gmx2Position.ts'
import { abs, WAD } from '../../models/vault/table.ts'
import { divide } from '../../units/rounding.ts'
import type { Instant } from '../../units/time.ts'
import type { Unusable } from '../unusable.ts'
import type { VaultsConfig } from './config.ts'
import type { MixSide } from './mix/pool.ts'

/** What stays the same while the steps of one cycle are taken. Prices are those that the cycle was opened with. */
export interface VaultsMarket {
  readonly asOf: Instant
  readonly config: VaultsConfig
  readonly costs: TradeCosts
  readonly pool: PoolSide
  /** What is missing or no number; left out where all is known, and before `sound` has looked. */
  readonly unusable?: readonly Unusable[]
}

/** Of what is traded, 1e18; fees are rounded up. Slippage is part of them. */
export interface TradeCosts {
  readonly pool: bigint
  readonly hedge: bigint
  /** Markets of GMX v2 whose balance says what orders cost (`cost.ts`), instead of the rates; left out, there is none. */
  readonly gmx?: GmxCosts
  /** What the order of a mix is split into, and costs; left out for a single pool. */
  readonly mix?: MixCosts
}

/** Orders of the pools of a mix, US dollars, and their fees; `order` is that of the mix. */
export interface MixCosts {
  readonly order: bigint
  readonly fee: bigint
  readonly pools: readonly PoolOrder[]
}

export interface PoolOrder {
  readonly name: string
  readonly order: bigint
  readonly fee: bigint
}

/** Null where the rate counts; hedges are one an asset. */
export interface GmxCosts {
  readonly pool: Toll | null
  readonly hedges: readonly (Toll | null)[]
}

/** Fee of an order, rounded up. */
export const feeOf = (amount: bigint, rate: bigint): bigint => divide(abs(amount) * rate, WAD, 'up')

/** The shared pool as it stands outside of the vaults. US dollars, 1e6. */
export interface PoolSide {
  /** Worth of all of it, others' part included; null where the vaults' own mint and share are too small to matter. */
  readonly total: bigint | null
  /** Most that can go in and out now; null where there is no limit. */
  readonly mintMax: bigint | null
  readonly burnMax: bigint | null
  /** Seconds until units may be burnt, 0 where they may be now. */
  readonly locked: bigint
  /** The pool itself takes the other side of the hedges (docs/rules/vaults.md#fit). */
  readonly isCounterparty: boolean
  /** Deltas of assets that are not in the config, as a part of the pool, 1e18. */
  readonly unhedged: bigint
  /** It settles by request: a keeper fills orders later, in part or not at all. Left out, orders are filled at once. */
  readonly byRequest?: boolean
  /** Seconds after which what is left of a request is cancelled. Left out, it waits. */
  readonly timeout?: bigint
  /** The pools of a mix; left out where there is one pool. */
  readonly mix?: MixSide
}

/** A pool without limits that is far larger than the vaults, hedged elsewhere. */
export const OPEN_POOL: PoolSide = {
  total: null,
  mintMax: null,
  burnMax: null,
  locked: 0n,
  isCounterparty: false,
  unhedged: 0n,
}
