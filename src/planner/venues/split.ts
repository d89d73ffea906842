import type { Exchange } from '../../portfolio/venues/place.ts'
import { HOUR_MS } from '../../units/time.ts'
import { type Cut, cutOf, cyclesFor, NO_CUTS } from '../cut.ts'
import * as Coins from './coins.ts'
import type { Context } from './context.ts'
import type { Share } from './hedge.ts'

/** The largest purchase that the wallet's cash can back with margin, no single transfer above its limit; by bisection, since T(v) bends. */
export function split(idle: number, context: Context, caps: Caps = capsOf(context)): Split {
  let low = 0
  let high = idle
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    const sends = sendsFor(middle, context)
    const fits = middle + sum(sends) <= idle && sum(sends) <= caps.all && sends.every(({ value }) => value <= caps.each)
    if (fits) low = middle
    else high = middle
  }
  const all = sendsFor(low, context)
  const sends = all.filter(({ value }) => value >= context.policy.limits.transferMin)
  const isThin = sends.length < all.filter(({ value }) => value >= 1).length
  return { buy: low, margin: sum(sends), sends, isThin }
}

/** What the caps keep in the wallet: the margin that cannot go now holds back what it would back. */
export function cutsOf({ buy, margin: sent, sends }: Split, idle: number, context: Context): readonly Cut[] {
  const { transferMin, transferMax, perHour, perDay } = context.policy.limits
  const moved = buy + sent
  if (idle - moved < transferMin) return NO_CUTS
  const { each } = capsOf(context)
  const free = split(idle, context, { each: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY })
  if (free.margin <= sent) return NO_CUTS
  const largest = Math.max(0, ...sends.map(({ value }) => value))
  const unsent = Coins.unsent(context.state, context)
  const limiter = largest >= each * NEARLY ? 'limits.transferMax' : unsent.limiter
  const cycles = cyclesFor(free.margin, sent, {
    asOf: context.asOf,
    sent: context.state.sent,
    perCycle: split(idle, context, { each: transferMax, all: Number.POSITIVE_INFINITY }).margin,
    perHour,
    perDay,
    least: Math.max(1, transferMin),
    every: Math.max(HOUR_MS, context.policy.decision.routineEvery * 1000),
  })
  return cutOf({ limiter, place: 'WALLET', unit: 'USD', wanted: free.buy + free.margin, allowed: moved, cycles })
}

const capsOf = (context: Context): Caps => ({
  each: context.policy.limits.transferMax,
  all: Coins.unsent(context.state, context).value,
})

interface Caps {
  /** Of one transfer, and of all of them, in USD. */
  readonly each: number
  readonly all: number
}

/** A bisection ends a hair below what binds. */
const NEARLY = 0.999

function sendsFor(spend: number, context: Context): readonly { place: Exchange; value: number }[] {
  const { policy, market, state } = context
  return hedgeShares(context).map(({ place, share }) => {
    const { equity, notional } = Coins.marginOf(state, place, context)
    const wanted = policy.bounds.equityRatio.target * (notional * market.price.USDT + share * spend)
    return { place, value: Math.max(0, wanted - equity * market.price.USDT - Coins.pendingTo(state, place, market)) }
  })
}

export function hedgeShares({ policy, state }: Pick<Context, 'policy' | 'state'>): readonly Share[] {
  return policy.mode.isHedged
    ? state.exchanges
        .map(({ place }) => ({ place, share: policy.allocation[place] ?? 0 }))
        .filter(({ share }) => share > 0)
    : []
}

function sum(sends: readonly { readonly value: number }[]): number {
  return sends.reduce((total, { value }) => total + value, 0)
}

export interface Split {
  readonly buy: number
  readonly margin: number
  /** Some margin that the purchase needs is less than one transfer may carry. */
  readonly isThin: boolean
  readonly sends: readonly { readonly place: Exchange; readonly value: number }[]
}
