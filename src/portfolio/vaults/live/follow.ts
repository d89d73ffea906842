import { attribute, byWeight } from '../../../models/vault/fit.ts'
import { type EquityBand, top } from '../../../models/vault/margin.ts'
import { abs, at, column, fromColumns, halfUp, max, min, sum, type Table, WAD } from '../../../models/vault/table.ts'
import type { VaultsConfig } from '../config.ts'
import type { Marking } from '../journal.ts'
import { type Grid, inLots } from '../lot.ts'
import { type Band, bandOf, EXACT } from './band.ts'

export interface Given {
  /** Hedges and equity before the trades. */
  readonly marking: Pick<Marking, 'external' | 'equity'>
  /** Pool that each vault really holds, US dollars. */
  readonly pool: readonly bigint[]
  readonly netAssets: readonly bigint[]
  readonly weights: readonly bigint[]
  readonly bands: readonly EquityBand[]
  /** The pool was traded for some vault: hedges then go to the exact ones, since what they follow was changed on purpose. */
  readonly isTraded: boolean
  /** Fee of a hedge, 1e18: what the no-trade band weighs against risk. */
  readonly rate: bigint
  /** Of each asset, 1e8: what lots are worth. */
  readonly prices: readonly bigint[]
}

export interface Followed {
  readonly external: Table
  readonly internal: Table
  /** Equity behind the hedges after its own move, and the bands that lead to it. */
  readonly equity: Table
  readonly bands: readonly EquityBand[]
}

/**
 * Hedges for the pool that is held (docs/models/vault.md#hedges-follow-fills): w · g + I + X = g + m where the vault owns the asset, 0
 * elsewhere, with m the equity that will stand behind X once the margin band has had its say. m follows from X and X from m, so both are
 * iterated; where an edge of the band keeps that from settling, equity goes to its target. Where prices alone moved, a net hedge within the
 * no-trade band stays as it is and one beyond it moves to the edge; what stays open is split by net assets.
 */
export function follow(given: Given, config: VaultsConfig): Followed {
  const count = given.pool.length
  const had = config.assets.map((_, a) => column(given.marking.equity, a))
  const limits = config.assets.map((_, a) => limitOf(given, a, config))
  let { bands } = given
  let backing = given.marking.equity.map(sum)
  let found = hedges({ given, limits, config }, backing, [])
  let equity: readonly (readonly bigint[])[] = had
  for (let round = 0; round < ROUNDS; round += 1) {
    equity = found.map(({ external }, a) => behind(had[a] ?? [], external, bands[a]))
    const next = backing.map((_, v) => equity.reduce((all, each) => all + at(each, v), 0n))
    if (next.every((each, v) => each === at(backing, v))) break
    backing = next
    found = hedges({ given, limits, config }, backing, found)
    if (round === LOOSE) bands = bands.map(({ target }) => ({ target, min: target, max: target }))
  }
  const internal = found.map((each, a) => internalOf(each, { given, backing, config, a }))
  const external = found.map((each) => each.external)
  return {
    external: fromColumns(external, count),
    internal: fromColumns(internal, count),
    equity: fromColumns(equity, count),
    bands,
  }
}

/** m shrinks what is missing by its ratio a round; beyond `LOOSE` rounds an edge of the band is what moves it. */
const ROUNDS = 40
const LOOSE = 15

const behind = (held: readonly bigint[], external: readonly bigint[], band: EquityBand | undefined) =>
  band === undefined ? held : top(held, external, band).equity

/** The hedges of one asset, and the net hedge that would leave nothing open. */
interface Hedge {
  readonly external: readonly bigint[]
  readonly exact: bigint
  readonly isMoved: boolean
}

interface Sizing {
  readonly given: Given
  /** One an asset. */
  readonly limits: readonly Limit[]
  readonly config: VaultsConfig
}

