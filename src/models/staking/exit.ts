import { type Fraction, type Quantity, quantity } from '../../units/estimate.ts'
import { type Duration, days } from '../../units/time.ts'

export type Route = 'instant' | 'instantStEth' | 'queue' | 'priority' | 'dex'

/** How long until the money is there: typical, bad, and in the stress of 2026-04. */
export interface Times {
  readonly p50: Duration
  readonly p95: Duration
  readonly stress: Duration
}

/** A token bucket, shared by all users, in ETH. */
export interface Bucket {
  readonly capacity: Quantity
  readonly refillPerDay: Quantity
}

export interface InstantTerms {
  readonly fee: Fraction
  readonly bucket: Bucket
  /** Share of the total staked that must stay in the pool. */
  readonly watermark: Fraction
  readonly times: Times
}

/** `min` and `max` are of one request. */
export interface QueueTerms {
  readonly fee: Fraction
  readonly min: Quantity
  readonly max: Quantity
  readonly finalisedPerDay: Quantity
  readonly times: Times
}

export interface PriorityTerms {
  readonly fee: Fraction
  readonly min: Quantity
  readonly max: Quantity
  readonly times: Times
}

/** `discount` of the market to the rate, `cost` of the execution (pool fee and impact). */
export interface DexTerms {
  readonly discount: Fraction
  readonly cost: Fraction
  readonly times: Times
}

export interface Terms {
  readonly instant: InstantTerms
  readonly instantStEth: InstantTerms
  readonly queue: QueueTerms
  readonly priority: PriorityTerms
  readonly dex: DexTerms
}

/** What stands behind the routes now, in ETH. `fill` is what the bucket holds, `liquidity` what the pool holds of the asset paid. */
export interface State {
  readonly paused: boolean
  readonly staked: Quantity
  readonly instant: { readonly fill: Quantity; readonly liquidity: Quantity }
  /** `usable` is false where the stETH feed is older than 25 h or above 1.01. */
  readonly instantStEth: { readonly fill: Quantity; readonly liquidity: Quantity; readonly usable: boolean }
  readonly whitelisted: boolean
  /** What the market takes at the terms' cost. */
  readonly depth: Quantity
}

export type Limiter = 'paused' | 'bucket' | 'liquidity' | 'feed' | 'request' | 'finalisation' | 'whitelist' | 'depth'

export interface Capacity {
  readonly value: Quantity
  readonly limiter: Limiter
}

/** `fee` is all that is lost against the rate, in ETH; `asset` is what arrives. */
export interface Quote {
  readonly received: Quantity
  readonly fee: Quantity
  readonly asset: 'ETH' | 'stETH'
  readonly times: Times
}

/** The most that one move can take out now, in ETH at the rate, and what stops it (docs/models/staking.md#exits). */
export function capacity(route: Route, terms: Terms, state: State): Capacity {
  if (state.paused && route !== 'dex') return { value: NOTHING, limiter: 'paused' }
  switch (route) {
    case 'instant':
      return redeemable(terms.instant, state.instant, state.staked)
    case 'instantStEth':
      if (!state.instantStEth.usable) return { value: NOTHING, limiter: 'feed' }
      return redeemable(terms.instantStEth, state.instantStEth, state.staked)
    case 'queue':
      return least(terms.queue.max, 'request', { value: terms.queue.finalisedPerDay, limiter: 'finalisation' })
    case 'priority':
      if (!state.whitelisted) return { value: NOTHING, limiter: 'whitelist' }
      return { value: terms.priority.max, limiter: 'request' }
    case 'dex':
      return { value: state.depth, limiter: 'depth' }
  }
}

/** The smallest request the route takes; 0 where it takes any. */
export function minimum(route: Route, terms: Terms): Quantity {
  return route === 'queue' || route === 'priority' ? terms[route].min : NOTHING
}

/** What `given` (ETH at the rate) brings, before gas, if nothing is slashed while it waits; capacity is asked separately. */
export function quoteExit(route: Route, given: Quantity, terms: Terms): Quote {
  const received = quantity(given * share(route, terms))
  const asset = route === 'instantStEth' ? 'stETH' : 'ETH'
  return { received, fee: quantity(given - received), asset, times: terms[route].times }
}

/** min(capacity, fill + refillPerDay·Δt/day). */
export const refill = (fill: Quantity, elapsed: Duration, { capacity: most, refillPerDay }: Bucket): Quantity =>
  quantity(Math.min(most, fill + (refillPerDay * elapsed) / days(1)))

/** min(requested, shares·rate frozen at finalisation): no yield while queued, the downside kept (docs/models/staking.md#exits). */
export const claim = (requested: Quantity, shares: Quantity, frozenRate: number): Quantity =>
  quantity(Math.min(requested, shares * frozenRate))

const NOTHING = quantity(0)

function redeemable(
  { watermark }: InstantTerms,
  { fill, liquidity }: { readonly fill: Quantity; readonly liquidity: Quantity },
  staked: Quantity,
): Capacity {
  const usable = quantity(Math.max(0, liquidity - watermark * staked))
  return least(fill, 'bucket', { value: usable, limiter: 'liquidity' })
}

const least = (value: Quantity, limiter: Limiter, other: Capacity): Capacity =>
  value <= other.value ? { value, limiter } : other

function share(route: Route, terms: Terms): number {
  return route === 'dex' ? (1 - terms.dex.discount) * (1 - terms.dex.cost) : 1 - terms[route].fee
}
