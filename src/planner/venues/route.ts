import type { Times } from '../../portfolio/applied.ts'
import { AT_ONCE, after } from '../../portfolio/cost.ts'
import type { Asset } from '../../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Terms } from '../../portfolio/venues/terms.ts'
import type { Duration } from '../../units/time.ts'
import { estimate, type Leg, legs, type Node } from './leg.ts'

/** A way from one node to another: the legs, and the asset that travels between the places. */
export interface Route {
  readonly from: Node
  readonly to: Node
  readonly legs: readonly Leg[]
  readonly asset: Asset
}

export interface PricedRoute {
  readonly route: Route
  readonly cost: number
  readonly times: Times
}

const LEGS_MAX = 8
const SWAPS_MAX = 2

/** Ways between two nodes are the same for the same terms, and terms change rarely: this remembers a pure answer. */
const known = new WeakMap<
  Terms,
  { readonly from: ReadonlyMap<string, readonly Leg[]>; readonly routes: Map<string, readonly Route[]> }
>()

/** Every way without a detour between two nodes: at most one transfer, two swaps, and no node twice. */
export function routes(from: Node, to: Node, terms: Terms): readonly Route[] {
  const { from: outgoing, routes: found } = graph(terms)
  const key = `${from.key}>${to.key}`
  const before = found.get(key)
  if (before !== undefined) return before
  const ways: Route[] = []
  walk([], from, { to, outgoing, ways })
  found.set(key, ways)
  return ways
}

/** The routes of several pairs of nodes that arrive in time (p95), cheapest first; ties go to the faster, then to the earlier pair. */
export function ranked(
  candidates: readonly Route[],
  { value, deadline, market, gross }: Pricing,
): readonly PricedRoute[] {
  const priced: PricedRoute[] = []
  for (const route of candidates) {
    let cost = 0
    let times: Times = AT_ONCE
    for (const leg of route.legs) {
      const step = estimate(leg, value, { market, gross })
      cost += step.cost
      times = after(times, step.times)
    }
    if (times.p95 <= deadline) priced.push({ route, cost, times })
  }
  return priced.sort((a, b) => a.cost - b.cost || a.times.p95 - b.times.p95)
}

function graph(terms: Terms) {
  const before = known.get(terms)
  if (before !== undefined) return before
  const from = new Map<string, Leg[]>()
  for (const leg of legs(terms)) {
    const list = from.get(leg.from.key)
    if (list === undefined) from.set(leg.from.key, [leg])
    else list.push(leg)
  }
  const made = { from, routes: new Map<string, readonly Route[]>() }
  known.set(terms, made)
  return made
}

function walk(
  path: readonly Leg[],
  at: Node,
  search: { to: Node; outgoing: ReadonlyMap<string, readonly Leg[]>; ways: Route[] },
): void {
  const first = path[0]
  if (at.key === search.to.key && first !== undefined) {
    search.ways.push({ from: first.from, to: at, legs: path, asset: traveller(path) })
    return
  }
  if (path.length === LEGS_MAX) return
  for (const leg of search.outgoing.get(at.key) ?? []) {
    if (path.some((done) => done.from.key === leg.to.key)) continue
    if (exceeds(path, leg)) continue
    walk([...path, leg], leg.to, search)
  }
}

/** One transfer, two swaps, one exit, and no way through a lending market or a stake that the route does not end in. */
function exceeds(path: readonly Leg[], leg: Leg): boolean {
  const { kind } = leg.move
  const last = path.at(-1)?.move.kind
  if (last === 'supply' || last === 'leverage') return true
  if (last === 'stake') return kind !== 'supply'
  const before = path.filter(({ move }) => move.kind === kind).length
  if (kind === 'transfer') return before >= 1
  if (kind === 'swap') return before >= SWAPS_MAX
  return before >= (kind === 'internalTransfer' ? 2 : 1)
}

/** The asset in which value crosses from the source's place to the next: what is sent, or else what reaches the target. */
function traveller(path: readonly Leg[]): Asset {
  for (const { move } of path) if (move.kind === 'transfer') return move.asset
  const last = path.at(-1)?.move
  if (last?.kind === 'supply' || last?.kind === 'stake') return last.asset
  if (last?.kind === 'leverage') return 'WETH'
  return path.at(-1)?.to.asset ?? 'USDT'
}

interface Pricing {
  readonly value: number
  readonly deadline: Duration
  readonly market: VenuesMarket
  /** Collateral sold per unit of equity taken out of the loop. */
  readonly gross: number
}
