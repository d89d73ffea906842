/** Minimise cost · x where every row · x ≤ bound and x ≥ 0. Costs are not negative, so that doing nothing is the cheapest start. */
export interface Problem {
  readonly cost: readonly number[]
  readonly rows: readonly Row[]
}

/** One inequality; `name` says which limit it is. */
export interface Row {
  readonly name: string
  readonly of: readonly number[]
  readonly bound: number
}

/** The cheapest x, or the row that no x can satisfy together with the others. */
export type Solved =
  | { readonly ok: true; readonly x: readonly number[]; readonly cost: number }
  | { readonly ok: false; readonly row: string }

/** What counts as zero, in shares of the reserve. */
const ZERO = 1e-13
/** Pivots after which ties are no longer broken by size but by order, which cannot run in circles; and after which it is given up. */
const PATIENCE = 200
const PIVOTS_MAX = 1000

/**
 * Dual simplex on a dense tableau: starts at x = 0, which costs nothing and breaks some rows, and mends the row that is broken most at
 * the least rise of cost until none is. Exact but for float64; fit for tens of rows and columns.
 */
export function solve({ cost, rows }: Problem): Solved {
  const n = cost.length
  const table = rows.map(({ of, bound }) => Float64Array.from([...of, bound]))
  const reduced = Float64Array.from([...cost, 0])
  // Who stands in each row and each column: the variables below n, the slacks of the rows after them.
  const basic = rows.map((_, row) => n + row)
  const free = cost.map((_, column) => column)
  for (let pivots = 0; pivots < PIVOTS_MAX; pivots++) {
    const out = leaving(table, { n, basic, isPatient: pivots < PATIENCE })
    if (out === null) return { ok: true, x: read(table, { n, basic }), cost: 0 - (reduced[n] ?? 0) }
    const column = entering(table[out], reduced, { n, free })
    if (column === null) return { ok: false, row: nameOf(rows, basic[out], n) }
    pivot({ table, reduced }, out, column)
    const entered = free[column] ?? 0
    free[column] = basic[out] ?? 0
    basic[out] = entered
  }
  return { ok: false, row: 'pivots' }
}

interface Basis {
  readonly n: number
  readonly basic: readonly number[]
}

function leaving(
  table: readonly Float64Array[],
  { n, basic, isPatient }: Basis & { readonly isPatient: boolean },
): number | null {
  let worst: number | null = null
  let by = -ZERO
  let order = Infinity
  for (const [row, line] of table.entries()) {
    const short = line[n] ?? 0
    if (short >= -ZERO) continue
    const who = basic[row] ?? 0
    if (isPatient ? short < by : who < order) {
      worst = row
      by = short
      order = who
    }
  }
  return worst
}

// The column whose cost rises least for each unit by which it mends the row; of equals the first by its number.
function entering(
  line: Float64Array | undefined,
  reduced: Float64Array,
  { n, free }: { readonly n: number; readonly free: readonly number[] },
): number | null {
  let best: number | null = null
  let ratio = Infinity
  for (let column = 0; column < n; column++) {
    const by = line?.[column] ?? 0
    if (by >= -ZERO) continue
    const asked = (reduced[column] ?? 0) / -by
    const isFirst = best !== null && asked === ratio && (free[column] ?? 0) < (free[best] ?? 0)
    if (asked < ratio || isFirst) {
      best = column
      ratio = asked
    }
  }
  return best
}

interface Tableau {
  readonly table: readonly Float64Array[]
  readonly reduced: Float64Array
}

function pivot({ table, reduced }: Tableau, out: number, column: number): void {
  const line = table[out]
  if (line === undefined) return
  const by = line[column] ?? 1
  for (let at = 0; at < line.length; at++) line[at] = (line[at] ?? 0) / by
  line[column] = 1 / by
  for (const [row, other] of table.entries()) if (row !== out) eliminate(other, line, column)
  eliminate(reduced, line, column)
}

function eliminate(line: Float64Array, by: Float64Array, column: number): void {
  const factor = line[column] ?? 0
  if (factor === 0) return
  line[column] = 0
  for (let at = 0; at < line.length; at++) line[at] = (line[at] ?? 0) - factor * (by[at] ?? 0)
}

function read(table: readonly Float64Array[], { n, basic }: Basis): readonly number[] {
  const x = Array.from({ length: n }, () => 0)
  for (const [row, who] of basic.entries()) if (who < n) x[who] = Math.max(0, table[row]?.[n] ?? 0)
  return x
}

const nameOf = (rows: readonly Row[], who: number | undefined, n: number): string => rows[(who ?? n) - n]?.name ?? 'x'
