import { divide } from '../../units/rounding.ts'

/** Rows are vaults, columns are assets, both in the order of the config. */
export type Table = readonly (readonly bigint[])[]

/** 1e18 is 1: weights, rates, shares, pool units. */
export const WAD = 1_000_000_000_000_000_000n

/** What turns 1e18 tokens at a price of 1e8 into 1e6 US dollars, by dividing. */
export const SCALE = 100_000_000_000_000_000_000n

/** What lies at `index`; 0 beyond the end. */
export const at = (list: readonly bigint[], index: number): bigint => list[index] ?? 0n

/** Row `v`; empty beyond the end. */
export const row = (table: Table, v: number): readonly bigint[] => table[v] ?? []

/** What stands in row `v` and column `a`; 0 outside of the table. */
export const cell = (table: Table, v: number, a: number): bigint => at(row(table, v), a)

export const abs = (n: bigint): bigint => (n < 0n ? -n : n)
export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)

export function sum(list: readonly bigint[]): bigint {
  let total = 0n
  for (const n of list) total += n
  return total
}

/** Nearest whole number, halves upward: ⌊(2n + d) / 2d⌋ (docs/rules/vaults.md#numbers). */
export const halfUp = (n: bigint, d: bigint): bigint => divide(2n * n + d, 2n * d, 'down')

export const column = (table: Table, a: number): bigint[] => table.map((each) => at(each, a))

/** Puts columns side by side: row v holds the v-th entry of each. */
export const fromColumns = (columns: Table, rows: number): bigint[][] =>
  Array.from({ length: rows }, (_, v) => columns.map((each) => at(each, v)))

/** Entry by entry; the second table has the shape of the first. */
export const combine = (a: Table, b: Table, f: (x: bigint, y: bigint) => bigint): bigint[][] =>
  a.map((each, v) => each.map((x, k) => f(x, cell(b, v, k))))

export const add = (a: Table, b: Table): bigint[][] => combine(a, b, (x, y) => x + y)
export const sub = (a: Table, b: Table): bigint[][] => combine(a, b, (x, y) => x - y)

export const zeros = (rows: number, columns: number): bigint[][] =>
  Array.from({ length: rows }, () => new Array<bigint>(columns).fill(0n))

/** Worth in 1e6 US dollars of 1e18 tokens or pool units at a price of 1e8, rounded down. */
export const worth = (units: bigint, price: bigint): bigint => divide(units * price, SCALE, 'down')
