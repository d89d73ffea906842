import { order as ordered } from '../../models/vault/counterparty.ts'
import { top } from '../../models/vault/margin.ts'
import { outside } from '../../models/vault/netting.ts'
import { abs, at, column, sub, sum, type Table } from '../../models/vault/table.ts'
import { hedgeFee, poolFee } from '../../portfolio/vaults/cost.ts'
import { assign } from '../../portfolio/vaults/cycle/close.ts'
import type { Fill } from '../../portfolio/vaults/input.ts'
import type { Opened, Order } from '../../portfolio/vaults/journal.ts'
import type { VaultsMarket } from '../../portfolio/vaults/market.ts'
import type { HedgeStep, VaultsStep } from '../../portfolio/vaults/step.ts'
import { ownShare, plus } from '../../portfolio/vaults/underway.ts'
import type { Refused } from '../../units/refusal.ts'

export interface Written {
  readonly ok: true
  readonly stages: readonly (readonly VaultsStep[])[]
}

/** An order as steps take it: what vaults trade with each other, what of the market is whose, and who pays. */
interface Shared {
  readonly crossed: readonly bigint[]
  readonly parts: readonly bigint[]
  readonly fees: readonly bigint[]
  readonly fills: readonly bigint[]
  readonly unfilled: readonly bigint[]
}

/**
 * The steps of a cycle in the order of docs/rules/vaults.md#orders: burn, cross and book, mint, hedges that close before those that open, equity
 * last, then the close. Refuses hedges that the vaults would take against themselves.
 */
export function write(opened: Opened, deploy: readonly bigint[] | null, market: VaultsMarket): Written | Refused {
  const { config, costs } = market
  const isAsked = opened.live?.request?.isAsked === true
  const { order } = opened.pool
  const fill = isAsked ? { filled: 0n, fee: 0n } : { filled: order, fee: poolFee(costs, order) }
  const pool = shared(opened.pool, fill, { opened, market })
  if (!pool.ok) return pool
  const burns: VaultsStep[] = []
  const inside: VaultsStep[] = []
  const mints: VaultsStep[] = []
  const amount = abs(order)
  const { fees } = pool
  if (isAsked && order !== 0n) mints.push({ kind: 'vaults.request', amount: order, parts: pool.unfilled })
  const pools = costs.mix?.order === order ? { pools: costs.mix.pools } : {}
  if (!isAsked && order < 0n)
    burns.push({ kind: 'vaults.burn', amount, parts: pool.parts.map((part) => -part), fees, ...pools })
  if (!isAsked && order > 0n) mints.push({ kind: 'vaults.mint', amount, parts: pool.parts, fees, ...pools })
  if (order === 0n && costs.mix?.order === 0n && costs.mix.pools.some((each) => each.order !== 0n))
    mints.push({ kind: 'vaults.rotate', amount: 0n, parts: pool.parts, fees, pools: costs.mix.pools })
  if (isSome(pool.crossed)) inside.push({ kind: 'vaults.cross', instrument: 'pool', parts: pool.crossed })
  const hedges = hedging(opened, market)
  if (!hedges.ok) return hedges
  for (const [a, asset] of config.assets.entries()) {
    const parts = column(opened.internalDiff, a)
    if (isSome(parts)) inside.push({ kind: 'vaults.book', asset, parts })
  }
  const margins = equities(opened, hedges.external, market)
  const stages = [burns, [...hedges.crosses, ...inside], mints, hedges.closing, hedges.opening, margins]
  return { ok: true, stages: [...stages.filter(({ length }) => length > 0), [{ kind: 'vaults.close', deploy }]] }
}

interface About {
  readonly opened: Opened
  readonly market: VaultsMarket
}

function shared(order: Order, fill: Fill, { opened, market }: About): ({ readonly ok: true } & Shared) | Refused {
  const assigned = assign(order, fill, { netAssets: opened.netAssets, config: market.config })
  if (!assigned.ok) return assigned
  const { fills, fees, unfilled } = assigned
  const parts = outside(order.wishes, fill.filled)
  return { ok: true, parts, fees, fills, unfilled, crossed: fills.map((fill, v) => fill - at(parts, v)) }
}

interface Hedging {
  readonly ok: true
  readonly crosses: readonly VaultsStep[]
  readonly closing: readonly HedgeStep[]
  readonly opening: readonly HedgeStep[]
  readonly external: Table
}

/** An order that makes the net hedge smaller closes; one that goes through zero counts by what it leaves. */
function hedging(opened: Opened, market: VaultsMarket): Hedging | Refused {
  const { config, costs } = market
  const share = ownShare(opened, market.pool)
  const crosses: VaultsStep[] = []
  const closing: HedgeStep[] = []
  const opening: HedgeStep[] = []
  let { external } = opened.marking
  for (const [a, asset] of config.assets.entries()) {
    const order = opened.hedges[a]
    if (order === undefined) continue
    const sent = ordered(order.order, order.order === 0n ? 0n : share)
    if (!sent.ok) return sent
    const before = sum(column(external, a))
    const fee = hedgeFee(costs, { asset: a, held: before, order: sent.order })
    const each = shared(order, { filled: order.order, fee }, { opened, market })
    if (!each.ok) return each
    if (isSome(each.crossed)) crosses.push({ kind: 'vaults.cross', instrument: asset, parts: each.crossed })
    external = plus(external, a, each.fills)
    if (order.order === 0n) continue
    const { parts, fees } = each
    const step: HedgeStep = { kind: 'vaults.hedge', asset, amount: order.order, order: sent.order, parts, fees }
    const isClosing = abs(before + order.order) < abs(before)
    if (isClosing) closing.push(step)
    else opening.push(step)
  }
  return { ok: true, crosses, closing, opening, external }
}

function equities({ marking, equityBands }: Opened, external: Table, { config }: VaultsMarket): readonly VaultsStep[] {
  return config.assets.flatMap((asset, a): readonly VaultsStep[] => {
    const band = equityBands[a]
    if (band === undefined) return []
    const held = column(marking.equity, a)
    const { equity, transfer } = top(held, column(external, a), band)
    const [parts = []] = sub([equity], [held])
    return isSome(parts) ? [{ kind: 'vaults.margin', asset, amount: transfer, parts }] : []
  })
}

const isSome = (parts: readonly bigint[]): boolean => parts.some((part) => part !== 0n)
