import type { Oracle } from '../../models/reserve/guard.ts'
import type { Rules } from '../../models/reserve/rules.ts'
import type { Asset, Prices } from '../../models/reserve/tranche.ts'
import type { Usd } from '../../units/estimate.ts'
import type { Ratio } from '../../units/ratio.ts'
import type { Instant } from '../../units/time.ts'
import type { ReserveUnusable } from './unusable.ts'

/** What the world says of the reserve at one instant, and the rules that its orders are held to. */
export interface ReserveMarket {
  readonly asOf: Instant
  /** By tranche. A tranche without a quote keeps the prices that it has. */
  readonly quotes: Readonly<Record<string, TrancheQuote>>
  readonly rules: Rules
  /** What others say of prices, for the guard of the rules; nothing where left out. */
  readonly oracle?: Oracle
  /** Whole seconds from one block to the next. */
  readonly blockSeconds: bigint
  readonly gas: OrderGas
  /** What is missing or no number; left out where all is known, and before `sound` has looked. */
  readonly unusable?: readonly ReserveUnusable[]
}

export interface TrancheQuote {
  readonly prices: Prices
  readonly assets: readonly Asset[]
  /** What the outside market takes of what is sold or bought there; null where the tranche cannot be traded. */
  readonly trade: Trade | null
}

/** Shares of the value traded, for each side of a swap. */
export interface Trade {
  readonly fee: Ratio
  readonly slippage: Ratio
}

/** USD for each order, and for each leg of a swap. */
export interface OrderGas {
  readonly mint: Usd
  readonly redeem: Usd
  readonly swap: Usd
  readonly pause: Usd
}
