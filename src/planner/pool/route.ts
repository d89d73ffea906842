import * as Bridge from '../../models/pool/bridge.ts'
import type { Chain } from '../../models/pool/chain.ts'
import type { PoolMarket, Route, Site } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import { unitOf } from '../../portfolio/pool/price.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { quantity } from '../../units/estimate.ts'
import { lookup } from '../../units/lookup.ts'
import { mulDiv } from '../../units/rounding.ts'

const { BPS } = Bridge

/** What the bridge delivers for an input, in units of the source: ⌈input · (10000 − fee) / 10000⌉ − fixed; never below 0. */
export function delivered(input: bigint, { feeBps, feeFixed }: Route): bigint {
  const rest = mulDiv(input, BPS - feeBps, BPS, 'up') - feeFixed
  return rest > 0n ? rest : 0n
}

/** The largest input of which no more than `output` is delivered: ⌊(output + fixed) · 10000 / (10000 − fee)⌋. */
export const inputUpTo = (output: bigint, { feeBps, feeFixed }: Route): bigint =>
  mulDiv(output + feeFixed, BPS, BPS - feeBps, 'down')

/** The smallest input of which at least `output` is delivered: ⌊(output + fixed − 1) · 10000 / (10000 − fee)⌋ + 1. */
export const inputFor = (output: bigint, { feeBps, feeFixed }: Route): bigint =>
  mulDiv(output + feeFixed - 1n, BPS, BPS - feeBps, 'down') + 1n

/** The same delivery in units of the destination. */
export function arriving(input: bigint, route: Route, { source, destination }: Ends): Amount.Amount {
  const across = { token: route.token, source, destination }
  return Bridge.toDestination(Amount.of(delivered(input, route)), across)
}

/**
 * What of an input really leaves: the least of which as much arrives, so that what is too fine for the destination's units stays at the source
 * and the bridge keeps its own fee and nothing more (docs/models/pool.md). All of it where the destination's units are as fine.
 */
export function settled(input: bigint, route: Route, ends: Ends): Amount.Amount {
  const across = { token: route.token, ...ends }
  const whole = delivered(input, route)
  const landed = Bridge.toSource(Bridge.toDestination(Amount.of(whole), across), across)
  return typeof landed !== 'bigint' || landed === whole || landed === 0n
    ? Amount.of(input)
    : Amount.of(inputFor(landed, route))
}

export interface Ends {
  readonly source: Chain
  readonly destination: Chain
}

/** Units of one thing for one of another, as numerator and denominator. */
export interface Rate {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Base units of the base token on a chain for one of a token there; null where one of the two has no price. */
export function rateOf(token: string, { base }: Chain, { feeds }: Site): Rate | null {
  const feed = lookup(feeds, token)
  const own = lookup(feeds, base)
  if (token === base) return { numerator: 1n, denominator: 1n }
  if (feed === undefined || own === undefined || feed.price <= 0n || own.price <= 0n) return null
  return { numerator: feed.price * unitOf(own), denominator: own.price * unitOf(feed) }
}

interface Lying {
  readonly chain: string
  readonly token: string
  readonly amount: bigint
}

/** Worth of what lies on a chain, in base units of the base token; nothing where it has no price. */
export function worthAt({ chain: name, token, amount }: Lying, { state, market }: At, rounding: 'down' | 'up'): bigint {
  const chain = lookup(state.chains, name)
  const site = lookup(market.sites, name)
  const rate = chain === undefined || site === undefined ? null : rateOf(token, chain, site)
  return rate === null ? 0n : mulDiv(amount, rate.numerator, rate.denominator, rounding)
}

interface At {
  readonly state: Pick<PoolState, 'chains'>
  readonly market: Pick<PoolMarket, 'sites'>
}

/** Why a route is not used, or null where it may be. */
export function closedBy(route: Route, { limits }: PoolPolicy): string | null {
  if (!limits.destinations.includes(route.to)) return 'destinations'
  if (!limits.tokens.includes(route.token)) return 'tokens'
  if (route.feeBps > limits.bridgeFeeBps || route.feeBps >= BPS) return 'bridgeFee'
  return route.times.p95 > limits.deadline ? 'deadline' : null
}

/** What one deposit on a route may take, in units of the token: the tighter of the bridge's and the policy's bounds, and its worth in USD. */
export function bounds(route: Route, { limits }: PoolPolicy, market: PoolMarket): Size {
  const feed = lookup(lookup(market.sites, route.from)?.feeds, route.token)
  const token = { symbol: route.token, decimals: decimalsAt(route.from, route.token, market) }
  const usd = (Number(feed?.price ?? 0n) / 1e18) * market.baseUsd
  const units = (value: number, rounding: 'up' | 'down'): Amount.Amount | null =>
    value / usd < UNBOUNDED ? Amount.fromQuantity(quantity(value / usd), token, { tick: ONE, rounding }) : null
  const most = units(limits.transferMax, 'down')
  const least = units(limits.transferMin, 'up') ?? Amount.ZERO
  return { min: Amount.max(route.min, least), max: tighter(route.max, most) }
}

export interface Size {
  readonly min: Amount.Amount
  readonly max: Amount.Amount | null
}

/** The smaller of two bounds, of which none is null. */
export const tighter = (a: Amount.Amount | null, b: Amount.Amount | null): Amount.Amount | null =>
  a === null ? b : b === null ? a : Amount.min(a, b)

/** Tokens beyond which a bound is none: more than any token has. */
const UNBOUNDED = 1e50
const ONE = Amount.of(1n)

/** Decimals of a token on a chain; 0 where nobody knows it there. */
export const decimalsAt = (chain: string, token: string, { sites }: PoolMarket): number =>
  lookup(lookup(sites, chain)?.feeds, token)?.decimals ?? 0
