import { zip } from '../../models/reserve/zip.ts'
import { type Row, solve } from './simplex.ts'

/** The four things that can be done to a tranche. A swap sells some and buys others. */
export type Act = 'mint' | 'redeem' | 'sell' | 'buy'

/** One act on one tranche: what a unit of value costs, and how much of the value stays in the balance after fees. */
export interface Lane {
  readonly act: Act
  readonly cost: number
  /** Share of the value moved by which the balance really changes: less than one where a fee stays in the reserve. */
  readonly net: number
  /** Of a sale, the cash that a unit brings; of a purchase, the cash that a unit takes; of a redemption, the coins it takes; of a mint, those it brings. */
  readonly cash: number
}

/** One tranche in float64, values as shares of the reserve. */
export interface Line {
  readonly tranche: string
  /** Native units of the whole reserve's value: what turns a share of it into an amount. */
  readonly units: number
  readonly value: number
  /** Edges of the band as weights. */
  readonly low: number
  readonly high: number
  readonly lanes: readonly Lane[]
  /** The most that may be put in and taken out of what is there, flow limits counted or not. */
  readonly inMax: number
  readonly outMax: number
  readonly walletMax: number
}

export interface Scene {
  readonly lines: readonly Line[]
  /** Coins at hand; those that mints bring can be redeemed too. */
  readonly coinsMax: number
  /** Whether every kind of order shall lead toward the bands on its own, so that they may follow one another in rounds. */
  readonly isSeparate: boolean
  /** Whether a weight may stay outside its band, where it comes nearer: as little stays outside as the limits allow. */
  readonly isPart: boolean
}

/** What is moved of one line, as shares of the reserve; `sold` and `bought` are sales and purchases in cash. */
export interface Turn extends Readonly<Record<Act, number>> {
  readonly line: Line
  readonly sold: number
  readonly bought: number
}

export type Turnover = readonly Turn[]

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
  const turnover = scene.lines.map((line) => ({ line, mint: 0, redeem: 0, sell: 0, buy: 0, sold: 0, bought: 0 }))
  const columns = [
    ...turnover.flatMap((turn, at) => turn.line.lanes.map((lane): Column => ({ ...lane, at, turn, side: 0 }))),
    ...stays(scene),
  ]
  const rows = [
    ...bands(scene, columns, false),
    ...bands(scene, columns, true),
    ...limits(scene, columns),
    ...separate(scene, columns),
  ]
  const solved = solve({ cost: columns.map(({ cost }) => cost + TURNOVER), rows })
  if (!solved.ok) return { ok: false, limit: solved.row }
  let stayed = 0
  for (const [{ turn, act, cash }, x] of zip(columns, solved.x)) {
    if (turn === null || act === 'stay') {
      stayed += x
      continue
    }
    turn[act] = x
    if (act === 'sell') turn.sold = x * cash
    if (act === 'buy') turn.bought = x * cash
  }
  return { ok: true, turnover, cost: solved.cost - stayed * STAY }
}

interface Column extends Omit<Lane, 'act'> {
  readonly act: Act | 'stay'
  readonly at: number
  /** Null for what stays outside. */
  readonly turn: { -readonly [key in keyof Turn]: Turn[key] } | null
  /** Of what stays outside: 1 above its band, −1 below; else 0. */
  readonly side: Side
}

type Side = -1 | 0 | 1

/** For each line outside its band, what of its value stays outside. */
function stays(scene: Scene): readonly Column[] {
  if (!scene.isPart) return []
  return sidesOf(scene).flatMap((side, at): readonly Column[] =>
    side === 0 ? [] : [{ act: 'stay', at, turn: null, side, cost: STAY, net: 1, cash: 0 }],
  )
}

/** What a share that stays outside counts, so that no cost of bringing it in is higher. */
const STAY = 1000

/** 1 for a weight above its band, −1 for one below, 0 for one inside. */
function sidesOf({ lines }: Scene): readonly Side[] {
  const total = lines.reduce((sum, { value }) => sum + value, 0)
  return lines.map(({ value, low, high }) => (value > high * total ? 1 : value < low * total ? -1 : 0))
}

function bands({ lines }: Scene, columns: readonly Column[], isNet: boolean): readonly Row[] {
  if (isNet && columns.every(({ net }) => net === 1)) return []
  const total = lines.reduce((sum, { value }) => sum + value, 0)
  return lines.flatMap(({ value, low, high }, line) => {
    const row = (edge: number, side: 1 | -1): readonly number[] =>
      columns.map(({ at, act, net, side: outer }) => {
        if (act === 'stay') return at === line && outer === side ? -1 : 0
        return side * signOf(act) * (isNet ? net : 1) * ((at === line ? 1 : 0) - edge)
      })
    return [
      { name: 'band', of: row(high, 1), bound: high * total - value },
      { name: 'band', of: row(low, -1), bound: value - low * total },
    ]
  })
}

const signOf = (act: Act): number => (act === 'mint' || act === 'buy' ? 1 : -1)

/**
 * For each kind of order and each tranche outside of its band: the order alone brings it nearer, wherever others have led on the way from its
 * weight w to the edge. Above the band, what a mint adds is at most `high` of the whole mint; what leaves is at least w of all that leaves,
 * and a hair more, so that it falls. Below the band the other way round.
 */
function separate(scene: Scene, columns: readonly Column[]): readonly Row[] {
  const { lines, isSeparate } = scene
  if (!isSeparate) return []
  const total = lines.reduce((sum, { value }) => sum + value, 0)
  const rows: Row[] = []
  const sides = sidesOf(scene)
  for (const [line, { value, low, high }] of lines.entries()) {
    const side = sides[line] ?? 0
    if (side === 0) continue
    for (const acts of KINDS) {
      const share = acts.includes('mint') ? (side > 0 ? high : low) : (value / total) * (1 + side * HAIR)
      const of = columns.map(({ act, at }) => {
        if (act === 'stay' || !acts.includes(act)) return 0
        return side * signOf(act) * ((at === line ? 1 : 0) - share)
      })
      if (of.some((x) => x !== 0)) rows.push({ name: 'order', of, bound: 0 })
    }
  }
  return rows
}

/** Relative: nearer is nearer by this at least, which is more than rounding takes. */
const HAIR = 1e-6

const KINDS: readonly (readonly Act[])[] = [['mint'], ['redeem'], ['sell', 'buy']]

function limits({ lines, coinsMax }: Scene, columns: readonly Column[]): readonly Row[] {
  const rows: Row[] = []
  const limit = (name: string, bound: number, of: (column: Column) => number): void => {
    const row = columns.map(of)
    if (Number.isFinite(bound) && row.some((x) => x !== 0)) rows.push({ name, of: row, bound })
  }
  for (const [line, { inMax, outMax, walletMax }] of lines.entries()) {
    limit('inflow', inMax, ({ at, act }) => (at === line && (act === 'mint' || act === 'buy') ? 1 : 0))
    limit('outflow', outMax, ({ at, act }) => (at === line && (act === 'redeem' || act === 'sell') ? 1 : 0))
    limit('wallet', walletMax, ({ at, act }) => (at === line && act === 'mint' ? 1 : 0))
  }
  limit('coins', coinsMax, ({ act, cash }) => (act === 'redeem' ? cash : act === 'mint' ? -cash : 0))
  limit('cash', 0, ({ act, cash }) => (act === 'buy' ? cash : act === 'sell' ? -cash : 0))
  limit('cash', 0, ({ act, cash }) => (act === 'sell' ? cash : act === 'buy' ? -cash : 0))
  return rows
}
