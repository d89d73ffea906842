import type { Fate, Row } from '../outcome.ts'

/** What a stress tells of a pool beside its fate. Money is in base tokens; exact figures are base units. */
export interface PoolOwn {
  /** The least that was left of a chain's issued supply, and where; null where nothing was ever issued. */
  readonly supply: { readonly chain: string; readonly value: number; readonly hour: number } | null
  /** What may leave before the shock, when it is whole, and at the end. */
  readonly capacity: { readonly before: Capacity; readonly struck: Capacity; readonly end: Capacity }
  /** Shares that holders asked to burn and those that still wait; null without such a shock. */
  readonly burns: { readonly wanted: bigint; readonly waiting: bigint; readonly paidBy: number | null } | null
  /** Deposits that nobody filled. */
  readonly expired: number
  readonly accounts: Accounts
}

/** The sum over chains of the largest Transfer and of the largest burn of each, in base units of the base token. */
export interface Capacity {
  readonly leaving: bigint
  readonly burnable: bigint
}

/** start + flow + earned = end; the last two are zero, or the accounts do not close. */
export interface Accounts {
  readonly start: bigint
  readonly flow: bigint
  readonly earned: bigint
  readonly end: bigint
  readonly residual: bigint
  readonly unexplained: bigint
}

export type PoolOutcome = Fate & PoolOwn
export type PoolRow = Row<PoolOwn>
