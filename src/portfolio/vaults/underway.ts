import { afterMint } from '../../models/vault/counterparty.ts'
import { add, at, sum, type Table, WAD } from '../../models/vault/table.ts'
import type { Refused } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import type { VaultsConfig } from './config.ts'
import { assign, unitsAfter } from './cycle/close.ts'
import { type Holding, worths } from './cycle/holding.ts'
import { order } from './cycle/order.ts'
import { limited } from './cycle/target.ts'
import type { Fill, OpenInput, Room } from './input.ts'
import type { Opened } from './journal.ts'
import { planned, whole } from './live/live.ts'
import { type Prepared, prepare } from './live/prepare.ts'
import type { PoolSide, VaultsMarket } from './market.ts'
import type { MixHolding } from './mix/pool.ts'
import { mixed } from './mix/prepare.ts'
import type { Split } from './mix/split.ts'
import type { VaultsState } from './state.ts'

/** A cycle between its open half and its close: the vaults at new marks, and what steps have moved so far. US dollars, 1e6. */
export interface Underway {
  readonly ok: true
  /** The last close, and what the world said since. */
  readonly from: VaultsState
  readonly input: OpenInput
  /** The first phase: what the second starts from once the pool has filled. */
  readonly prepared: Prepared
  readonly opened: Opened
  /** Pool that each vault has gained since the cycle was opened, negative where it gave. */
  readonly pooled: readonly bigint[]
  readonly external: Table
  readonly equity: Table
  readonly internal: Table
  readonly buffer: readonly bigint[]
  /** Trade fees that each vault has paid. */
  readonly fees: readonly bigint[]
  /** What a pool that settles by request was asked for, signed as the order. */
  readonly asked: readonly bigint[]
  /** The next close once the cycle is closed; null until then. */
  readonly next: VaultsState | null
  /** Of a mix: what it holds before its orders, and these by pool. Left out for a single pool. */
  readonly mix?: { readonly held: MixHolding; readonly split: Split; readonly isTraded: boolean }
}

/**
 * Runs the first phase of a cycle and puts the vaults where its steps start (docs/rules/vaults.md#in-use). The input then carries what trades
 * cost and what the pool has room for. Where the worth of the whole pool is known, weights are first those after the vaults' own mint: fit and
 * weights are iterated until they agree, and the input carries those weights. Where the pool takes the other side of hedges, their fees
 * are of orders that are larger by the own part of it.
 */
export function begin(from: VaultsState, input: OpenInput, market: Begun): Underway | Refused {
  const { config, costs, pool } = market
  const settles = pool.byRequest === true ? { byRequest: true } : {}
  const priced = { ...input, costs, room: roomOf(pool), unhedged: pool.unhedged, ...settles }
  if (pool.mix !== undefined) {
    const found = mixed(from, priced, { config, costs, side: pool.mix })
    if (!found.ok) return found
    const under = start(from, found.prepared, config)
    return under.ok ? { ...under, mix: { held: found.mix, split: found.split, isTraded: false } } : under
  }
  const prepared = prepare(from, priced, config)
  if (!prepared.ok || pool.total === null) return prepared.ok ? start(from, prepared, config) : prepared
  const { wanted, marks, marking } = prepared.opened
  const settled = afterMint(
    {
      deployed: limited(wanted, input),
      own: config.own,
      weights: marks.weights,
      ratios: config.equityRatio.map((band) => band.target),
      caps: { pool: config.poolMax, hedge: config.hedgeMax },
    },
    { total: pool.total, held: marking.pool },
  )
  if (!settled.ok) return settled
  const shifted = { ...priced, weights: settled.weights }
  const again = prepare(from, shifted, config)
  if (!again.ok || !pool.isCounterparty) return again.ok ? start(from, again, config) : again
  const dearer = { ...shifted, costs: { ...costs, hedge: grown(costs.hedge, ownShare(again.opened, pool)) } }
  const last = prepare(from, dearer, config)
  return last.ok ? start(from, last, config) : last
}

