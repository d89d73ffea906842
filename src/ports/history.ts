import type { Contract, Exchange } from '../portfolio/venues/place.ts'
import type { Instant } from '../units/time.ts'

/**
 * A market's past on an hourly grid: row i is the instant `from + i h`, one column a figure. Opens are what was known at
 * the row's instant; `high` and `low` belong to the hour that follows it, so a decision at row i may not read them.
 */
export interface History {
  readonly label: string
  readonly simulated: boolean
  readonly from: Instant
  readonly hours: number
  readonly spot: Readonly<Record<'ETH' | 'BTC', Bars>>
  readonly usdtUsd: Float64Array
  /**
   * ETH per weETH: the protocol's rate, and what a swap gives. `growth` is the rate's forecast per year, from the daily rates
   * up to the row, and NaN until there are two.
   */
  readonly weeth: { readonly rate: Float64Array; readonly market: Float64Array; readonly growth: Float64Array }
  readonly gas: Float64Array
  readonly reserves: Readonly<Record<'USDT' | 'WETH' | 'weETH', ReserveHistory>>
  readonly perps: Readonly<Partial<Record<Exchange, Readonly<Partial<Record<Contract, PerpHistory>>>>>>
  /** What the source lacked and what the stated policy did about it. */
  readonly notes: readonly {
    readonly series: string
    readonly from: Instant
    readonly to: Instant
    readonly rows: number
    readonly done: string
  }[]
}

/** USDT per unit. */
export interface Bars {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
}

/**
 * Indices grow from 1; rates are per year. `supplied` and `borrowed` are all that lies at the reserve and all that is owed to
 * it, in tokens: what is available is the difference. Rates and tokens are held from each stamp until the next.
 */
export interface ReserveHistory {
  readonly liquidityIndex: Float64Array
  readonly borrowIndex: Float64Array
  readonly supplyRate: Float64Array
  readonly borrowRate: Float64Array
  readonly supplied: Float64Array
  readonly borrowed: Float64Array
}

/** `settled` is the rate paid at a row's instant and NaN where none is due; `forecast` is per year, from settlements up to the row. */
export interface PerpHistory {
  readonly mark: Bars
  readonly last: Float64Array
  readonly settled: Float64Array
  readonly forecast: Float64Array
}
