import { abs, at, sum } from '../../../models/vault/table.ts'
import type { Refused } from '../../../units/refusal.ts'
import type { VaultsConfig } from '../config.ts'
import { poolFee } from '../cost.ts'
import type { OpenInput } from '../input.ts'
import { type Prepared, prepare } from '../live/prepare.ts'
import { feeOf, type MixCosts, type TradeCosts } from '../market.ts'
import type { VaultsState } from '../state.ts'
import { booked } from './book.ts'
import { aged, emptyMix, type MixHolding, type MixPool, type MixSide, weightsOf } from './pool.ts'
import { fillOf, type Split, split } from './split.ts'

/** The first phase of a cycle of a mix: its order, and what each pool is ordered. */
export interface Mixed {
  readonly ok: true
  readonly prepared: Prepared
  readonly split: Split
  /** Before the orders, with locks as of now. */
  readonly mix: MixHolding
}

interface About {
  readonly config: VaultsConfig
  readonly costs: TradeCosts
  readonly side: MixSide
}

/**
 * Orders and deltas are iterated until they agree: what is ordered changes what the mix is made of, and so what is ordered. Hedges follow what the
 * orders lead to in any case (`weightsHeld`).
 */
export function mixed(from: VaultsState, input: OpenInput, { config, costs, side }: About): Mixed | Refused {
  const mix = aged(from.mix ?? emptyMix(side.pools), input.elapsed)
  const { cash } = mix
  const splitting = { mix, side, orderMin: config.orderMin }
  const weightsBefore = weightsOf(mix, side.pools)
  let tried: OpenInput = { ...input, weights: weightsBefore, costs }
  for (let round = 1; ; round += 1) {
    const prepared = prepare(from, tried, config)
    if (!prepared.ok) return prepared
    const { pool, live } = prepared.opened
    const isLast = round === ROUNDS + MORE
    const wished = isLast ? pool.order : (live?.wished ?? pool.order)
    const found = split(wished, splitting)
    const order = fillOf(sum(found.orders), { order: wished, cash })
    const held = foreseen(mix, { order, found, pools: side.pools })
    if (!held.ok) return held
    const costing = costsOf(order, found, side.pools)
    const isNear = held.weights.every((weight, a) => abs(weight - at(tried.weights, a)) < NEAR)
    const isSame = order === pool.order && costing.fee === poolFee(tried.costs ?? costs, order)
    const room = { mint: order > 0n ? order : 0n, burn: order < 0n ? -order : 0n }
    const next = { ...tried, room, costs: { ...costs, mix: costing } }
    const isFixed = isNear || round > ROUNDS
    if (isLast || (isFixed && isSame)) {
      const last = { ...(isSame ? next : tried), weightsHeld: held.weights }
      const opened = live === undefined ? prepared.opened : { ...prepared.opened, live: { ...live, weightsBefore } }
      return { ok: true, prepared: { ...prepared, input: last, opened }, split: found, mix }
    }
    tried = isFixed ? next : { ...next, weights: held.weights }
  }
}

/** Each brings deltas some thirty times nearer. */
const ROUNDS = 10
/** Deltas are as they are by then, where an edge keeps them from settling, and the order alone settles. */
const MORE = 4
/** 1e-9: what is left of it is in `weightsHeld`. */
const NEAR = 1_000_000_000n

interface Ordered {
  readonly order: bigint
  readonly found: Split
  readonly pools: readonly MixPool[]
}

/** Deltas of the mix once all of its orders are filled. */
function foreseen(
  mix: MixHolding,
  { order, found: { orders }, pools }: Ordered,
): { readonly ok: true; readonly weights: readonly bigint[] } | Refused {
  const after = booked(mix, { order, orders, filled: orders, pools })
  return after.ok ? { ok: true, weights: weightsOf(after.mix, pools) } : after
}

function costsOf(order: bigint, { orders }: Split, pools: readonly MixPool[]): MixCosts {
  const each = pools.map((pool, k) => ({ name: pool.name, order: at(orders, k), fee: poolFeeOf(pool, at(orders, k)) }))
  return { order, fee: sum(each.map(({ fee }) => fee)), pools: each }
}

/** Fee of an order at one pool, rounded up. */
export const poolFeeOf = ({ fee }: Pick<MixPool, 'fee'>, order: bigint): bigint =>
  feeOf(order, order > 0n ? fee.mint : fee.burn)
