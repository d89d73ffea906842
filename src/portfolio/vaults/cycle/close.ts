import { share } from '../../../models/vault/crossing.ts'
import { top } from '../../../models/vault/margin.ts'
import * as Netting from '../../../models/vault/netting.ts'
import { unitsFor } from '../../../models/vault/settle.ts'
import { native } from '../../../models/vault/sharePrice.ts'
import { add, at, column, fromColumns, sub, sum, type Table } from '../../../models/vault/table.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import type { VaultsConfig } from '../config.ts'
import type { Execution, Fill } from '../input.ts'
import type { Closed, Opened, Order } from '../journal.ts'
import { unpaid } from '../queue.ts'
import { requestOf } from '../request.ts'
import type { VaultsState } from '../state.ts'
import { ownPrice, residual, worths } from './holding.ts'

export interface Ready {
  readonly state: VaultsState
  readonly opened: Opened
  readonly execution: Execution
  /** Of the cycle; the state keeps it. */
  readonly key: string
}

export interface Done {
  readonly ok: true
  readonly state: VaultsState
  readonly closed: Closed
}

/**
 * What the trades did: fills and fees to vaults, equity topped up, the next state (docs/rules/vaults.md#fills). Refuses fills that cannot be
 * and buffers below zero; then nothing is booked.
 */
export function close({ state, opened, execution, key }: Ready, config: VaultsConfig): Done | Refused {
  const traded = trade({ opened, execution }, config)
  if (!traded.ok) return traded
  const { closed } = traded
  const broke = closed.buffer.findIndex((float) => float < 0n)
  if (broke !== -1) return overdrawn(config.vaults[broke] ?? String(broke), at(closed.buffer, broke))
  return { ok: true, state: after({ from: state, opened, key }, closed, config), closed }
}

/** The fills and fees of a cycle in the vaults' parts, whatever they leave in the buffers. Refuses fills that cannot be. */
export function trade(
  { opened, execution }: Pick<Ready, 'opened' | 'execution'>,
  config: VaultsConfig,
): { readonly ok: true; readonly closed: Closed } | Refused {
  const about = { netAssets: opened.netAssets, config }
  const pool = assign(opened.pool, execution.pool, about)
  if (!pool.ok) return pool
  const hedges: Netting.Assigned[] = []
  for (const [a, order] of opened.hedges.entries()) {
    const fill = execution.hedges[a]
    if (fill === undefined) return unreported(config.assets[a] ?? String(a))
    const each = assign(order, fill, about)
    if (!each.ok) return each
    hedges.push(each)
  }
  return { ok: true, closed: settle({ pool, hedges }, opened, config) }
}

/** What a pool that settles by request is asked for, US dollars by vault, signed as the order: what it has not filled of what was sent. */
export const askedOf = ({ pool, live, netAssets }: Opened, closed: Pick<Closed, 'pool'>): readonly bigint[] =>
  live?.request?.isAsked === true && pool.order !== 0n ? closed.pool.unfilled : netAssets.map(() => 0n)

/** The state after a close. */
export function after(ended_: Ended, { pool, buffer, external, equity }: Closed, config: VaultsConfig): VaultsState {
  const { opened } = ended_
  return ended(
    ended_,
    {
      buffer,
      units: unitsAfter(opened, pool.fills),
      external,
      equity,
      internal: opened.fit.internal,
      asked: askedOf(opened, { pool }),
    },
    config,
  )
}

/** An order of which nothing is known is not an order of which nothing was filled. */
const unreported = (asset: string): Refused =>
  refuse('INPUT_INCOMPLETE', `Nothing is reported of the order in ${asset}.`, {
    facts: { asset },
    lift: 'Report a fill for each asset, zero where nothing was filled.',
  })

export interface About {
  readonly netAssets: readonly bigint[]
  readonly config: Pick<VaultsConfig, 'crossingShareBps'>
}

