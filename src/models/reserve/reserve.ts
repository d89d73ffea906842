import type { Block, Timestamp } from '../../units/chain.ts'
import type { Shares } from '../../units/shares.ts'
import type { Tranche } from './tranche.ts'

/** The assets behind a coin, at one block. */
export interface Reserve {
  /** What counts in weights. Order matters by a few units of 1e−18: the last ones bear the rounding of the targets. */
  readonly tranches: readonly Tranche[]
  /** Commitments that are shown beside the weights and take part in nothing. */
  readonly beside: readonly Tranche[]
  /** Coins issued, 18 places. */
  readonly supply: Shares
  /** Of them what is staked for the others, and burnt where the reserve falls short; none where left out. */
  readonly staked?: Shares
  /** Days on which it was found below the floor of `rules.stewardship`; none where left out. */
  readonly violations?: Violations
  readonly redemption: Redemption
  readonly block: Block
  readonly time: Timestamp
}

/** Coins redeemed of late, which decays by block and sets the price of the next redemption (docs/models/reserve.md). */
export interface Redemption {
  readonly level: Shares
  readonly lastBlock: Block
}

/** Days on which the reserve was found below the floor, and the last of them, counted from 1970-01-01; −1 for none. */
export interface Violations {
  readonly days: bigint
  readonly last: bigint
}
