import { divDown, mulUp, ONE, scaleFrom } from '../../models/reserve/fixed.ts'
import type { Deposit } from '../../models/reserve/order.ts'
import { shapeOf } from '../../models/reserve/pamm/params.ts'
import { payout } from '../../models/reserve/pamm/redemption.ts'
import { levelAt } from '../../models/reserve/redeem.ts'
import { pricesOf } from '../../models/reserve/state.ts'
import { zip } from '../../models/reserve/zip.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import type { Way } from '../../portfolio/reserve/policy.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep, SwapLeg } from '../../portfolio/reserve/step.ts'
import { worth } from '../../portfolio/reserve/worth.ts'
import { type Amount, of as amountOf } from '../../units/amount.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { divide, mulDiv } from '../../units/rounding.ts'
import { ZERO as NO_SHARES, of as sharesOf } from '../../units/shares.ts'
import type { Line, Turnover } from './least.ts'

/** One order of a plan: native units by tranche, and of a swap what they are sold for. */
export interface Move {
  readonly way: Way
  readonly parts: readonly Part[]
}

export interface Part {
  readonly tranche: string
  /** What is bought; empty but in a swap. */
  readonly to: string
  readonly amount: bigint
}

/** The turnover as at most one mint, one redemption and one swap. What is less than a unit is left out. */
export function movesOf(turnover: Turnover): readonly Move[] {
  const parts = (act: 'mint' | 'redeem'): readonly Part[] =>
    turnover.map((turn) => ({ tranche: turn.line.tranche, to: '', amount: native(turn.line, turn[act]) }))
  const moves: readonly Move[] = [
    { way: 'mint', parts: parts('mint') },
    { way: 'redeem', parts: parts('redeem') },
    { way: 'swap', parts: matched(turnover) },
  ]
  return moves.map(settled).filter((move) => move.parts.length > 0)
}

const native = ({ units }: Line, share: number): bigint => BigInt(Math.floor(share * units))

const settled = ({ way, parts }: Move): Move => ({ way, parts: parts.filter(({ amount }) => amount > 0n) })

/** Sales laid against purchases by cash, the largest first: fewer legs than tranches. */
function matched(turnover: Turnover): readonly Part[] {
  const sales = turnover.map((turn) => ({ turn, left: turn.sold })).sort((a, b) => b.left - a.left)
  const purchases = turnover.map((turn) => ({ turn, left: turn.bought })).sort((a, b) => b.left - a.left)
  const legs: Part[] = []
  for (const sale of sales)
    for (const purchase of purchases) {
      const paid = Math.min(sale.left, purchase.left)
      if (paid <= DUST) continue
      sale.left -= paid
      purchase.left -= paid
      const { line, sell, sold } = sale.turn
      legs.push({ tranche: line.tranche, to: purchase.turn.line.tranche, amount: native(line, (paid * sell) / sold) })
    }
  return legs
}

/** Shares of the reserve below which nothing is moved. */
const DUST = 1e-13

/** The move cut into rounds of these shares, floored; the last has what is left. */
export function cut({ way, parts }: Move, shares: readonly number[]): readonly Move[] {
  const left = parts.map((part) => ({ ...part }))
  return shares.map((share, round): Move => {
    const isLast = round === shares.length - 1
    const now = zip(parts, left).map(([part, rest]) => {
      const amount = isLast ? rest.amount : mulDiv(part.amount, BigInt(Math.floor(share * 1e15)), 10n ** 15n, 'down')
      rest.amount -= amount
      return { ...part, amount }
    })
    return settled({ way, parts: now })
  })
}

/** The step that makes the move on this state; null where it would move nothing, or coins are short. */
export function stepOf({ way, parts }: Move, state: ReserveState, market: ReserveMarket): ReserveStep | null {
  if (parts.length === 0) return null
  switch (way) {
    case 'mint':
      return { kind: 'reserve.mint', by: 'operator', deposits: parts.map(deposit), least: NO_SHARES }
    case 'redeem':
      return redemption(parts, state, market)
    case 'swap':
      return { kind: 'reserve.swap', legs: parts.map(leg) }
  }
}

const deposit = ({ tranche, amount }: Part): Deposit => ({ tranche, amount: amountOf(amount) })

const leg = ({ tranche, to, amount }: Part): SwapLeg => ({
  from: tranche,
  to,
  amount: amountOf(amount),
  least: NO_LEAST,
})

const NO_LEAST: Amount = amountOf(0n)

/** The fewest coins whose value takes these amounts out, by bisection along the price of redemption; ratios that sum to one. */
function redemption(parts: readonly Part[], state: ReserveState, { rules }: ReserveMarket): ReserveStep | null {
  const { reserve, operator } = state
  const values = parts.map(({ tranche: id, amount }) => {
    const tranche = reserve.tranches.find((each) => each.id === id)
    return tranche === undefined ? 0n : mulUp(scaleFrom(amount, tranche.decimals), pricesOf(tranche).upper)
  })
  const sum = values.reduce((all, each) => all + each, 0n)
  const supply = sharesOf(reserve.supply - rules.bootstrapped)
  const level = { redeemed: levelAt(reserve, rules), value: worth(reserve, rules).redeemable, supply }
  const shape = shapeOf(rules)
  const most = operator.coins < supply ? operator.coins : supply
  const coins = fewest(sum, most, (asked) => payout(asked, level, shape) >= sum)
  if (coins === null || sum === 0n) return null
  let left = ONE
  const withdrawals = zip(parts, values).map(([{ tranche }, worthOf], at) => {
    const ratio = at === parts.length - 1 ? left : divDown(worthOf, sum)
    left -= ratio
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
