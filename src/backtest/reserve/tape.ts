import type { Oracle } from '../../models/reserve/guard.ts'
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
  /** What others say of prices, for the guard: a series for each source, by asset. */
  readonly guard?: ReadonlyMap<string, Readonly<Record<string, readonly Price[]>>>
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

/** What others say of prices in a row; null where nobody says anything. */
export function oracleAt({ guard }: Tape, row: number): Oracle | null {
  if (guard === undefined) return null
  const sources = [...guard].map(([asset, all]) => {
    const said = Object.entries(all).flatMap(([name, series]) => {
      const price = series[row]
      return price === undefined ? [] : [[name, price] as const]
    })
    return [asset, Object.fromEntries(said)] as const
  })
  return { pairs: [], sources: Object.fromEntries(sources) }
}
