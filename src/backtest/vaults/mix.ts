import { at, sum } from '../../models/vault/table.ts'
import type { Fill } from '../../portfolio/vaults/input.ts'
import type { Prepared } from '../../portfolio/vaults/live/prepare.ts'
import { booked } from '../../portfolio/vaults/mix/book.ts'
import { type Limited, limits } from '../../portfolio/vaults/mix/limit.ts'
import {
  emptyMix,
  isDust,
  type MixHolding,
  type MixPool,
  type MixSide,
  priceOf,
  weightsOf,
  worthsOf,
} from '../../portfolio/vaults/mix/pool.ts'
import { poolFeeOf } from '../../portfolio/vaults/mix/prepare.ts'
import { affordable } from '../../portfolio/vaults/mix/split.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import type { Underway } from '../../portfolio/vaults/underway.ts'
import type { Refused } from '../../units/refusal.ts'
import { type Epoch, type Filling, type Scene, WHOLE } from './epoch.ts'
import { fillOf } from './fill.ts'

/** Pools of the mix at an epoch, their deltas first those of assets and then those of `outside`. Undefined where there is one pool. */
function sideOf({ mix }: Pick<Scene, 'mix'>, { pools = [] }: Pick<Epoch, 'pools'>): MixSide | undefined {
  if (mix === undefined) return undefined
  const marked = mix.pools.map((terms, k): MixPool => {
    const { price, weights } = pools[k] ?? { price: 0n, weights: [] }
    return { ...terms, price, weights }
  })
  return { ...mix, pools: marked }
}

/** The pools as a cycle needs them: deltas of what is hedged alone. */
export function marketOf(scene: Pick<Scene, 'mix' | 'config'>, epoch: Pick<Epoch, 'pools'>): MixSide | undefined {
  const side = sideOf(scene, epoch)
  if (side === undefined) return undefined
  const hedged = scene.config.assets.length
  return { ...side, pools: side.pools.map((pool) => ({ ...pool, weights: pool.weights.slice(0, hedged) })) }
}

/** An epoch with the price and deltas of the mix as it is held; the very same epoch where there is one pool. */
export function mixedEpoch(epoch: Epoch, scene: Pick<Scene, 'mix'>, { mix, units }: VaultsState): Epoch {
  const side = sideOf(scene, epoch)
  if (side === undefined) return epoch
  const held = mix ?? emptyMix(side.pools)
  // A pool without a usable price leaves the mix without one: the cycle is refused.
  const bad = side.pools.find((pool) => pool.price <= 0n)
  const price = bad?.price ?? priceOf(held, sum(units), side.pools)
  const weights = weightsOf(held, side.pools)
  const hedged = epoch.weights.length
  return {
    ...epoch,
    poolPrice: { ...epoch.poolPrice, price, low: price, high: price },
    weights: weights.slice(0, hedged),
    outside: epoch.outside.map((each, i) => ({ ...each, weight: at(weights, hedged + i) })),
  }
}

/** One pool of a mix in one cycle, US dollars, minted when positive. */
export interface PoolTrade {
  readonly pool: string
  readonly share: bigint
  readonly order: bigint
  readonly filled: bigint
  readonly fee: bigint
  /** After the fill. */
  readonly units: bigint
  readonly worth: bigint
  readonly locked: bigint
}

/** The mix in one cycle. */
export interface MixTurn {
  readonly held: MixHolding
  readonly trades: readonly PoolTrade[]
  readonly limited: readonly Limited[]
}

/** What became of the pool order, and the first phase whose hedges follow it. */
export interface Bought {
  readonly ok: true
  readonly pool: Fill
  readonly prepared: Prepared
  /** Null where there is one pool. */
  readonly turn: MixTurn | null
}

/**
 * Fills the pools of a mix: burns first, and mints as far as what these brought pays them. Hedges then follow the deltas of what is held. Refuses a
 * fill that cannot be.
 */
export function bought(
  { prepared, mix }: Pick<Underway, 'prepared'> & { readonly mix: NonNullable<Underway['mix']> },
  fillings: readonly Filling[] | undefined,
  side: MixSide,
): Bought | Refused {
  const { pools } = side
  const { order } = prepared.opened.pool
  const { orders } = mix.split
  const filling = (sent: bigint, k: number): Fill =>
    fillOf(sent, fillings?.[k] ?? WHOLE, { size: sent, feeOf: (traded) => feeAt(pools[k], traded) })
  const burns = orders.map((each, k) => filling(each < 0n ? each : 0n, k))
  const burnt = sum(orders.map((each, k) => (each < 0n ? -(burns[k]?.filled ?? 0n) : 0n)))
  const mints = affordable(
    orders.map((each) => (each > 0n ? each : 0n)),
    burnt,
    { order, cash: mix.held.cash },
  )
  const sent = orders.map((each, k) => (each > 0n ? at(mints, k) : each))
  const fills = sent.map((each, k) => (each > 0n ? filling(each, k) : (burns[k] ?? NONE)))
  const filled = fills.map((each) => each.filled)
  const done = booked(mix.held, { order, orders: sent, filled, pools })
  if (!done.ok) return done
  const worths = worthsOf(done.mix.units, pools)
  const trades = pools.map(({ name, share }, k): PoolTrade => {
    const { filled: each, fee } = fills[k] ?? NONE
    const [units, worth, locked] = [at(done.mix.units, k), at(worths, k), at(done.mix.locked, k)]
    return { pool: name, share, order: at(sent, k), filled: each, fee, units, worth, locked }
  })
  return {
    ok: true,
    pool: { filled: done.filled, fee: sum(fills.map(({ fee }) => fee)) },
    prepared: { ...prepared, input: { ...prepared.input, weightsHeld: weightsOf(done.mix, pools) } },
    turn: { held: done.mix, trades, limited: limits(mix.split, mix.held, pools) },
  }
}

const NONE: Fill = { filled: 0n, fee: 0n }
const feeAt = (pool: MixPool | undefined, traded: bigint): bigint => (pool === undefined ? 0n : poolFeeOf(pool, traded))

/** A state that holds the mix. One of which only dust is left is marked as a new one, so that its price does not jump when it grows again. */
export function withMix(state: VaultsState, { held }: MixTurn, { pools }: MixSide): VaultsState {
  const { marks, units } = state
  if (marks === null) return { ...state, mix: held }
  const price = priceOf(held, sum(units), pools)
  return isDust(sum(units)) ? { ...state, marks: { ...marks, poolPrice: price }, mix: held } : { ...state, mix: held }
}
