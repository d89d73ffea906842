import type { Amount } from '../../units/amount.ts'
import type { Block, Timestamp } from '../../units/chain.ts'
import type { Price } from '../../units/price.ts'
import type { Ratio } from '../../units/ratio.ts'
import type { Commitment } from './commitment.ts'
import type { Pool } from './lp.ts'

/** One slice of the reserve with its own weight: a single asset, or a pool of assets that belong together. */
export interface Tranche {
  readonly id: string
  /** Of the tranche's own unit: `balance`, amounts and flows are in native units of so many places. */
  readonly decimals: number
  /** What the reserve holds; of a commitment, what was promised. */
  readonly balance: Amount
  /** Of one whole unit. Null where nobody has priced it, which refuses every operation rather than counting it as zero. */
  readonly prices: Prices | null
  /** What the tranche is made of: pegs and the least price are looked at here. */
  readonly assets: readonly Asset[]
  /** Where a unit is a share of a pool of the assets: what its price follows from. */
  readonly pool?: Pool
  readonly calibration: Calibration
  readonly flowRule: FlowRule
  readonly inflow: Flow
  readonly outflow: Flow
  /** Null where governance has not set them: nothing can be minted or redeemed before. */
  readonly fees: Fees | null
  /** Null for an asset that can be paid out; a promise that counts by its schedule otherwise. */
  readonly commitment: Commitment | null
}

/** Price of one whole unit as the market has it, and with every stable asset held at most, or at least, at one (docs/models/reserve.md). */
export interface Prices {
  readonly raw: Price
  readonly lower: Price
  readonly upper: Price
}

/** One asset within a tranche. `peg` is null for what has no peg to keep. */
export interface Asset {
  readonly id: string
  readonly price: Price
  /** How much of it is in one whole unit of the tranche. */
  readonly per: Ratio
  readonly peg: Peg | null
}

/** Between `floor` and `ceiling`, both inclusive, a stable asset is on its peg. */
export interface Peg {
  readonly floor: Price
  readonly ceiling: Price
}

/** What governance last decided: the goal, where the way to it began, and how long the way takes. */
export interface Calibration {
  readonly price: Price
  readonly weight: Ratio
  readonly previousWeight: Ratio
  readonly time: Timestamp
  /** Seconds. */
  readonly duration: bigint
}

/** `memory` is what is left of a flow after one block. */
export interface FlowRule {
  readonly memory: Ratio
  readonly limit: FlowLimit
}

/** In native units, or as a share of what the tranche holds before the order, and going in of half its target where that is more, floored. */
export type FlowLimit =
  | { readonly kind: 'amount'; readonly amount: Amount }
  | { readonly kind: 'fraction'; readonly of: Ratio }

/** Recent movement in one direction, in native units as of `seen`. Blocked up to and including `blockedUntil`. */
export interface Flow {
  readonly amount: Amount
  readonly blockedUntil: Block
  readonly seen: Block
}

/** Shares of an amount that stay in the reserve. */
export interface Fees {
  readonly mint: Ratio
  readonly redeem: Ratio
}
