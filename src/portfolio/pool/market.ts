import type { Rules } from '../../models/pool/rules.ts'
import type { Amount } from '../../units/amount.ts'
import type { Quote, Usd } from '../../units/estimate.ts'
import { keep, lookup } from '../../units/lookup.ts'
import type { Price } from '../../units/price.ts'
import type { Duration, Instant } from '../../units/time.ts'
import type { Times } from '../applied.ts'
import type { Snapshot } from '../snapshot.ts'
import type { PoolFlight, PoolState } from './state.ts'
import type { PoolUnusable } from './unusable.ts'

/** What the world says at one instant, and the rules that the pool's contracts were given. */
export interface PoolMarket {
  readonly asOf: Instant
  readonly rules: Rules
  /** USD for one whole base token: only for what is shown and compared, never for what is booked. */
  readonly baseUsd: Quote
  readonly sites: Readonly<Record<string, Site>>
  /** By the chain they start from. */
  readonly routes: Routes
  /** What was sent and when, oldest first, as far back as a cap looks; left out, the deposits in flight tell. */
  readonly sent?: readonly Sent[]
  /** Whether a bridge of a route has a cap, so that what was sent must be remembered. */
  readonly isMetered?: boolean
  /** What is missing or no number; left out where all is known, and before `sound` has looked. */
  readonly unusable?: readonly PoolUnusable[]
}

/** USD of one deposit, at the prices of its hour. */
export interface Sent {
  readonly at: Instant
  readonly value: Usd
  /** The bridge that took it, where that has a cap. */
  readonly by?: string
}

/** What one bridge carries on all its routes together: USD within an hour and within a day, infinite where nothing caps it. */
export interface Bridge {
  /** The config key that its terms stand under. */
  readonly name: string
  readonly perHour: Usd
  readonly perDay: Usd
}

export type Routes = Readonly<Record<string, readonly Route[]>>

/** What one chain offers, by the same name as in the state. */
export interface Site {
  /** The base token has a feed too, of price 1. A token without one has no price here. */
  readonly feeds: Readonly<Record<string, Feed>>
  readonly gas: Gas
}

export interface Feed {
  readonly decimals: number
  /** Whole base tokens for one whole token, 1e18. */
  readonly price: Price
}

/** USD for one call. Paid by the operator's own account and not by the pool. */
export interface Gas {
  readonly deposit: Usd
  readonly refund: Usd
  readonly update: Usd
}

/** A way across for one token. */
export interface Route {
  readonly from: string
  readonly to: string
  readonly token: string
  /** Of the input, rounded up. */
  readonly feeBps: bigint
  /** On top, in units of the source. */
  readonly feeFixed: Amount
  /** Bounds of the input, inclusive; null where there is no upper one. */
  readonly min: Amount
  readonly max: Amount | null
  /** From the deposit to the fill. */
  readonly times: Times
  /** From the deposit to its expiry. */
  readonly window: Duration
  /** The bridge that carries it, where that has a cap; its capacity is shared by all its routes. */
  readonly bridge?: Bridge
}

/** USD sent within a span of milliseconds, by one bridge or by all: as the market remembers it, else by the deposits that are still in flight. */
export function sentWithin(
  span: number,
  { asOf, state, market }: Snapshot<Pick<PoolState, 'flights'>, PoolMarket>,
  bridge: string | null = null,
): number {
  if (market.sent !== undefined)
    return market.sent.reduce(
      (sum, { at, value, by }) => (asOf - at < span && (bridge === null || by === bridge) ? sum + value : sum),
      0,
    )
  return state.flights.reduce(
    (sum, { departed, ...flight }) =>
      asOf - departed < span && (bridge === null || routeOf(market, flight)?.bridge?.name === bridge)
        ? sum + usdSent(flight, market)
        : sum,
    0,
  )
}

/** Worth of a deposit in USD, at the chain that it leaves. */
export function usdSent(
  { from, token, input }: Pick<PoolFlight, 'from' | 'token' | 'input'>,
  { sites, baseUsd }: PoolMarket,
): number {
  const feed = lookup(lookup(sites, from)?.feeds, token)
  return (Number(input) / Number(10n ** BigInt(feed?.decimals ?? 0))) * (Number(feed?.price ?? 0n) / 1e18) * baseUsd
}

/** Routes by the chain they start from, in the order given. */
export function routesBySource(routes: readonly Route[]): Routes {
  const bySource: Record<string, Route[]> = {}
  for (const route of routes) {
    const others = lookup(bySource, route.from)
    if (others === undefined) keep(bySource, route.from, [route])
    else others.push(route)
  }
  return bySource
}

export function routeOf(
  { routes }: Pick<PoolMarket, 'routes'>,
  { from, to, token }: Pick<Route, 'from' | 'to' | 'token'>,
): Route | undefined {
  for (const route of lookup(routes, from) ?? []) if (route.to === to && route.token === token) return route
  return undefined
}
