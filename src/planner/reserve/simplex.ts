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
    if (out === null) return { ok: true, x: read(table, { n, basic }), cost: 0 - at(reduced, n) }
    const column = entering(out.line, reduced, { n, free })
    if (column === null) return { ok: false, row: rows[at(basic, out.row) - n]?.name ?? 'x' }
    pivot({ table, reduced }, out, column)
    const entered = at(free, column)
    free[column] = at(basic, out.row)
    basic[out.row] = entered
  }
  return { ok: false, row: 'pivots' }
}

interface Leaving {
  readonly row: number
  readonly line: Float64Array
}

interface Basis {
  readonly n: number
  readonly basic: readonly number[]
}

function leaving(
  table: readonly Float64Array[],
  { n, basic, isPatient }: Basis & { readonly isPatient: boolean },
): Leaving | null {
  let worst: Leaving | null = null
  let by = -ZERO
  let order = Infinity
  for (const [row, line] of table.entries()) {
    const short = at(line, n)
    if (short >= -ZERO) continue
    const who = at(basic, row)
    if (isPatient ? short < by : who < order) {
      worst = { row, line }
      by = short
      order = who
    }
  }
  return worst
}

// The column whose cost rises least for each unit by which it mends the row; of equals the first by its number.
function entering(
  line: Float64Array,
  reduced: Float64Array,
  { n, free }: { readonly n: number; readonly free: readonly number[] },
): number | null {
  let best: number | null = null
  let ratio = Infinity
  for (let column = 0; column < n; column++) {
    const by = at(line, column)
    if (by >= -ZERO) continue
    const asked = at(reduced, column) / -by
    const isFirst = best !== null && asked === ratio && at(free, column) < at(free, best)
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

function pivot({ table, reduced }: Tableau, { line }: Leaving, column: number): void {
  const by = at(line, column)
  for (let place = 0; place < line.length; place++) line[place] = at(line, place) / by
  line[column] = 1 / by
  for (const other of table) if (other !== line) eliminate(other, line, column)
  eliminate(reduced, line, column)
}

function eliminate(line: Float64Array, by: Float64Array, column: number): void {
  const factor = at(line, column)
  if (factor === 0) return
  line[column] = 0
  for (let place = 0; place < line.length; place++) line[place] = at(line, place) - factor * at(by, place)
}

function read(table: readonly Float64Array[], { n, basic }: Basis): readonly number[] {
  const x = Array.from({ length: n }, () => 0)
  for (const [row, line] of table.entries()) {
    const who = at(basic, row)
    if (who < n) x[who] = Math.max(0, at(line, n))
  }
  return x
}

/** The entry at a place that there is. */
const at = (line: ArrayLike<number>, place: number): number => line[place] ?? Number.NaN
