import * as Fit from '../../../models/vault/fit.ts'
import { assign, type Fill } from '../../../models/vault/netting.ts'
import { abs, at, cell, column, row, sum } from '../../../models/vault/table.ts'
import type { Refused } from '../../../units/refusal.ts'
import type { VaultsConfig } from '../config.ts'
import { hedgeFee, poolFee } from '../cost.ts'
import { type Flowed, flow } from '../cycle/flow.ts'
import { mark } from '../cycle/mark.ts'
import { alarms } from '../cycle/open.ts'
import { order } from '../cycle/order.ts'
import { raise } from '../cycle/raise.ts'
import { guard } from '../guard.ts'
import type { OpenInput, Room } from '../input.ts'
import type { Marking, Opened, Order } from '../journal.ts'
import { feeOf } from '../market.ts'
import { arrive, withoutRepeat, worthOf } from '../request.ts'
import type { VaultsState } from '../state.ts'
import { type Asks, asksOf } from './asks.ts'
import { collect } from './collect.ts'
import { type Followed, follow } from './follow.ts'
import { together } from './parts.ts'
import { type Aimed, aimed, byPool } from './target.ts'

/** A cycle before its pool order: marked, flows taken in, and what is to be traded with the pool. Hedges follow what the pool fills. */
export interface Prepared {
  readonly ok: true
  readonly input: OpenInput
  /** Without hedges: these follow from what the pool fills. */
  readonly opened: Opened
}

/**
 * The first phase (docs/models/vault.md#hedges-follow-fills): guards, marks, claims, flows, and the pool order of what each vault is to
 * deploy. A vault within its hold band keeps its pool units; orders are no larger than what the pool takes and gives now, those on the side of the net
 * scaled alike. A flow that cannot be is refused for its vault alone; what cannot be marked stops the cycle with the state as it is.
 */
export function prepare(state: VaultsState, input: OpenInput, config: VaultsConfig): Prepared | Refused {
  const asks = asksOf(state, input, config)
  const facts = { ...input, deposits: asks.deposits, withdrawals: asks.asked }
  const refused = guard(state, facts, config) ?? together(state, input, config.guard.partsMax)
  if (refused !== null) return refused
  const { marking: collected, ...owing } = collect(mark(state, facts, config), state, { input: facts, config })
  const marks = {
    prices: input.prices.map(({ price }) => price),
    poolPrice: input.poolPrice.price,
    weights: input.weights,
  }
  const { elapsed, arrivals = [] } = input
  const arrived = arrive(collected, state.pending, { arrivals, elapsed, marks, config })
  if (!arrived.ok) return arrived
  const { marking, left, booked } = arrived
  // Whoever owes pays its creditors before its own leavers.
  const leaving = asks.asked.map((shares, v) => (at(marking.shortfall, v) > 0n ? 0n : shares))
  const flowed = refusing(flow(state, marking, { input: { ...facts, withdrawals: leaving }, config }), asks)
  const aim = aimed({ state, marking, flowed }, facts, config)
  if (!aim.ok) return aim
  const before = { marking, flowed, input: facts, config }
  const asked = left === null ? [] : worthOf(left, { marks, config })
  // What a mint has been promised is not free, and what a burn will bring is as good as there.
  const free = flowed.buffer.map((float, v) => float - at(asked, v))
  const goal = withoutRepeat(cheaper(state, aim, before), marking.pool, asked)
  const { equityBands, raised, pool: wished } = ordered(goal, { ...before, flowed: { ...flowed, buffer: free } })
  // One request at a time: until it is settled, vaults trade pool with each other alone.
  const pool = within(wished, left === null ? (input.room ?? OPEN) : SHUT)
  const isAsked = input.byRequest === true
  const backing = left?.kind === 'mint' ? backingOf(asked, before) : []
  const request = isAsked || state.pending !== undefined ? { request: { booked, left, backing, isAsked } } : {}
  const whole: Opened = {
    ok: true,
    marks,
    marking,
    ...flowed,
    wanted: aim.wanted,
    action: aim.action,
    fit: aim.fit,
    equityBands,
    raised,
    pool,
    internalDiff: [],
    hedges: [],
    alarms: alarms(marking, config),
    live: { asked: asks.asked, leaving, queue: asks.queue, ...owing, aim: aim.fit, wished: wished.order, ...request },
  }
  return { ok: true, input, opened: whole }
}

const refusing = (flowed: Flowed, { refused }: Asks): Flowed => ({
  ...flowed,
  flows: flowed.flows.map((each, v) => ({ ...each, refused: refused[v] ?? each.refused })),
})

interface Before {
  readonly marking: Marking
  readonly flowed: Flowed
  readonly input: OpenInput
  readonly config: VaultsConfig
}

