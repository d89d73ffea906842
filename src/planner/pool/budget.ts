import { shown } from '../../models/pool/sharePrice.ts'
import { sentWithin, usdSent } from '../../portfolio/pool/market.ts'
import * as Amount from '../../units/amount.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { lookup } from '../../units/lookup.ts'
import type { Refusal } from '../../units/refusal.ts'
import { mulDiv } from '../../units/rounding.ts'
import { HOUR_MS } from '../../units/time.ts'
import { type Cut, capped, cutOf, NO_CUTS } from '../cut.ts'
import { bounds, rateOf, worthAt } from './route.ts'
import type { Context, Move } from './trial.ts'

/** The moves of one plan as far as the operator's limits let them, and what keeps the rest back. */
export interface Trimmed {
  readonly moves: readonly Move[]
  readonly cuts: readonly Cut[]
  /** Where nothing is left: why. */
  readonly refusal: Refusal | null
}

/**
 * Keeps what a plan moves, its deposits together, within `transferMax`, the caps per hour and day, and what each bridge carries, and what its Syncs take of one chain
 * within the tolerance on its worth as stored, to the unit (a contract lets one basis point more through): a limit that counted every deposit by itself would be none for a plan of many. In the order of
 * the moves, the last as large as is left.
 */
export function trimmed(moves: readonly Move[], context: Context): Trimmed {
  const budget = budgetOf(context)
  const synced = new Map<string, bigint>()
  const kept: Move[] = []
  let left: number = budget.value
  let limiter: string | null = null
  const carried = new Map<string, number>()
  for (const move of moves) {
    const { market, policy } = context
    const room = roomOn(move.route, carried, context)
    const isBridge = room !== null && room.value < left
    const limits = { ...policy.limits, transferMax: usd(isBridge ? room.value : left) }
    const size = bounds(move.route, { ...policy, limits }, market)
    const tolerated = toleratedOf(move, synced, context)
    const isTolerance = tolerated !== null && (size.max === null || tolerated < size.max)
    const max = isTolerance ? tolerated : size.max
    const input = max === null || move.input < max ? move.input : Amount.of(max)
    if (input < move.input) limiter ??= isTolerance ? 'limits.syncTolerance' : isBridge ? room.limiter : budget.limiter
    if (input <= 0n || input < size.min) continue
    kept.push({ ...move, input })
    const value = usdSent({ ...move.route, input }, market)
    left = Math.max(0, left - value)
    const by = move.route.bridge?.name ?? ''
    carried.set(by, (carried.get(by) ?? 0) + value)
    if (move.kind === 'pool.sync')
      synced.set(move.route.from, (synced.get(move.route.from) ?? 0n) + worthOf(move, input, context))
  }
  return {
    moves: kept,
    ...told({ wanted: totalOf(moves, context), allowed: totalOf(kept, context), limiter, hasSent: hasSent(context) }),
  }
}

function told({ wanted, allowed, limiter, hasSent }: Told): Pick<Trimmed, 'cuts' | 'refusal'> {
  if (limiter === null) return { cuts: NO_CUTS, refusal: null }
  const cycles = allowed > 0 ? Math.ceil(wanted / allowed) : null
  const cut = { limiter, place: 'this plan', unit: 'USD', wanted, allowed, cycles }
  const cuts = cutOf(cut)
  return { cuts, refusal: allowed > 0 ? null : capped({ ...cut, remaining: wanted }, hasSent) }
}

interface Told {
  readonly wanted: number
  readonly allowed: number
  readonly limiter: string | null
  readonly hasSent: boolean
}

const totalOf = (moves: readonly Move[], { market }: Context): number =>
  moves.reduce((sum, { route, input }) => sum + usdSent({ ...route, input }, market), 0)

const hasSent = ({ market, state }: Context): boolean => (market.sent ?? state.flights).length > 0

/** What the bridge of a route still carries beside what was sent and what the plan sends by it; null where nothing caps it. */
function roomOn({ bridge }: Move['route'], carried: ReadonlyMap<string, number>, context: Context): Budget | null {
  if (bridge === undefined) return null
  const { name, perHour, perDay } = bridge
  const left = (most: number, span: number): number =>
    Math.max(0, most - sentWithin(span, context, name) - (carried.get(name) ?? 0))
  const [hour, day] = [left(perHour, HOUR_MS), left(perDay, 24 * HOUR_MS)]
  return day < hour ? { value: usd(day), limiter: `${name}.perDay` } : { value: usd(hour), limiter: `${name}.perHour` }
}

export interface Budget {
  readonly value: Usd
  readonly limiter: string
}

/** What a plan of one deposit on a route may move, and the limit that says so: the operator's, or what its bridge still carries. */
export function roomFor(route: Move['route'], context: Context): Budget {
  const [own, bridge] = [budgetOf(context), roomOn(route, new Map(), context)]
  return bridge !== null && bridge.value < own.value ? bridge : own
}

/** What one plan may move, and the limit that says so. */
function budgetOf({ asOf, state, market, policy: { limits } }: Context): Budget {
  let value: number = limits.transferMax
  let limiter = 'limits.transferMax'
  const windows = [
    ['limits.perHour', limits.perHour, HOUR_MS],
    ['limits.perDay', limits.perDay, 24 * HOUR_MS],
  ] as const
  for (const [key, most, span] of windows) {
    if (!Number.isFinite(most)) continue
    const left = Math.max(0, most - sentWithin(span, { asOf, state, market }))
    if (left >= value) continue
    value = left
    limiter = key
  }
  return { value: usd(value), limiter }
}

/** What a Sync may still take of its chain beside the plan's others; null where the tolerance is all of it, or a Transfer. */
function toleratedOf({ kind, route }: Move, synced: ReadonlyMap<string, bigint>, context: Context): bigint | null {
  const { state, market, policy } = context
  const { syncToleranceBps } = policy.limits
  const [chain, site] = [lookup(state.chains, route.from), lookup(market.sites, route.from)]
  if (kind !== 'pool.sync' || syncToleranceBps >= 10_000n || chain === undefined || site === undefined) return null
  const assets = mulDiv(chain.totalSupply + chain.virtualSupply, shown(chain), chain.unit, 'down')
  const rate = rateOf(route.token, chain, site)
  if (assets <= 0n || rate === null) return null
  const left = mulDiv(syncToleranceBps, assets, 10_000n, 'down') - (synced.get(route.from) ?? 0n)
  return left <= 0n ? 0n : mulDiv(left, rate.denominator, rate.numerator, 'down')
}

const worthOf = ({ route: { from: chain, token } }: Move, amount: Amount.Amount, context: Context): bigint =>
  worthAt({ chain, token, amount }, context, 'down')