/** The hedges behind which `backing` stands. What a round before has moved goes on moving, so that equity and hedges settle. */
function hedges({ given, limits, config }: Sizing, backing: readonly bigint[], before: readonly Hedge[]): Hedge[] {
  const { pool, weights, marking } = given
  const deployed = pool.map((g, v) => g + at(backing, v))
  return limits.map((limit, a) => {
    let exact = 0n
    for (const [v, g] of pool.entries())
      exact += (config.own[v] === a ? at(deployed, v) : 0n) - halfUp(at(weights, a) * g, WAD)
    const had = column(marking.external, a)
    const net = held(exact, sum(had), { ...limit, isMoved: before[a]?.isMoved === true })
    const isMoved = net !== sum(had)
    const external = !isMoved && isIn(had, pool) ? had : by(net, { deployed, pool }, { a, config })
    return { external, exact, isMoved }
  })
}

/** What still stays open is split by net assets of those that have a part of the pool. */
const sharesOf = ({ pool, netAssets }: Given): bigint[] => pool.map((g, v) => (g > 0n ? max(0n, at(netAssets, v)) : 0n))

interface Inside {
  readonly given: Given
  readonly backing: readonly bigint[]
  readonly config: VaultsConfig
  readonly a: number
}

/** Internal deltas that leave each vault its part of what stays open. */
function internalOf({ external, exact }: Hedge, { given, backing, config, a }: Inside): bigint[] {
  const left = split(sum(external) - exact, sharesOf(given))
  return given.pool.map((g, v) => {
    const own = config.own[v] === a ? g + at(backing, v) : 0n
    return own - halfUp(at(given.weights, a) * g, WAD) - at(external, v) + at(left, v)
  })
}

interface Limit {
  readonly band: Band
  readonly cap: bigint | null
  readonly orderMin: bigint
  readonly grid: Grid
}

/** What holds the order of one asset back: nothing but cap and least order where the pool was traded. */
function limitOf(given: Given, a: number, { hedgeBand, hedgeMax, orderMin, lot }: VaultsConfig): Limit {
  const { pool, weights, marking, isTraded, rate, prices } = given
  const drifting = {
    netAssets: sum(sharesOf(given)),
    exposed: halfUp(at(weights, a) * sum(pool), WAD),
    hedged: sum(column(marking.external, a)),
    rate,
  }
  const band = isTraded || hedgeBand === undefined ? EXACT : bandOf(hedgeBand, drifting)
  return { band, cap: hedgeMax[a] ?? null, orderMin, grid: { lot: lot?.[a] ?? null, price: at(prices, a) } }
}

interface Bounds extends Limit {
  readonly isMoved: boolean
}

/** The net hedge to hold: within its cap, at the nearest edge of the no-trade band. One that is to be nothing is closed, however small. */
function held(exact: bigint, had: bigint, { band, cap, orderMin, isMoved, grid }: Bounds): bigint {
  const edge = min(max(had, exact - band.edge), exact + band.edge)
  const due = isMoved || band.isWorth(edge - had) ? edge : had
  const net = cap === null ? due : min(max(due, -cap), cap)
  const order = inLots(net - had, grid)
  return exact !== 0n && abs(order) < orderMin ? had : had + order
}

/** Whether only vaults with a part of the pool are hedged: one that has left keeps nothing. */
const isIn = (external: readonly bigint[], pool: readonly bigint[]): boolean =>
  external.every((x, v) => x === 0n || at(pool, v) > 0n)

interface Sizes {
  readonly deployed: readonly bigint[]
  readonly pool: readonly bigint[]
}

/** By what each deploys among those who cause the hedge, as the fit does; a vault without pool causes none. */
function by(net: bigint, { deployed, pool }: Sizes, { a, config }: Pick<Inside, 'a' | 'config'>): bigint[] {
  const sizes = deployed.map((d, v) => (at(pool, v) > 0n ? max(0n, d) : 0n))
  return sum(sizes) === 0n
    ? split(net, sizes)
    : attribute(
        net,
        sizes,
        config.own.map((asset) => (asset === a) === net > 0n),
      )
}

/** Split by largest remainder; the first takes it where all weigh nothing. */
const split = (total: bigint, weights: readonly bigint[]): bigint[] =>
  sum(weights) === 0n ? weights.map((_, v) => (v === 0 ? total : 0n)) : byWeight(total, weights)
