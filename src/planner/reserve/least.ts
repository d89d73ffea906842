import { type Row, solve } from './simplex.ts'

/** The four things that can be done to a tranche. A swap sells some and buys others. */
export type Act = 'mint' | 'redeem' | 'sell' | 'buy'

/** One act on one tranche: what a unit of value costs, and how much of the value stays in the balance after fees. */
export interface Lane {
  readonly act: Act
  readonly cost: number
  /** Share of the value moved by which the balance really changes: less than one where a fee stays in the reserve. */
  readonly net: number
  /** Of a sale, the cash that a unit brings; of a purchase, the cash that a unit takes; of a redemption, the coins' value. */
  readonly cash: number
}

/** One tranche in float64, values as shares of the reserve. */
export interface Line {
  readonly value: number
  /** Edges of the band as weights. */
  readonly low: number
  readonly high: number
  readonly lanes: readonly Lane[]
  /** The most that may be put in and taken out, flow limits counted or not. */
  readonly inMax: number
  readonly outMax: number
  readonly walletMax: number
}

export interface Scene {
  readonly lines: readonly Line[]
  /** Value that the coins at hand can redeem. */
  readonly coinsMax: number
  /** Whether every kind of order shall lead toward the bands on its own, so that they may follow one another in rounds. */
  readonly isSeparate: boolean
}

/** Value moved by each act on each line. */
export type Turnover = readonly Readonly<Record<Act, number>>[]

export type Least =
  | { readonly ok: true; readonly turnover: Turnover; readonly cost: number }
  | { readonly ok: false; readonly limit: string }

/** What a unit of turnover costs beside its price, so that of equally dear ways the shortest is taken. */
const TURNOVER = 1e-9

/**
 * The cheapest values to move so that every weight ends inside its band, by the acts that the lines allow: a linear programme in
 * 4n unknowns. With V' = V + Σ of what comes in − Σ of what leaves, it holds low · V' ≤ value' ≤ high · V' for every line, both for amounts
 * before fees and for what really stays; sales pay for purchases; and no lane carries more than its limit.
 */
export function least(scene: Scene): Least {
  const columns: Column[] = scene.lines.flatMap(({ lanes }, at) => lanes.map((lane) => ({ ...lane, at })))
  const rows = [
    ...bands(scene, columns, false),
    ...bands(scene, columns, true),
    ...limits(scene, columns),
    ...separate(scene, columns),
  ]
  const cost = columns.map((column) => column.cost + TURNOVER)
  const solved = solve({ cost, rows })
  if (!solved.ok) return { ok: false, limit: solved.row }
  const turnover = scene.lines.map((): Record<Act, number> => ({ mint: 0, redeem: 0, sell: 0, buy: 0 }))
  for (const [c, { at, act }] of columns.entries()) {
    const line = turnover[at]
    if (line !== undefined) line[act] = solved.x[c] ?? 0
  }
  return { ok: true, turnover, cost: solved.cost }
}

interface Column extends Lane {
  readonly at: number
}

function bands({ lines }: Scene, columns: readonly Column[], isNet: boolean): readonly Row[] {
  if (isNet && columns.every(({ net }) => net === 1)) return []
  const total = lines.reduce((sum, { value }) => sum + value, 0)
  const signs = columns.map(({ act, net }) => (act === 'mint' || act === 'buy' ? 1 : -1) * (isNet ? net : 1))
  return lines.flatMap(({ value, low, high }, line) => {
    const share = (edge: number): readonly number[] =>
      columns.map(({ at }, c) => (signs[c] ?? 0) * ((at === line ? 1 : 0) - edge))
    return [
      { name: 'band', of: share(high), bound: high * total - value },
      { name: 'band', of: share(low).map((x) => -x), bound: value - low * total },
    ]
  })
}

/**
 * For each kind of order and each tranche outside of its band: what it adds to a tranche above its band is at most `high` of what it adds
 * in all, and to one below at least `low`. Such an order brings it nearer for as long as it is outside, wherever the others have led.
 */
function separate({ lines, isSeparate }: Scene, columns: readonly Column[]): readonly Row[] {
  if (!isSeparate) return []
  const total = lines.reduce((sum, { value }) => sum + value, 0)
  const rows: Row[] = []
  for (const [line, { value, low, high }] of lines.entries()) {
    const side = value > high * total ? 1 : value < low * total ? -1 : 0
    if (side === 0) continue
    const edge = side > 0 ? high : low
    for (const acts of KINDS) {
      const of = columns.map(({ act, at }) => {
        if (!acts.includes(act)) return 0
        const sign = act === 'mint' || act === 'buy' ? side : -side
        return sign * ((at === line ? 1 : 0) - edge)
      })
      if (of.some((x) => x !== 0)) rows.push({ name: 'order', of, bound: 0 })
    }
  }
  return rows
}

const KINDS: readonly (readonly Act[])[] = [['mint'], ['redeem'], ['sell', 'buy']]

function limits({ lines, coinsMax }: Scene, columns: readonly Column[]): readonly Row[] {
  const rows: Row[] = []
  const limit = (name: string, bound: number, of: (column: Column) => number): void => {
    const row = columns.map(of)
    if (Number.isFinite(bound) && row.some((x) => x !== 0)) rows.push({ name, of: row, bound })
  }
  for (const [line, { inMax, outMax, walletMax, value }] of lines.entries()) {
    limit('inflow', inMax, ({ at, act }) => (at === line && (act === 'mint' || act === 'buy') ? 1 : 0))
    limit('outflow', Math.min(outMax, value), ({ at, act }) =>
      at === line && (act === 'redeem' || act === 'sell') ? 1 : 0,
    )
    limit('wallet', walletMax, ({ at, act }) => (at === line && act === 'mint' ? 1 : 0))
  }
  limit('coins', coinsMax, ({ act, cash }) => (act === 'redeem' ? cash : 0))
  limit('cash', 0, ({ act, cash }) => (act === 'buy' ? cash : act === 'sell' ? -cash : 0))
  limit('cash', 0, ({ act, cash }) => (act === 'sell' ? cash : act === 'buy' ? -cash : 0))
  return rows
}
