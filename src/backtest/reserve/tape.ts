import type { Timestamp } from '../../units/chain.ts'
import type { Price } from '../../units/price.ts'

/** Prices of every asset along time, at even steps. */
export interface Tape {
  /** Of what the prices are, in one line. */
  readonly label: string
  readonly simulated: boolean
  readonly seed: number | null
  /** Time of each row. */
  readonly time: readonly Timestamp[]
  /** One series for each asset, with a price in every row. */
  readonly prices: ReadonlyMap<string, readonly Price[]>
  readonly sources: readonly Sourced[]
}

/** Where the prices of one asset are from, and where they had to be held. */
export interface Sourced {
  readonly asset: string
  readonly label: string
  readonly file: string | null
  /** Published prices that were used. */
  readonly points: number
  readonly holes: readonly Hole[]
}

/** Rows in which a price was older than it should be, and was held. Epoch seconds. */
export interface Hole {
  readonly from: number
  readonly to: number
}
