import { divDown, mulUp, ONE, scaleFrom } from '../../models/reserve/fixed.ts'
import { shapeOf } from '../../models/reserve/pamm/params.ts'
import { payout } from '../../models/reserve/pamm/redemption.ts'
import { levelAt } from '../../models/reserve/redeem.ts'
import { pricesOf, value } from '../../models/reserve/state.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep, SwapLeg } from '../../portfolio/reserve/step.ts'
import { worth } from '../../portfolio/reserve/worth.ts'
import { type Amount, of as amountOf } from '../../units/amount.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { divide, mulDiv } from '../../units/rounding.ts'
import { ZERO as NO_SHARES, of as sharesOf } from '../../units/shares.ts'
import type { Act, Turnover } from './least.ts'
import { type Setting, type Sketch, unitOf } from './scene.ts'

/** One order of a plan as it shall be in all: native units by tranche, or legs of a swap. */
export type Move =
  | { readonly way: 'mint' | 'redeem'; readonly amounts: readonly Part[] }
  | { readonly way: 'swap'; readonly legs: readonly Leg[] }

export interface Part {
  readonly tranche: string
  readonly amount: bigint
}

export interface Leg {
  readonly from: string
  readonly to: string
  readonly amount: bigint
}

/** The turnover as at most one mint, one redemption and one swap. What is less than a unit is left out. */
export function movesOf(turnover: Turnover, { scene, total }: Sketch, { state }: Setting): readonly Move[] {
  const valued = value(state.reserve).tranches
  const native = (at: number, share: number): bigint => {
    const each = valued[at]
    return each === undefined ? 0n : BigInt(Math.floor((share * total) / unitOf(each)))
  }
  const parts = (act: 'mint' | 'redeem'): readonly Part[] =>
    valued
      .map(({ tranche }, at) => ({ tranche: tranche.id, amount: native(at, turnover[at]?.[act] ?? 0) }))
      .filter(({ amount }) => amount > 0n)
  const cash = (at: number, act: Act): number => scene.lines[at]?.lanes.find((lane) => lane.act === act)?.cash ?? 1
  const legs = matched(turnover, cash)
    .map(({ from, to, value: sold }) => ({
      from: valued[from]?.tranche.id ?? '',
      to: valued[to]?.tranche.id ?? '',
      amount: native(from, sold),
    }))
    .filter(({ amount }) => amount > 0n)
  const moves: Move[] = []
  for (const way of ['mint', 'redeem'] as const) {
    const amounts = parts(way)
    if (amounts.length > 0) moves.push({ way, amounts })
  }
  if (legs.length > 0) moves.push({ way: 'swap', legs })
  return moves
}

interface Matched {
  readonly from: number
  readonly to: number
  /** Value sold, as a share of the reserve. */
  readonly value: number
}

/** Sales laid against purchases by cash, the largest first: fewer legs than tranches. */
function matched(turnover: Turnover, cash: (at: number, act: Act) => number): readonly Matched[] {
  const side = (act: 'sell' | 'buy'): { at: number; left: number }[] =>
    turnover
      .map((acts, at) => ({ at, left: acts[act] * cash(at, act) }))
      .filter(({ left }) => left > DUST)
      .sort((a, b) => b.left - a.left || a.at - b.at)
  const sales = side('sell')
  const purchases = side('buy')
  const legs: Matched[] = []
  for (let s = 0, p = 0; ; ) {
    const sale = sales[s]
    const purchase = purchases[p]
    if (sale === undefined || purchase === undefined) return legs
    const paid = Math.min(sale.left, purchase.left)
    legs.push({ from: sale.at, to: purchase.at, value: paid / cash(sale.at, 'sell') })
    sale.left -= paid
    purchase.left -= paid
    if (sale.left <= DUST) s++
    if (purchase.left <= DUST) p++
  }
}

/** Shares of the reserve below which nothing is moved. */
const DUST = 1e-13