/** An order that was not sent cannot be filled; vaults cross among themselves all the same. */
export function assign(order: Order, fill: Fill, { netAssets, config }: About): Netting.Assigned | Refused {
  if (order.order === 0n && fill.filled !== 0n)
    return refuse('BAD_FILL', 'A fill is reported of an order that was not sent.', {
      facts: { net: String(order.net), filled: String(fill.filled) },
      lift: 'Stop, compare with the venue, and find where the fill comes from.',
    })
  const assigned = Netting.assign(order.wishes, fill, netAssets)
  if (!assigned.ok) return assigned
  return { ...assigned, fees: share(assigned, order.wishes, config.crossingShareBps ?? 0n) }
}

function settle(traded: Pick<Closed, 'pool' | 'hedges'>, opened: Opened, config: VaultsConfig): Closed {
  const { pool, hedges } = traded
  const { marking, netAssets } = opened
  const count = netAssets.length
  const fills = fromColumns(
    hedges.map((each) => each.fills),
    count,
  )
  const external = add(marking.external, fills)
  const topped = opened.equityBands.map((band, a) => top(column(marking.equity, a), column(external, a), band))
  const equity = fromColumns(
    topped.map((each) => each.equity),
    count,
  )
  const all = [pool, ...hedges]
  const tradeFees = netAssets.map((_, v) => sum(all.map((each) => at(each.fees, v))))
  const intoEquity = sub(equity, marking.equity).map(sum)
  const buffer = opened.buffer.map((float, v) => float - at(pool.fills, v) - at(intoEquity, v) - at(tradeFees, v))
  const after = netAssets.map((each, v) => each - at(tradeFees, v))
  const poolWorth = worths(unitsAfter(opened, pool.fills), opened.marks.poolPrice)
  const internal: Table = opened.fit.internal
  const { weights } = opened.marks
  return {
    pool,
    hedges,
    tradeFees,
    unassigned: sum(all.map((each) => each.unassigned)),
    transfers: topped.map(({ transfer }) => transfer),
    external,
    equity,
    poolWorth,
    buffer,
    netAssets: after,
    residual: residual({ pool: poolWorth, buffer, netAssets: after, internal, external, weights }, config),
  }
}

/** Pool units after fills in US dollars, turned into units together. */
export function unitsAfter({ marking, marks }: Opened, fills: readonly bigint[]): bigint[] {
  const moved = unitsFor(fills, marks.poolPrice)
  return marking.units.map((held, v) => held + at(moved, v))
}

interface Ended {
  readonly from: VaultsState
  readonly opened: Opened
  readonly key: string
}

/** What the trades of a cycle left, buffers in US dollars. */
type Left = Pick<VaultsState, 'buffer' | 'units' | 'external' | 'equity' | 'internal'> & {
  /** What is asked of a pool that settles by request. */
  readonly asked: readonly bigint[]
}

/**
 * The next state. Buffers go back to tokens rounded up, so that their worth at these marks is exactly what was booked, below zero too. Withdrawals
 * that wait and claims are those of `live`.
 */
export function ended({ from, opened, key }: Ended, { asked, ...left }: Left, config: VaultsConfig): VaultsState {
  const { marks, shares, highWater, marking, live } = opened
  const deployed = live === undefined ? opened.wanted : opened.fit.deployed
  const buffer = left.buffer.map((float, v) => native(float, ownPrice(config, marks.prices, v), 'up'))
  const { shortfall } = marking
  const kept = { marks, shares, highWater, deployed, shortfall, epoch: from.epoch + 1, key, buffer }
  if (live === undefined) return { ...left, ...kept }
  const isOwed = live.claims.some((row) => row.some((claim) => claim !== 0n))
  const queue = unpaid(live.queue, live.leaving)
  const pending = live.request?.left ?? requestOf(asked, from.epoch, { marks, config })
  return {
    ...left,
    ...kept,
    ...(isOwed ? { claims: live.claims } : {}),
    ...(queue.length > 0 ? { queue } : {}),
    ...(pending === null ? {} : { pending }),
  }
}

const overdrawn = (vault: string, float: bigint): Refused =>
  refuse('NEGATIVE_BUFFER', `The buffer of ${vault} would be below zero after the trades.`, {
    facts: { vault, buffer: String(float) },
    lift: 'Burn more pool units of this vault, top up its buffer, or let a withdrawal wait for the next cycle.',
  })
