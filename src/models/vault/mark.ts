import { lr } from '../../units/split.ts'
import { add, at, column, combine, fromColumns, type Table } from './table.ts'

/** Prices at 1e8, one an asset: `from` at the last checkpoint, `to` now. */
export interface Move {
  readonly from: readonly bigint[]
  readonly to: readonly bigint[]
}

/**
 * Profit of each vault's internal deltas (docs/rules/vaults.md#internal-profit): lr over vaults of I · (p − p0) / p0, asset by asset. `internal` sums to zero
 * over vaults for every asset, so every column of the answer does too. A short hedge of H earns H · (1 − p/p0).
 */
export const legs = (internal: Table, { from, to }: Move): bigint[][] =>
  fromColumns(
    from.map((p0, a) =>
      lr(
        column(internal, a).map((delta) => delta * (at(to, a) - p0)),
        p0,
      ),
    ),
    internal.length,
  )

/** Deltas at the new price, units held constant: lr over vaults of X · p / p0 (docs/rules/vaults.md#marks). */
export const roll = (deltas: Table, { from, to }: Move): bigint[][] =>
  fromColumns(
    from.map((p0, a) =>
      lr(
        column(deltas, a).map((delta) => delta * at(to, a)),
        p0,
      ),
    ),
    deltas.length,
  )

/** m + pnlExt − cost: equity behind each hedge before the venue is asked (docs/rules/vaults.md#marks). */
export const equity = (before: Table, pnl: Table, cost: Table): bigint[][] =>
  combine(add(before, pnl), cost, (x, y) => x - y)

export interface Reconciled {
  readonly equity: Table
  /** Venue minus book, an asset; what no vault has a position for is left out of `equity` and stands in `unassigned`. */
  readonly difference: readonly bigint[]
  readonly unassigned: readonly bigint[]
}

/**
 * Brings the book to what the venue says its equity is: d_a = E_a − Σm', spread by lr(d_a · |X_roll|, gross) (docs/rules/vaults.md#marks).
 * `venue` is null for an asset whose venue was not asked.
 */
export function reconcile(book: Table, rolled: Table, venue: readonly (bigint | null)[]): Reconciled {
  const difference: bigint[] = []
  const unassigned: bigint[] = []
  const columns = venue.map((stated, a) => {
    const held = column(book, a)
    const total = held.reduce((x, y) => x + y, 0n)
    const gap = stated === null ? 0n : stated - total
    const sizes = column(rolled, a).map((x) => (x < 0n ? -x : x))
    const gross = sizes.reduce((x, y) => x + y, 0n)
    difference.push(gap)
    unassigned.push(gross === 0n ? gap : 0n)
    if (gap === 0n || gross === 0n) return held
    const shares = lr(
      sizes.map((size) => gap * size),
      gross,
    )
    return held.map((m, v) => m + at(shares, v))
  })
  return { equity: fromColumns(columns, book.length), difference, unassigned }
}
