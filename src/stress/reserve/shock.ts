import type { Oracle } from '../../models/reserve/guard.ts'
import * as Price from '../../units/price.ts'
import { mulDiv } from '../../units/rounding.ts'

/** One thing that goes wrong with a reserve, as data. Fractions are plain, times are hours from the start. */
export type ReserveShock =
  | { readonly kind: 'price'; readonly asset: string; readonly move: number; readonly within: number }
  /** A peg that breaks within so many hours and heals within so many more; `back` of null is never. */
  | {
      readonly kind: 'peg'
      readonly asset: string
      readonly fall: number
      readonly within: number
      readonly back: number | null
    }
  /** Holders who want to redeem a share of all coins, in equal parts over so many hours. */
  | { readonly kind: 'run'; readonly share: number; readonly within: number }
  /** The reserve sees prices of so many hours ago. */
  | { readonly kind: 'late'; readonly hours: number }
  /** The reserve sees another price of an asset than the market's, by a share of it. */
  | { readonly kind: 'wrong'; readonly asset: string; readonly by: number }

/** Prices by asset, a series of rows each. */
export type Series = ReadonlyMap<string, readonly Price.Price[]>

const PPM = 1_000_000

/** The market's prices, row by row from the one before the shock, and what the reserve sees of them. */
export function pricesUnder(
  shocks: readonly ReserveShock[],
  still: ReadonlyMap<string, Price.Price>,
  rows: number,
): { readonly market: Series; readonly seen: Series } {
  const market = new Map<string, readonly Price.Price[]>()
  for (const [asset, price] of still)
    market.set(
      asset,
      Array.from({ length: rows }, (_, row) =>
        shocks.reduce((at, shock) => scaled(at, moved(shock, asset, row)), price),
      ),
    )
  const late = shocks.reduce((most, shock) => (shock.kind === 'late' ? Math.max(most, shock.hours) : most), 0)
  const seen = new Map<string, readonly Price.Price[]>()
  for (const [asset, series] of market)
    seen.set(
      asset,
      series.map((price, row) => {
        const known = series[Math.max(0, row - Math.ceil(late))] ?? price
        return shocks.reduce((at, shock) => scaled(at, misread(shock, asset, row)), known)
      }),
    )
  return { market, seen }
}

/** What others say in a row: they know the market, so their prices move as it does, and no oracle of the reserve misleads them. */
export function oracleUnder({ pairs, sources }: Oracle, market: Series, row: number): Oracle {
  const along = (price: Price.Price, asset: string): readonly [bigint, bigint] => {
    const series = market.get(asset)
    return [series?.[row] ?? price, series?.[0] ?? price]
  }
  return {
    pairs: pairs.map((pair) => {
      const [of, ofBefore] = along(pair.price, pair.of)
      const [unit, unitBefore] = along(pair.price, pair.in)
      return { ...pair, price: ratioed(pair.price, of * unitBefore, ofBefore * unit) }
    }),
    sources: Object.fromEntries(
      Object.entries(sources).map(([asset, said]) => [
        asset,
        Object.fromEntries(
          Object.entries(said).map(([name, price]) => [name, ratioed(price, ...along(price, asset))] as const),
        ),
      ]),
    ),
  }
}

const ratioed = (price: Price.Price, by: bigint, over: bigint): Price.Price =>
  over === 0n ? price : Price.of(mulDiv(price, by, over, 'half'))

const scaled = (price: Price.Price, factor: number): Price.Price =>
  factor === 1 ? price : Price.of(mulDiv(price, BigInt(Math.round(factor * PPM)), BigInt(PPM), 'half'))

/** What a shock makes of a price by a row, as a factor: in straight lines. */
function moved(shock: ReserveShock, asset: string, row: number): number {
  if ((shock.kind !== 'price' && shock.kind !== 'peg') || shock.asset !== asset || row === 0) return 1
  const reached = shock.within <= 0 ? 1 : Math.min(1, row / shock.within)
  if (shock.kind === 'price') return 1 + shock.move * reached
  if (shock.back === null || row <= shock.within) return 1 - shock.fall * reached
  const healed = shock.back <= 0 ? 1 : Math.min(1, (row - shock.within) / shock.back)
  return 1 - shock.fall * (1 - healed)
}

const misread = (shock: ReserveShock, asset: string, row: number): number =>
  shock.kind === 'wrong' && shock.asset === asset && row > 0 ? 1 + shock.by : 1
