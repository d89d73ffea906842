import { value } from '../../models/reserve/state.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { type Amount, of as amountOf } from '../../units/amount.ts'
import { ONE } from '../../units/ratio.ts'
import type { Refusal } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { roomOf } from './scene.ts'

/** The most that passes now, and what refuses one unit more. */
export interface Capacity {
  readonly value: Amount
  readonly limiter: Refusal | null
}

interface Asked {
  readonly state: ReserveState
  readonly market: ReserveMarket
  readonly tranche: string
  readonly by: 'operator' | 'user'
}

/**
 * The largest mint into one tranche now, in its native units. Weights move one way as the amount grows, so that what passes is one
 * stretch of amounts that begins near nothing; its end is found by bisection on the exact check. `value` passes and `value` + 1 is refused.
 */
export function largestMint({ state, market, tranche: id, by }: Asked): Capacity {
  const reserve = quoted(state.reserve, market)
  const { total, tranches } = value(reserve)
  const valued = tranches.find(({ tranche }) => tranche.id === id)
  const most = valued === undefined ? 0n : roomOf(valued, 'in', { block: reserve.block, total })
  return largest(most, (amount) => {
    const deposits = [{ tranche: id, amount: amountOf(amount) }]
    return refusalOf(state, market, { kind: 'reserve.mint', by, deposits, least: sharesOf(0n) })
  })
}

/**
 * The most coins that can be redeemed now for one tranche alone. The value paid rises with the coins but for rounding, so that bisection
 * finds an end of what passes: `value` passes and `value` + 1 is refused.
 */
export function largestRedemption({ state, market, tranche: id, by }: Asked): Capacity {
  const most = state.reserve.supply - market.rules.bootstrapped
  return largest(most < 0n ? 0n : most, (coins) => {
    const withdrawals = [{ tranche: id, ratio: ONE, least: amountOf(0n) }]
    return refusalOf(state, market, { kind: 'reserve.redeem', by, coins: sharesOf(coins), withdrawals })
  })
}

/** The most of one tranche that can be sold for another now, in native units of what is sold. As `largestMint`. */
export function largestSwap({ state, market, tranche: from }: Omit<Asked, 'by'>, to: string): Capacity {
  const reserve = quoted(state.reserve, market)
  const balance = reserve.tranches.find(({ id }) => id === from)?.balance ?? 0n
  return largest(balance, (amount) => {
    const legs = [{ from, to, amount: amountOf(amount), least: amountOf(0n) }]
    return refusalOf(state, market, { kind: 'reserve.swap', legs })
  })
}

function refusalOf(state: ReserveState, market: ReserveMarket, step: ReserveStep): Refusal | null {
  const applied = apply(state, step, market)
  return applied.ok ? null : applied.refusal
}

/** `most` is a bound above which nothing passes. */
function largest(most: bigint, refused: (amount: bigint) => Refusal | null): Capacity {
  let low = passing(most, refused)
  let high = low === 0n ? 1n : most + 1n
  while (high - low > 1n) {
    const middle = divide(low + high, 2n, 'down')
    if (refused(middle) === null) low = middle
    else high = middle
  }
  return { value: amountOf(low), limiter: refused(high) }
}

/** Something that passes: the bound, or the first of its halves that does; 0 where none is. */
function passing(most: bigint, refused: (amount: bigint) => Refusal | null): bigint {
  for (let amount = most; amount > 0n; amount >>= 1n) if (refused(amount) === null) return amount
  return 0n
}
