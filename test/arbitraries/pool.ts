// A pool on a few chains with bridges between all of them, and what may befall it.
import fc from 'fast-check'
import { type Chain, empty } from '../../src/models/pool/chain.ts'
import { DEFAULT, type Rules } from '../../src/models/pool/rules.ts'
import { type PoolMarket, type Route, routesBySource } from '../../src/portfolio/pool/market.ts'
import type { PoolPolicy } from '../../src/portfolio/pool/policy.ts'
import { type PoolState, start } from '../../src/portfolio/pool/state.ts'
import type { PoolStep } from '../../src/portfolio/pool/step.ts'
import * as Amount from '../../src/units/amount.ts'
import { fraction, quote, usd } from '../../src/units/estimate.ts'
import * as Price from '../../src/units/price.ts'
import * as SharePrice from '../../src/units/sharePrice.ts'
import * as Shares from '../../src/units/shares.ts'
import { instant, seconds } from '../../src/units/time.ts'

export const NOW = instant(1_767_225_600_000)
export const NAMES = ['ethereum', 'arbitrum', 'optimism', 'polygon', 'base', 'bnb', 'unichain'] as const
const IDS: Readonly<Record<string, number>> = {
  ethereum: 1,
  arbitrum: 42_161,
  optimism: 10,
  polygon: 137,
  base: 8453,
  bnb: 56,
  unichain: 130,
}
/** Token unit of the desk's base token, USDC. */
export const USDC = 1_000_000n

export interface Stock {
  /** Whole shares. */
  readonly shares: number
  readonly virtual?: number
  /** Whole USDC. */
  readonly usdc: number
  readonly weth?: number
}

/** A chain that counts in USDC, its share price as its assets have it at 2000 USDC for an ether. */
export function chainOf(name: string, { shares, virtual = 0, usdc, weth = 0 }: Stock): Chain {
  const blank = empty({ id: IDS[name] ?? 1, decimals: 6, base: 'USDC', native: 'ETH', wrapped: 'WETH' })
  const at = (token: string, wallet: bigint) => ({
    token,
    wallet: Amount.of(wallet),
    apps: [],
    virtualBalance: Amount.ZERO,
    booked: Amount.ZERO,
    isReadable: true,
  })
  const worth = units(usdc, 6) + units(weth * 2000, 6)
  const effective = units(shares + virtual, 6)
  return {
    ...blank,
    sharePrice: SharePrice.of(effective > 0n && worth > 0n ? (worth * USDC) / effective : shares > 0 ? 1n : 0n),
    totalSupply: Shares.of(units(shares, 6)),
    virtualSupply: Shares.of(units(virtual, 6)),
    holdings: [at('USDC', units(usdc, 6)), at('WETH', units(weth, 18))],
    active: ['WETH'],
    accounts: [{ holder: 'lp', shares: Shares.of(units(shares, 6)), activation: 0 }],
  }
}

const units = (whole: number, decimals: number): bigint => BigInt(Math.round(whole * 1e6)) * 10n ** BigInt(decimals - 6)

export function bookOf(stocks: Readonly<Record<string, Stock>>): PoolState {
  const chains = Object.entries(stocks).map(([name, stock]) => [name, chainOf(name, stock)] as const)
  return start('USDC', Object.fromEntries(chains))
}

export interface Bridging {
  readonly feeBps?: bigint
  readonly feeFixed?: bigint
  readonly max?: bigint | null
  readonly rules?: Rules
  readonly ethPrice?: string
}

export function marketOf(
  names: readonly string[],
  { feeBps = 10n, feeFixed = 0n, max = null, rules = DEFAULT, ethPrice = '2000' }: Bridging = {},
): PoolMarket {
  const feeds = {
    USDC: { decimals: 6, price: Price.ONE },
    WETH: { decimals: 18, price: Price.parse(ethPrice) },
    ETH: { decimals: 18, price: Price.parse(ethPrice) },
  }
  const gas = { deposit: usd(0.5), refund: usd(0.3), update: usd(0.1) }
  const routes = names.flatMap((from) =>
    names
      .filter((to) => to !== from)
      .flatMap((to) =>
        ['USDC', 'WETH'].map(
          (token): Route => ({
            from,
            to,
            token,
            feeBps: token === 'USDC' ? feeBps : feeBps * 2n,
            feeFixed: Amount.of(token === 'USDC' ? feeFixed : 0n),
            min: Amount.of(1n),
            max: max === null ? null : Amount.of(max),
            times: { p50: seconds(30), p95: seconds(120), stress: seconds(600) },
            window: seconds(600),
          }),
        ),
      ),
  )
  return {
    asOf: NOW,
    rules,
    baseUsd: quote(1),
    sites: Object.fromEntries(names.map((name) => [name, { feeds, gas }])),
    routes: routesBySource(routes),
  }
}

