import type { Quantity, Usd } from '../../units/estimate.ts'
import type { Instant } from '../../units/time.ts'
import type { Flight } from '../flight.ts'
import { type Asset, type Holdings, NOTHING } from './asset.ts'
import type { Contract, Exchange, Place } from './place.ts'

/**
 * What the book holds. weETH in `wallet` is the place ETHERFI. Lending positions are kept in scaled tokens (balance ÷ index),
 * so that interest changes the market and never the state.
 */
export interface VenuesState {
  readonly wallet: Holdings
  readonly loans: readonly LoanAccount[]
  readonly exchanges: readonly ExchangeAccount[]
  readonly flights: readonly VenuesFlight[]
  /** What was sent within the last day, oldest first: what the caps count. */
  readonly sent: readonly Sent[]
  /** Emergencies that stand: raised when something was critical, and kept until it is well again (`alarm.ts`). */
  readonly alarms: readonly Alarm[]
}

export type AlarmKind = 'MARGIN' | 'LTV' | 'DELTA' | 'CROSS_VENUE'

/** One emergency. `place` is an exchange, `AAVE:<account>`, or BOOK; `cause` says when a venue took a hedge away (ADL). */
export interface Alarm {
  readonly kind: AlarmKind
  readonly place: string
  readonly since: Instant
  readonly cause: 'LEVEL' | 'ADL'
}

export interface Sent {
  readonly at: Instant
  readonly to: Place
  readonly value: Usd
}

export type VenuesFlight = Flight<Place, Asset>

/** One account at the lending market: its supply is its collateral. A second account is the only way to owe outside an eMode. */
export interface LoanAccount {
  readonly id: string
  readonly eMode: number
  readonly supplied: Holdings
  readonly borrowed: Holdings
}

/** USDT in the trading wing is margin, with the unrealised gains of the perps; nothing else counts as margin. */
export interface ExchangeAccount {
  readonly place: Exchange
  readonly funding: Holdings
  readonly trading: Holdings
  readonly perps: readonly PerpPosition[]
}

/** Whole coins, negative when short. `entry` is the average price in USDT. */
export interface PerpPosition {
  readonly contract: Contract
  readonly quantity: Quantity
  readonly entry: number
}

/** A book with nothing but what is in the wallet, and an empty account at each exchange and lending account named. */
export function empty(
  wallet: Holdings,
  exchanges: readonly Exchange[],
  loans: readonly { id: string; eMode: number }[],
): VenuesState {
  return {
    wallet,
    loans: loans.map(({ id, eMode }) => ({ id, eMode, supplied: NOTHING, borrowed: NOTHING })),
    exchanges: exchanges.map((place) => ({ place, funding: NOTHING, trading: NOTHING, perps: [] })),
    flights: [],
    sent: [],
    alarms: [],
  }
}
