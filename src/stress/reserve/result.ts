import type { Fate, Row } from '../outcome.ts'

/** What a stress tells of a reserve beside its fate. Money is in USD; exact figures have 18 places. */
export interface ReserveOwn {
  /** What the next coin is paid: before the shock, the least and when, at the end, and hour by hour; null where none can be redeemed. */
  readonly redemption: {
    readonly start: bigint | null
    readonly lowest: bigint | null
    readonly hour: number | null
    readonly end: bigint | null
    readonly path: readonly (bigint | null)[]
  }
  /** Hours in which the next coin is paid less than the band allows, or nothing. */
  readonly hoursUnder: number
  /** Hours in which some tranche is outside its band when the operator has acted. */
  readonly hoursOutside: number
  /** Coins that holders wanted to redeem and those that still wait; null without a run. */
  readonly run: { readonly wanted: bigint; readonly waiting: bigint; readonly paidBy: number | null } | null
  /** What traders gained by an oracle that was off, at the market's prices. */
  readonly taken: number
  readonly accounts: Accounts
}

/** Net assets, and what explains their change; the last two are zero, or the accounts do not close. */
export interface Accounts {
  readonly start: bigint
  readonly gains: bigint
  readonly end: bigint
  /** end − start − gains. */
  readonly residual: bigint
  /** Coins at the end less those at the start, what was minted and redeemed, and what stakers lost. */
  readonly coins: bigint
}

export type ReserveOutcome = Fate & ReserveOwn
export type ReserveRow = Row<ReserveOwn>
