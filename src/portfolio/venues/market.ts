import type { State as ExitState } from '../../models/staking/exit.ts'
import type { PerYear, Quote } from '../../units/estimate.ts'
import type { Instant } from '../../units/time.ts'
import type { Asset } from './asset.ts'
import type { Contract, Exchange, Place } from './place.ts'
import type { LendingAsset, Terms } from './terms.ts'
import type { Unknown } from './unknown.ts'

/** What the world quotes at one instant, and on what terms. */
export interface VenuesMarket {
  readonly asOf: Instant
  readonly terms: Terms
  /** USD per token; WETH is worth ETH, and weETH its ETH at the protocol's rate, as the lending market's oracle has it. */
  readonly price: Readonly<Record<Asset, Quote>>
  readonly weeth: WeethMarket
  readonly reserves: Readonly<Record<LendingAsset, ReserveMarket>>
  readonly perps: Readonly<Record<Exchange, Readonly<Record<Contract, PerpMarket>>>>
  /** gwei */
  readonly gas: number
  /** Places that answer to nothing at the moment: no step that needs one of them can be taken. */
  readonly down: readonly Place[]
  /** Figures that are missing and have a stand-in here (`sound.ts`); left out where all is known. */
  readonly unknown?: readonly Unknown[]
}

/** ETH per weETH: the protocol's rate, what a swap gives; and the rate's growth. */
export interface WeethMarket {
  readonly rate: number
  readonly market: number
  readonly growth: PerYear
  /** What stands behind the exit routes now. */
  readonly exit: ExitState
}

/** Rates are what may be expected, robust against a single print; indices are what accrues. */
export interface ReserveMarket {
  readonly liquidityIndex: number
  readonly borrowIndex: number
  readonly supplyRate: PerYear
  readonly borrowRate: PerYear
  /** Tokens: all that is supplied and owed here, and what can be withdrawn or borrowed now. */
  readonly supplied: number
  readonly borrowed: number
  readonly available: number
}

/** Prices in USDT; `funding` is the forecast per year, positive when longs pay. A contract without a market has NaN prices. */
export interface PerpMarket {
  readonly mark: number
  readonly last: number
  readonly funding: PerYear
}

/** What an asset is worth, its name written out: a look-up by a name that varies is many times the work, and a replay asks at every hour. */
export function priceOf({ price }: Pick<VenuesMarket, 'price'>, asset: Asset): Quote {
  switch (asset) {
    case 'USDT':
      return price.USDT
    case 'ETH':
      return price.ETH
    case 'WETH':
      return price.WETH
    case 'weETH':
      return price.weETH
    case 'stETH':
      return price.stETH
    case 'BTC':
      return price.BTC
  }
}

export function reserveOf({ reserves }: Pick<VenuesMarket, 'reserves'>, asset: LendingAsset): ReserveMarket {
  return asset === 'USDT' ? reserves.USDT : asset === 'WETH' ? reserves.WETH : reserves.weETH
}

export function perpOf({ perps }: Pick<VenuesMarket, 'perps'>, place: Exchange, contract: Contract): PerpMarket {
  const at = place === 'BINANCE' ? perps.BINANCE : place === 'BYBIT' ? perps.BYBIT : perps.OKX
  return contract === 'ETHUSDT' ? at.ETHUSDT : at.BTCUSDT
}

/** The asset a contract is on. */
export function underlying(contract: Contract): 'ETH' | 'BTC' {
  return contract === 'ETHUSDT' ? 'ETH' : 'BTC'
}

/** USD for a number of gas units at the market's gas price. */
export function gasCost(market: VenuesMarket, units: number): number {
  return units * market.gas * 1e-9 * market.price.ETH
}
