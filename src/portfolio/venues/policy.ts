import type { Fraction, Usd } from '../../units/estimate.ts'
import type { Bounds } from '../measure.ts'
import type { DecisionPolicy, LimitPolicy } from '../policy.ts'
import type { Mode } from './mode.ts'
import type { Exchange } from './place.ts'

/** What an operator wants of a venues book: data, hashed and replayed with every decision. */
export interface VenuesPolicy {
  readonly mode: Mode
  /** Share of the hedge at each exchange; they sum to 1 over the exchanges used. */
  readonly allocation: Readonly<Partial<Record<Exchange, Fraction>>>
  readonly bounds: VenuesBounds
  /** How far the hedge at one exchange may exceed its share for the sake of better funding, in share points. */
  readonly hedgeLean: Fraction
  /** What delta is measured against: net assets, or the gross of long and short coins. */
  readonly deltaOver: 'netAssets' | 'gross'
  /** Share of net assets kept in the wallet in the share class's own asset. */
  readonly buffer: Fraction
  /** ETH kept for gas: refilled to the target when below the minimum. */
  readonly gasReserve: { readonly min: number; readonly target: number }
  readonly decision: DecisionPolicy
  readonly limits: LimitPolicy
  readonly emergency: EmergencyPolicy
}

/** Share of the hedge at an exchange, its name written out as in `priceOf`. */
export function shareOf({ allocation }: Pick<VenuesPolicy, 'allocation'>, place: Exchange): number {
  const share = place === 'BINANCE' ? allocation.BINANCE : place === 'BYBIT' ? allocation.BYBIT : allocation.OKX
  return share ?? 0
}

/** How emergencies are answered (docs/rules/venues.md#D10, #D16, #D19, #D20, #D26): data, as everything an operator wants. */
export interface EmergencyPolicy {
  /** Equity ratio that a margin emergency restores. */
  readonly recoverRatio: Fraction
  /** Where help is looked for, in this order, each filled before the next is asked. */
  readonly sourceOrder: { readonly margin: readonly MarginSource[]; readonly ltv: readonly LtvSource[] }
  /** Drift that closing a short alone may leave, as delta is measured. */
  readonly deltaBudget: Fraction
  /** Of several debts no more than this share of one is repaid in a round, and no less than `min`. */
  readonly debtRound: { readonly share: Fraction; readonly min: Usd }
  /** What each debt is for, by `account/asset`; a debt that is not named is repaid by nobody but a person. */
  readonly purposes: Readonly<Record<string, DebtPurpose>>
}

export type MarginSource = 'WALLET' | 'EXCHANGE' | 'AAVE' | 'DELEVERAGE' | 'ETHERFI' | 'REDUCE'
export type LtvSource = 'WALLET_WETH' | 'FREE_WEETH' | 'WALLET_USDT' | 'DELEVERAGE' | 'EXCHANGE' | 'ETHERFI'
export type DebtPurpose = 'LEVERAGED_STAKING' | 'BASIS_TRADE_LEVERAGE'

export interface VenuesBounds {
  readonly health: Bounds
  readonly ltv: Bounds
  readonly equityRatio: Bounds
  /** Margin equity ÷ maintenance margin at an exchange: the scale of `health`, 1 is liquidated. */
  readonly marginHealth: Bounds
  readonly distance: Bounds
  readonly delta: Bounds
  readonly allocation: Bounds
  readonly buffer: Bounds
  readonly peg: Bounds
}