/** Where every vault holds: the held units with hedges for the drift, or the pool traded back, whichever costs less. */
function cheaper(state: VaultsState, { pool, action }: Aimed, before: Before): readonly bigint[] {
  const { marking, flowed, input, config } = before
  const other = action.every((each) => each === 'hold') ? byPool({ state, marking, flowed }, input, config) : null
  return other !== null && costOf(other, before) < costOf(pool, before) ? other : pool
}

/** What the orders to a target cost. */
function costOf(pool: readonly bigint[], before: Before): bigint {
  const { marking, input, config } = before
  const { costs } = input
  const isTraded = pool.some((g, v) => g !== at(marking.pool, v))
  const { external } = hedgedFor(pool, isTraded, before)
  if (costs === undefined) return 0n
  const hedged = config.assets.map((_, asset) => {
    const held = sum(column(marking.external, asset))
    return hedgeFee(costs, { asset, held, order: sum(column(external, asset)) - held })
  })
  return poolFee(costs, sum(pool) - sum(marking.pool)) + sum(hedged)
}

/** Equity by vault behind the hedges of what is held and of what a pending mint will add, and what these orders will cost. */
function backingOf(asked: readonly bigint[], before: Before): readonly bigint[] {
  const { marking, input } = before
  const pool = marking.pool.map((g, v) => g + at(asked, v))
  const { costs } = input
  const { equity, external } = hedgedFor(pool, true, before)
  if (costs === undefined) return equity.map(sum)
  return equity.map((each, v) => {
    const hedged = row(external, v).map((x, a) => abs(x - cell(marking.external, v, a)))
    return sum(each) + feeOf(at(asked, v), costs.pool) + feeOf(sum(hedged), costs.hedge)
  })
}

/** The pool order to a target: more is burnt where a buffer would end below zero. */
function ordered(target: readonly bigint[], before: Before): ReturnType<typeof raise> {
  const { marking, flowed, input, config } = before
  const { external } = hedgedFor(target, true, before)
  const hedges = config.assets.map((_, a) =>
    order(
      column(external, a).map((x, v) => x - cell(marking.external, v, a)),
      config,
    ),
  )
  return raise({ marking, flowed, fit: { pool: target, external }, hedges }, input, config)
}

/** Hedges and equity for so much pool by vault, as the cycle stands before its trades. */
function hedgedFor(pool: readonly bigint[], isTraded: boolean, { marking, flowed, input, config }: Before): Followed {
  const { netAssets } = flowed
  const { weights } = input
  const priced = { rate: rateOf(input), prices: pricesOf(input) }
  return follow({ marking, pool, netAssets, weights, bands: config.equityRatio, isTraded, ...priced }, config)
}

const pricesOf = ({ prices }: OpenInput): readonly bigint[] => prices.map(({ price }) => price)

const rateOf = ({ costs }: OpenInput): bigint => costs?.hedge ?? 0n

const OPEN: Room = { mint: null, burn: null }
const SHUT: Room = { mint: 0n, burn: 0n }

/** An order as large as the pool has room for; vaults cross among themselves all the same. */
function within(wished: Order, { mint, burn }: Room): Order {
  const room = wished.order > 0n ? mint : burn
  if (room === null || abs(wished.order) <= room) return wished
  const filled = wished.order > 0n ? room : -room
  const scaled = assign(wished.wishes, { filled, fee: 0n }, [])
  return scaled.ok ? order(scaled.fills, { orderMin: 0n }) : wished
}

/**
 * The second phase: hedges for the pool that is held once the pool has filled its order. What was not minted is not hedged, and what was not burnt
 * still is. Refuses a fill that cannot be.
 */
export function hedged({ opened, input }: Prepared, fill: Fill, config: VaultsConfig): Opened | Refused {
  const { marking, netAssets } = opened
  const weights = input.weightsHeld ?? input.weights
  const marks = input.weightsHeld === undefined ? opened.marks : { ...opened.marks, weights }
  const arrivals = opened.live?.request?.booked ?? []
  const traded = assign(opened.pool.wishes, fill, netAssets)
  if (!traded.ok) return traded
  const pool = marking.pool.map((g, v) => g + at(traded.fills, v))
  const { external, internal, equity, bands } = follow(
    {
      marking,
      pool,
      netAssets,
      weights,
      bands: opened.equityBands,
      isTraded: [...traded.fills, ...arrivals.map(({ filled }) => filled)].some((n) => n !== 0n),
      rate: rateOf(input),
      prices: pricesOf(input),
    },
    config,
  )
  return {
    ...opened,
    fit: { ...opened.fit, ...Fit.shape({ pool, external, internal, equity, weights }) },
    marks,
    equityBands: bands,
    internalDiff: internal.map((row, v) => row.map((each, a) => each - cell(marking.internal, v, a))),
    hedges: config.assets.map((_, a) =>
      order(
        column(external, a).map((x, v) => x - cell(marking.external, v, a)),
        { orderMin: 0n },
      ),
    ),
  }
}
