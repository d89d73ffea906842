import type { Cell, Table } from '../../backtest/report/blocks.ts'
import type { Section } from '../../backtest/report/document.ts'
import type { Scene } from '../../backtest/reserve/replay.ts'
import { said, worded } from '../../backtest/reserve/said.ts'
import { value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { type Capacity, largestMint, largestRedemption, largestSwap } from '../../planner/reserve/capacity.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import { format } from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import { mulDiv } from '../../units/rounding.ts'
import { E18 } from './units.ts'

/** The largest orders of anybody that pass now, for each tranche, and what refuses one unit more. */
export interface Capacities {
  readonly tranches: readonly Room[]
  readonly swaps: readonly Pair[]
}

interface Room {
  readonly tranche: Tranche
  /** In units of the tranche. */
  readonly mint: Capacity
  /** In coins, for this tranche alone. */
  readonly redemption: Capacity
}

interface Pair {
  readonly from: Tranche
  readonly to: Tranche
  /** In units of what is sold. */
  readonly swap: Capacity
}

export function capacities({ state, market }: Scene): Capacities {
  const { tranches } = state.reserve
  const traded = tranches.filter(({ id }) => (lookup(market.quotes, id)?.trade ?? null) !== null)
  return {
    tranches: tranches.map((tranche) => {
      const asked = { state, market, tranche: tranche.id, by: 'user' as const }
      return { tranche, mint: largestMint(asked), redemption: largestRedemption(asked) }
    }),
    swaps: pairsOf(traded, { state, market }).map(([from, to]) => ({
      from,
      to,
      swap: largestSwap({ state, market, tranche: from.id }, to.id),
    })),
  }
}

/** Up to so many tranches every one is tried against every other. */
const ALL_MAX = 12
/** Of more, so many of each side: each pair takes some tens of trials, and there are thousands of pairs. */
const SIDE_MAX = 5

/** What is sold for what: every pair; of many tranches those farthest above their targets for those farthest below. */
function pairsOf(traded: readonly Tranche[], { state, market }: Scene): readonly (readonly [Tranche, Tranche])[] {
  if (traded.length <= ALL_MAX)
    return traded.flatMap((from) => traded.filter((to) => to !== from).map((to) => [from, to] as const))
  const above = new Map(
    value(quoted(state.reserve, market)).tranches.map(({ tranche: { id }, weight, targetWeight }) => [
      id,
      weight - targetWeight,
    ]),
  )
  const sorted = traded.toSorted((a, b) => Number((above.get(b.id) ?? 0n) - (above.get(a.id) ?? 0n)))
  const bought = sorted.slice(-SIDE_MAX).toReversed()
  return sorted.slice(0, SIDE_MAX).flatMap((from) => bought.map((to) => [from, to] as const))
}

/** Two tables: orders of users, and swaps of the operator that move anything. */
export function capacitiesSection({ tranches, swaps }: Capacities): Section {
  const orders: Table = {
    kind: 'table',
    caption: 'Largest orders now',
    columns: [
      { title: 'Tranche' },
      { title: 'Mint at most', figure: true },
      { title: 'Limited by' },
      { title: 'Redeem, coins', figure: true },
      { title: 'Limited by' },
    ],
    rows: tranches.map(({ tranche: { id, decimals }, mint, redemption }): Cell[] => [
      id,
      whole(mint.value, decimals),
      limiterOf(mint),
      whole(redemption.value, E18),
      limiterOf(redemption),
    ]),
  }
  const moving = swaps.filter(({ swap, from }) => whole(swap.value, from.decimals) !== '0')
  const legs: Table = {
    kind: 'table',
    caption: 'Largest swaps now',
    columns: [{ title: 'Sold' }, { title: 'Bought' }, { title: 'Sell at most', figure: true }, { title: 'Limited by' }],
    rows: moving.map(({ from, to, swap }): Cell[] => [
      from.id,
      to.id,
      whole(swap.value, from.decimals),
      limiterOf(swap),
    ]),
  }
  return {
    id: 'capacities',
    title: 'The largest orders that pass now',
    lead: `Of one tranche alone, by anybody who has enough. Limited by what refuses one unit more.${tranches.length > ALL_MAX ? ` Of so many tranches the ${SIDE_MAX} farthest above their targets are sold for the ${SIDE_MAX} farthest below.` : ''}`,
    blocks: moving.length === 0 ? [orders] : [orders, legs],
  }
}

/** For programs: native units and coins as decimal strings. */
export const capacitiesJson = ({ tranches, swaps }: Capacities) => ({
  tranches: tranches.map(({ tranche, mint, redemption }) => ({
    id: tranche.id,
    mint: inFull(mint, tranche),
    redemption: inFull(redemption, tranche),
  })),
  swaps: swaps.map(({ from, to, swap }) => ({ from: from.id, to: to.id, swap: inFull(swap, from) })),
})

function inFull({ value, limiter }: Capacity, tranche: Tranche) {
  if (limiter === null) return { value: String(value), limiter: null }
  const within = { tranches: [tranche], beside: [] }
  return { value: String(value), limiter: { ...limiter, ...worded(limiter, within), said: said(limiter, within) } }
}

/** Rounded down to two places: the exact figure is in the JSON. */
function whole(value: bigint, decimals: number): string {
  const cents = decimals <= 2 ? value : mulDiv(value, 100n, 10n ** BigInt(decimals), 'down')
  return Number(format(cents, Math.min(decimals, 2))).toLocaleString('en-US', { maximumFractionDigits: 2 })
}

/** The code, the tranche that it is about, and the block from which it would pass. */
function limiterOf({ limiter }: Capacity): string {
  if (limiter === null) return 'nothing'
  const { tranche, tranches, opens, closedUntil } = limiter.facts
  const whose = tranche ?? tranches
  const block = opens ?? (closedUntil === undefined ? undefined : Number(closedUntil) + 1)
  return `${limiter.code}${whose === undefined ? '' : ` ${whose}`}${block === undefined ? '' : `, block ${block}`}`
}