/** So much of the move: of the whole, less what is done already in the last round. */
export function part(move: Move, share: number, done: Move | null): Move {
  const of = (amount: bigint, before: bigint): bigint =>
    share >= 1 ? amount - before : mulDiv(amount, BigInt(Math.floor(share * 1e15)), 10n ** 15n, 'down')
  if (move.way === 'swap') {
    const before = done?.way === 'swap' ? done.legs : []
    return { ...move, legs: move.legs.map((leg, at) => ({ ...leg, amount: of(leg.amount, before[at]?.amount ?? 0n) })) }
  }
  const before = done !== null && done.way !== 'swap' ? done.amounts : []
  return {
    ...move,
    amounts: move.amounts.map((each, at) => ({ ...each, amount: of(each.amount, before[at]?.amount ?? 0n) })),
  }
}

/** Two parts of the same move together. */
export function both(a: Move | null, b: Move): Move {
  if (a === null) return b
  if (a.way === 'swap' && b.way === 'swap')
    return { ...b, legs: b.legs.map((leg, at) => ({ ...leg, amount: leg.amount + (a.legs[at]?.amount ?? 0n) })) }
  if (a.way === 'swap' || b.way === 'swap') return b
  return { ...b, amounts: b.amounts.map((x, at) => ({ ...x, amount: x.amount + (a.amounts[at]?.amount ?? 0n) })) }
}

/** The step that makes the move on this state; null where it would move nothing. */
export function stepOf(move: Move, state: ReserveState, market: ReserveMarket): ReserveStep | null {
  if (move.way === 'swap') {
    const legs = move.legs.filter(({ amount }) => amount > 0n).map(exactly)
    return legs.length === 0 ? null : { kind: 'reserve.swap', legs }
  }
  const amounts = move.amounts.filter(({ amount }) => amount > 0n)
  if (amounts.length === 0) return null
  if (move.way === 'redeem') return redemption(amounts, state, market)
  const deposits = amounts.map(({ tranche, amount }) => ({ tranche, amount: amountOf(amount) }))
  return { kind: 'reserve.mint', by: 'operator', deposits, least: NO_SHARES }
}

const NO_LEAST: Amount = amountOf(0n)

const exactly = ({ from, to, amount }: Leg): SwapLeg => ({ from, to, amount: amountOf(amount), least: NO_LEAST })

/** The fewest coins whose value takes these amounts out, by bisection along the price of redemption; ratios that sum to one. */
function redemption(
  amounts: readonly Part[],
  { reserve, operator }: ReserveState,
  market: ReserveMarket,
): ReserveStep | null {
  const values = amounts.map(({ tranche: id, amount }) => {
    const tranche = reserve.tranches.find((each) => each.id === id)
    return tranche === undefined ? 0n : mulUp(scaleFrom(amount, tranche.decimals), pricesOf(tranche).upper)
  })
  const sum = values.reduce((all, each) => all + each, 0n)
  const { rules } = market
  const supply = sharesOf(reserve.supply - rules.bootstrapped)
  const level = { redeemed: levelAt(reserve, rules), value: worth(reserve, rules).redeemable, supply }
  const shape = shapeOf(rules)
  const most = operator.coins < supply ? operator.coins : supply
  const coins = fewest(sum, most, (asked) => payout(asked, level, shape) >= sum)
  if (coins === null || sum === 0n) return null
  let given = 0n
  const withdrawals = amounts.map(({ tranche }, at) => {
    const ratio = at === amounts.length - 1 ? ONE - given : divDown(values[at] ?? 0n, sum)
    given += ratio
    return { tranche, ratio: ratioOf(ratio), least: NO_LEAST }
  })
  return { kind: 'reserve.redeem', by: 'operator', coins: sharesOf(coins), withdrawals }
}

function fewest(from: bigint, to: bigint, isEnough: (coins: bigint) => boolean): bigint | null {
  if (from > to) return null
  if (isEnough(from)) return from
  if (!isEnough(to)) return null
  let low = from
  let high = to
  while (high - low > 1n) {
    const middle = divide(low + high, 2n, 'down')
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}
