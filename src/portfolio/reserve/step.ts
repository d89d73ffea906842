import type { Deposit, Withdrawal } from '../../models/reserve/order.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import type { Amount } from '../../units/amount.ts'
import type { Shares } from '../../units/shares.ts'

/** One move of the reserve book. What it moves is before fees, in native units of the tranches. */
export type ReserveStep = MintStep | PledgeStep | RedeemStep | SwapStep | WaitStep | PauseStep | CalibrateStep

/** Whose assets and coins an order moves: the operator's wallet is kept in the state, that of a user is not. */
export type Party = 'operator' | 'user'

/** Assets for coins. Refused below `least` coins. */
export interface MintStep {
  readonly kind: 'reserve.mint'
  readonly by: Party
  readonly deposits: readonly Deposit[]
  readonly least: Shares
}

/** More promised to commitments, without coins for it. Whoever pledges is no part of the state. */
export interface PledgeStep {
  readonly kind: 'reserve.pledge'
  readonly pledges: readonly Deposit[]
}

/** Coins for assets. The ratios say how the value is taken from the tranches, and sum to one. */
export interface RedeemStep {
  readonly kind: 'reserve.redeem'
  readonly by: Party
  readonly coins: Shares
  readonly withdrawals: readonly Withdrawal[]
}

/**
 * The reserve itself trades assets of some tranches for those of others at an outside market, all legs as one order: what is
 * sold counts as an out-flow, what is bought as an in-flow, and the band is held by the weights after all of them (`swap.ts`).
 */
export interface SwapStep {
  readonly kind: 'reserve.swap'
  readonly legs: readonly SwapLeg[]
}

/** Sells `amount` of `from` for as much of `to` as the market gives, and at least `least`. */
export interface SwapLeg {
  readonly from: string
  readonly to: string
  readonly amount: Amount
  readonly least: Amount
}

/** So many blocks pass, and so many seconds: flows decay, cooldowns end, schedules move. */
export interface WaitStep {
  readonly kind: 'reserve.wait'
  readonly blocks: bigint
  readonly seconds: bigint
}

/** A guardian closes directions of a tranche, or of all of them where it is null, for so many blocks from now. */
export interface PauseStep {
  readonly kind: 'reserve.pause'
  readonly tranche: string | null
  readonly direction: 'in' | 'out' | 'both'
  readonly blocks: bigint
}

/** Governance replaces the list of tranches and where each shall go (`models/reserve/registry.ts`). */
export interface CalibrateStep {
  readonly kind: 'reserve.calibrate'
  readonly list: readonly Tranche[]
}
