import { exchangeOf } from '../../portfolio/venues/balance.ts'
import * as Margin from '../../portfolio/venues/margin.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Exchange, Place } from '../../portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { quoteSwap } from '../../portfolio/venues/trade.ts'
import { quantity, usd } from '../../units/estimate.ts'
import type { Refusal } from '../../units/refusal.ts'
import { HOUR_MS } from '../../units/time.ts'
import { type Cut, cutOf, cyclesFor } from '../cut.ts'
import type { Considered } from '../proposal.ts'
import { append, type Draft } from './assemble.ts'
import type { Context } from './context.ts'
import { offset } from './hedge.ts'
import { type Node, node } from './leg.ts'
import { offers } from './source.ts'

/** The place where a policy's long leg stands, and the node that it is built through. */
export function homeOf(policy: VenuesPolicy): Place {
  switch (policy.mode.long) {
    case 'supply':
    case 'loop':
      return 'AAVE'
    case 'stake':
      return 'ETHERFI'
    case 'spot':
      return 'WALLET'
  }
}

export function longNode(policy: VenuesPolicy): Node {
  switch (policy.mode.long) {
    case 'supply':
      return node('AAVE', 'supply', policy.mode.coin === 'USDT' ? 'USDT' : 'WETH')
    case 'loop':
      return node('AAVE', 'loop', 'weETH')
    case 'stake':
      return node('ETHERFI', 'free', 'weETH')
    case 'spot':
      return node('WALLET', 'free', 'USDT')
  }
}

export function marginOf(state: VenuesState, place: Exchange, { market }: Pick<Context, 'market'>): Margin.MarginData {
  const account = exchangeOf(state, place)
  return account === undefined ? { equity: usd(0), notional: usd(0), maintenance: usd(0) } : Margin.of(account, market)
}

/** USD on its way to an exchange, and idle in its funding wing: it is no margin yet, and lowers the open need (docs/rules/venues.md#D10, #D24). */
export function pendingTo(state: VenuesState, place: Exchange, market: VenuesMarket): number {
  let sum = (exchangeOf(state, place)?.funding.USDT ?? 0) * market.price.USDT
  for (const flight of state.flights) if (flight.to === place) sum += flight.quantity * market.price[flight.asset]
  return sum
}

/** The most that one node of a source offers: USDT of the wallet and of other exchanges, whose coins stay; of the exchange itself its coins. */
export function capacityOf(source: Place, context: Context, self: Exchange): number {
  let most = 0
  for (const { node: at, value } of offers(source, context)) {
    const isCash = at.asset === 'USDT' || source === 'AAVE' || source === 'ETHERFI'
    const counts = source === self ? at.asset !== 'USDT' : isCash
    if (counts && at.bucket !== 'credit') most = Math.max(most, value)
  }
  return most
}

/** USD of an asset in the wallet beyond what the policy keeps there. */
export function freeOf(asset: 'USDT' | 'WETH' | 'ETH', { state, market, policy, assessment }: Context): number {
  const own = policy.mode.shareClass === 'USDT' ? 'USDT' : 'WETH'
  const kept =
    asset === 'ETH'
      ? policy.gasReserve.target * market.price.ETH
      : asset === own
        ? policy.buffer * assessment.figures.netAssets
        : 0
  return Math.max(0, state.wallet[asset] * market.price[asset] - kept)
}

/** USD that may still be sent now: what the caps per hour and per day leave, and no more than one transfer may carry (docs/rules/venues.md#D22). */
export function sendable(state: VenuesState, { market, policy }: Pick<Context, 'market' | 'policy'>): Sendable {
  const caps = unsent(state, { market, policy })
  const value = policy.limits.transferMax * CAP_MARGIN
  return value <= caps.value ? { value, limiter: 'limits.transferMax' } : caps
}

/** USD that the caps per hour and per day leave, and which of them is the tighter. */
export function unsent(state: VenuesState, { market, policy }: Pick<Context, 'market' | 'policy'>): Sendable {
  let hour = 0
  let day = 0
  for (const { at, value } of state.sent) {
    const age = market.asOf - at
    if (age < 24 * HOUR_MS) day += value
    if (age < HOUR_MS) hour += value
  }
  const [byHour, byDay] = [policy.limits.perHour - hour, policy.limits.perDay - day]
  const limiter = byHour < byDay ? 'limits.perHour' : 'limits.perDay'
  return { value: Math.max(0, Math.min(byHour, byDay) * CAP_MARGIN), limiter }
}

/** What of an amount that goes in single transfers does not go now, and the cycles that it takes: each sends `now` where only `limits.transferMax` binds. */
export function cutBy(
  limiter: string,
  { wanted, now, place }: Amounts,
  { asOf, state, policy }: Context,
): readonly Cut[] {
  const { transferMin, transferMax, perHour, perDay } = policy.limits
  const cycles = cyclesFor(wanted, now, {
    asOf,
    sent: state.sent,
    perCycle: limiter === 'limits.transferMax' ? now : Math.max(now, transferMax),
    perHour,
    perDay,
    least: Math.max(1, transferMin),
    every: Math.max(HOUR_MS, policy.decision.routineEvery * 1000),
  })
  const isOwn = limiter.startsWith('limits.')
  return cutOf({ limiter, place, unit: 'USD', wanted, allowed: now, cycles: isOwn ? cycles : null })
}

interface Amounts {
  readonly wanted: number
  readonly now: number
  readonly place: string
}

export interface Sendable {
  readonly value: number
  readonly limiter: 'limits.transferMax' | 'limits.perHour' | 'limits.perDay'
}

/** A hair inside the caps: what is sent is worth a little more or less than what was asked for, by fees and rounding. */
const CAP_MARGIN = 0.999

/** USDT into coins at an exchange, the short raised by as many; `sellSpot` the other way round. */
export function buySpot(place: Exchange, value: number, { draft, context }: Trade): Traded {
  const { market, policy } = context
  const coin = policy.mode.coin === 'BTC' ? 'BTC' : 'ETH'
  const spend = quantity(value / market.price.USDT)
  const { bought } = quoteSwap(market, place, { sell: 'USDT', buy: coin, quantity: spend })
  const swap: VenuesStep = { kind: 'venues.swap', place, sell: 'USDT', buy: coin, size: spend }
  return {
    ...append(draft, [swap, ...offset(bought, draft.state, { policy, market, at: [{ place, share: 1 }] })], market),
    considered: [],
  }
}

export function sellSpot(place: Exchange, value: number, { draft, context }: Trade): Traded {
  const { market, policy } = context
  const coin = policy.mode.coin === 'BTC' ? 'BTC' : 'ETH'
  const size = quantity(value / market.price[coin])
  const swap: VenuesStep = { kind: 'venues.swap', place, sell: coin, buy: 'USDT', size }
  return {
    ...append(draft, [swap, ...offset(-size, draft.state, { policy, market, at: [{ place, share: 1 }] })], market),
    considered: [],
  }
}

interface Trade {
  readonly draft: Draft
  readonly context: Context
}

type Traded = ({ readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly refusal: Refusal }) & {
  readonly considered: readonly Considered[]
}