/** What goes in and out now: nothing comes out of a pool that is locked. */
const roomOf = ({ mintMax, burnMax, locked }: PoolSide): Room => ({ mint: mintMax, burn: locked > 0n ? 0n : burnMax })

export type Begun = Pick<VaultsMarket, 'config' | 'costs' | 'pool'>

/** Part of the pool that the vaults hold after the mint, where the pool takes the other side of their hedges; else 0. */
export function ownShare(
  { marking, pool: { order } }: Pick<Opened, 'marking' | 'pool'>,
  { total, isCounterparty }: PoolSide,
): bigint {
  if (!isCounterparty || total === null || total + order <= 0n) return 0n
  return divide((sum(marking.pool) + order) * WAD, total + order, 'down')
}

/** Of what the hedge is worth, where x / (1 − s) is ordered; a whole pool of one's own is refused when orders are written. */
const grown = (rate: bigint, share: bigint): bigint => (share >= WAD ? rate : divide(rate * WAD, WAD - share, 'up'))

/** The vaults before the steps of a prepared cycle, its orders as they go if the pool fills in full. */
export function start(from: VaultsState, prepared: Prepared, config: VaultsConfig): Underway | Refused {
  const opened = planned(prepared, whole(prepared), config)
  if (!opened.ok) return opened
  return {
    ok: true,
    from,
    input: prepared.input,
    prepared,
    opened,
    pooled: opened.netAssets.map(() => 0n),
    external: opened.marking.external,
    equity: opened.marking.equity,
    internal: opened.marking.internal,
    buffer: opened.buffer,
    fees: opened.netAssets.map(() => 0n),
    asked: opened.netAssets.map(() => 0n),
    next: null,
  }
}

/** The pool's fill, and the cycle with hedges sized for it. */
export interface Filled {
  readonly pool: Fill
  readonly sized: Opened
}

/** The vaults once the pool has filled its order, where the steps of the second phase start. Refuses a fill that cannot be. */
export function halfway(
  { from, prepared }: Pick<Underway, 'from' | 'prepared'>,
  { pool, sized }: Filled,
  config: VaultsConfig,
): Underway | Refused {
  const booked = assign(sized.pool, pool, { netAssets: sized.netAssets, config })
  if (!booked.ok) return booked
  const { fills, fees } = booked
  const none = order(
    fills.map(() => 0n),
    config,
  )
  const { external, equity, internal } = sized.marking
  return {
    ok: true,
    from,
    input: prepared.input,
    prepared,
    opened: { ...sized, pool: none },
    pooled: fills,
    external,
    equity,
    internal,
    buffer: sized.buffer.map((float, v) => float - at(fills, v) - at(fees, v)),
    fees,
    asked: fees.map(() => 0n),
    next: null,
  }
}

/** Pool units of each vault. What changed hands in several steps is turned into units once, so that nothing is lost between them. */
export const units = ({ opened, pooled }: Underway): readonly bigint[] => unitsAfter(opened, pooled)

/** What each vault has now, at the marks of the cycle. */
export function held(state: Underway): Holding {
  const { opened, buffer, fees, internal, external } = state
  const { poolPrice, weights } = opened.marks
  const before = state.mix?.isTraded === false ? opened.live?.weightsBefore : undefined
  return {
    pool: worths(units(state), poolPrice),
    buffer,
    netAssets: opened.netAssets.map((each, v) => each - at(fees, v)),
    internal,
    external,
    weights: before ?? weights,
  }
}

/** A table with `parts` added to one column. */
export const plus = (table: Table, column: number, parts: readonly bigint[]): Table =>
  add(
    table,
    parts.map((part, v) => (table[v] ?? []).map((_, a) => (a === column ? part : 0n))),
  )

/** Index of an asset in the config; −1 where it has none of the name. */
export const assetOf = ({ assets }: Pick<VaultsConfig, 'assets'>, name: string): number => assets.indexOf(name)
