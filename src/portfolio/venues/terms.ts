import type { Category, Reserve } from '../../models/lending/emode.ts'
import type { Convention } from '../../models/perp/margin.ts'
import type { Tiers } from '../../models/perp/tiers.ts'
import type * as Exit from '../../models/staking/exit.ts'
import type { Fraction, PerYear } from '../../units/estimate.ts'
import type { Duration } from '../../units/time.ts'
import type { Times } from '../applied.ts'
import type { Asset } from './asset.ts'
import type { Contract, Exchange } from './place.ts'

/** What the venues ask and allow: fees, tiers, limits, gas, durations. Facts of the world with a date, never constants (docs/guide/config.md#the-venues-terms). */
export interface Terms {
  readonly lending: LendingTerms
  readonly exchanges: Readonly<Record<Exchange, ExchangeTerms>>
  readonly exit: Exit.Terms
  readonly gas: Readonly<Record<GasAction, number>>
  readonly times: Readonly<Record<Timed, Times>>
  readonly depth: Readonly<Record<Pair, Depth>>
  /** Finest amount of each token that is sent on chain or between wings. At most what float64 holds, coarser than 18 decimals. */
  readonly ticks: Readonly<Record<Asset, number>>
  /** Growth of the weETH rate assumed while history is too short to tell. */
  readonly stakingRate: PerYear
  /** Largest rise and fall of ETH and BTC seen within so many hours (docs/rules/venues.md#D9). */
  readonly stressMove: readonly { readonly within: Duration; readonly move: Fraction }[]
}

export interface LendingTerms {
  readonly reserves: Readonly<Record<LendingAsset, Reserve>>
  readonly categories: readonly Category[]
  readonly flashFee: Fraction
  readonly closeFactor: Fraction
  readonly fullCloseHealth: number
  readonly fullCloseBelow: number
  readonly minLeftover: number
  readonly protocolFee: Fraction
}

export type LendingAsset = 'USDT' | 'WETH' | 'weETH'

export interface ExchangeTerms {
  readonly tiers: Readonly<Record<Contract, Tiers>>
  /** What perp orders and spot orders must be multiples of, and what they must be worth. */
  readonly perps: Readonly<Record<Contract, Grid>>
  readonly spot: Readonly<Record<Contract, Grid>>
  /** Whether an order that only reduces a position may be worth less than the least notional. */
  readonly closesBelowLeast: boolean
  readonly perpFee: Fraction
  readonly spotFee: Fraction
  readonly leverage: number
  readonly clearanceFee: Fraction
  readonly liquidation: 'full' | 'tiers'
  readonly tiersPerStep: number
  /** Which way round the exchange shows its margin ratio. */
  readonly ratio: Convention
  /** Ways out by asset, each on one network: what is kept, the least amount, and whether it is open now. */
  readonly networks: readonly Network[]
  /** Time until a deposit on the main chain is credited. */
  readonly credit: Times
  readonly withdrawal: Times
}

/** An instrument's filters: sizes in coins are multiples of `lot`, prices of `tick`, and an order is worth `leastNotional` USDT or more. */
export interface Grid {
  readonly lot: number
  readonly tick: number
  readonly leastNotional: number
}

export interface Network {
  readonly name: string
  readonly asset: Asset
  readonly withdrawFee: number
  readonly withdrawMin: number
  /** What a withdrawal must be a multiple of. */
  readonly withdrawTick: number
  readonly deposit: boolean
  readonly withdraw: boolean
}

export type GasAction =
  | 'approve'
  | 'erc20Transfer'
  | 'ethTransfer'
  | 'wethWrap'
  | 'supply'
  | 'withdraw'
  | 'borrow'
  | 'repay'
  | 'setEMode'
  | 'stake'
  | 'unstakeInstant'
  | 'queueRequest'
  | 'queueClaim'
  | 'swap'
  | 'leverage'
  | 'deleverage'

export type Timed = 'chain' | 'internal' | 'perp' | 'spot' | 'atomic' | 'instantExit' | 'queueExit'

/** What trades against what. */
export type Pair = 'ETH/USDT' | 'BTC/USDT' | 'weETH/ETH' | 'stETH/ETH' | 'perp'

/** Execution cost by size in USD, linear between the points and flat beyond them. */
export type Depth = readonly { readonly size: number; readonly cost: Fraction }[]

/** An exchange's terms, its name written out as in `priceOf`. */
export function termsOf({ exchanges }: Pick<Terms, 'exchanges'>, place: Exchange): ExchangeTerms {
  return place === 'BINANCE' ? exchanges.BINANCE : place === 'BYBIT' ? exchanges.BYBIT : exchanges.OKX
}

export function tiersOf({ tiers }: Pick<ExchangeTerms, 'tiers'>, contract: Contract): Tiers {
  return contract === 'ETHUSDT' ? tiers.ETHUSDT : tiers.BTCUSDT
}

/** The filters of a perp, its name written out as in `priceOf`. */
export function perpGrid({ exchanges }: Pick<Terms, 'exchanges'>, place: Exchange, contract: Contract): Grid {
  const { perps } = termsOf({ exchanges }, place)
  return contract === 'ETHUSDT' ? perps.ETHUSDT : perps.BTCUSDT
}

/** The filters of a coin's spot market against USDT. */
export function spotGrid({ exchanges }: Pick<Terms, 'exchanges'>, place: Exchange, coin: Asset): Grid {
  const { spot } = termsOf({ exchanges }, place)
  return coin === 'BTC' ? spot.BTCUSDT : spot.ETHUSDT
}

/** Cost fraction of trading a size. */
export function executionCost(depth: Depth, size: number): number {
  let before = depth[0]
  if (before === undefined) return 0
  for (const point of depth) {
    if (size <= point.size) {
      const span = point.size - before.size
      return span > 0 ? before.cost + ((point.cost - before.cost) * (size - before.size)) / span : point.cost
    }
    before = point
  }
  return before.cost
}

/** The largest move to expect within a time: the first entry that covers it, the last one beyond. */
export function stressMove(terms: Terms, within: Duration): number {
  for (const entry of terms.stressMove) if (within <= entry.within) return entry.move
  return terms.stressMove.at(-1)?.move ?? 0
}
