import type { Amount } from '../../units/amount.ts'
import type { Ratio } from '../../units/ratio.ts'
import type { Shares } from '../../units/shares.ts'

/** Into the reserve on a mint, out of it on a redemption. */
export type Direction = 'in' | 'out'

/** What an order moves, before fees: one amount in native units for each tranche, in their order, 0 where untouched. */
export interface Movement {
  readonly direction: Direction
  readonly amounts: readonly Amount[]
}

export type Order = MintOrder | RedeemOrder

/** Assets for coins, at one coin for each unit of value. Refused below `least` coins. */
export interface MintOrder {
  readonly kind: 'mint'
  readonly deposits: readonly Deposit[]
  readonly least: Shares
}

export interface Deposit {
  readonly tranche: string
  readonly amount: Amount
}

/** Coins for assets. The ratios say how the value is taken from the tranches, and sum to one. */
export interface RedeemOrder {
  readonly kind: 'redeem'
  readonly coins: Shares
  readonly withdrawals: readonly Withdrawal[]
}

/** Refused where less than `least` native units would be paid after fees. */
export interface Withdrawal {
  readonly tranche: string
  readonly ratio: Ratio
  readonly least: Amount
}