/** A policy that leaves everything open but what a test closes. */
export function policyOf(names: readonly string[], changed: Partial<PoolPolicy> = {}): PoolPolicy {
  const far = Number.POSITIVE_INFINITY
  return {
    bounds: {
      sharePrice: { worse: 'higher', target: 0, low: -far, high: 0.001, warning: 0.5, critical: 0.9 },
      supply: { worse: 'lower', target: 1, low: 0, high: far, warning: 0, critical: 0 },
      liquidity: { worse: 'lower', target: 1, low: 1, high: far, warning: 1, critical: 0 },
    },
    liquidity: [],
    home: null,
    limits: {
      transferMin: usd(0),
      transferMax: usd(far),
      perHour: usd(far),
      perDay: usd(far),
      destinations: names,
      tokens: ['USDC', 'WETH', 'ETH'],
      syncToleranceBps: 10_000n,
      bridgeFeeBps: 200n,
      ageMax: seconds(3600),
      deadline: seconds(3600),
    },
    decision: {
      rule: 'horizon',
      horizonDays: 30,
      routineEvery: seconds(0),
      hurdle: { target: 0, opportunistic: 0 },
      costMax: { safety: fraction(0.05), target: fraction(0.02) },
      dailyVolatility: fraction(0),
    },
    ...changed,
  }
}

/** Something that may befall a book of these chains, good or bad: amounts in whole tokens, keys that may be wrong. */
export function stepOf(names: readonly string[]): fc.Arbitrary<PoolStep> {
  const name = rarely(fc.constantFrom(...names), 'nowhere')
  const token = fc.oneof(
    { weight: 8, arbitrary: fc.constant('USDC') },
    { weight: 3, arbitrary: fc.constant('WETH') },
    fc.constantFrom('ETH', 'NONE'),
  )
  const whole = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 2000 }) }, fc.constantFrom(-1, 0))
  const amount = whole.map((count) => Amount.of(BigInt(count) * USDC + (count > 0 ? 7n : 0n)))
  const key = fc.integer({ min: -1, max: 8 })
  const sent = fc
    .record({ key, from: name, to: name, token, input: amount, feePercent: fc.integer({ min: 0, max: 3 }) })
    .map(({ feePercent, input: drawn, ...rest }) => {
      const input = rest.token === 'USDC' ? drawn : Amount.of(drawn * 1_000_000_000n)
      const output = input > 0n ? (input * BigInt(100 - feePercent) + 99n) / 100n : input
      return { ...rest, input, output: Amount.of(output) }
    })
  const chain = name
  const holder = fc.constantFrom('lp', 'lp', 'guest')
  return fc.oneof(
    { weight: 4, arbitrary: sent.map((step): PoolStep => ({ kind: 'pool.transfer', ...step })) },
    { weight: 3, arbitrary: sent.map((step): PoolStep => ({ kind: 'pool.sync', toleranceBps: 5000n, ...step })) },
    fc.record({ key, surplus: amount }).map((step): PoolStep => ({ kind: 'pool.fill', ...step })),
    key.map((key): PoolStep => ({ kind: 'pool.fill', key, surplus: Amount.ZERO })),
    key.map((key): PoolStep => ({ kind: 'pool.expire', key })),
    key.map((key): PoolStep => ({ kind: 'pool.refund', key })),
    fc.record({ chain, holder, token, amount }).map((step): PoolStep => ({ kind: 'pool.mint', ...step })),
    fc
      .record({ chain, holder, token, amount })
      .map(({ amount: shares, ...step }): PoolStep => ({ kind: 'pool.burn', ...step, shares: Shares.of(shares) })),
    chain.map((chain): PoolStep => ({ kind: 'pool.update', chain })),
    fc.record({ chain, token, amount }).map((step): PoolStep => ({ kind: 'pool.gain', ...step })),
  )
}

const rarely = (usual: fc.Arbitrary<string>, other: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 24, arbitrary: usual }, fc.constant(other))
