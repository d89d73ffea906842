import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NAMES, NOW, policyOf } from '../../test/arbitraries/pool.ts'
import { wallet } from '../models/pool/chain.ts'
import type { Plan } from '../portfolio/plan.ts'
import type { PoolMarket } from '../portfolio/pool/market.ts'
import type { PoolPolicy, Ready } from '../portfolio/pool/policy.ts'
import type { PoolState } from '../portfolio/pool/state.ts'
import type { PoolStep } from '../portfolio/pool/step.ts'
import * as Amount from '../units/amount.ts'
import { usd } from '../units/estimate.ts'
import { decide } from './cycle.ts'
import { POOL_ROOMS } from './pool.ts'

const RUNS = { numRuns: 2000 }
const LIMIT = 60_000

interface Scene {
  readonly state: PoolState
  readonly market: PoolMarket
  readonly policy: PoolPolicy
}

const stock = fc.record({
  shares: fc.integer({ min: 0, max: 1000 }),
  usdc: fc.integer({ min: 0, max: 1000 }),
  weth: fc.constantFrom(0, 0, 0.1, 0.25),
  virtual: fc.integer({ min: -85, max: 50 }),
})

/** Pools on two to four chains with wishes of every kind, and limits that do and do not bind. */
const scenes = fc.integer({ min: 2, max: 4 }).chain((count) => {
  const names = NAMES.filter((name) => name !== 'bnb').slice(0, count)
  const wish = fc.record({
    chain: fc.constantFrom(...names),
    token: fc.constantFrom('USDC', 'USDC', 'WETH'),
    level: fc.integer({ min: 1, max: 400 }),
    more: fc.integer({ min: 0, max: 200 }),
  })
  return fc.record({
    names: fc.constant(names),
    stocks: fc.array(stock, { minLength: count, maxLength: count }),
    wishes: fc.uniqueArray(wish, { maxLength: 3, selector: ({ chain, token }) => `${chain} ${token}` }),
    home: fc.option(fc.constantFrom(...names), { nil: null }),
    feeBps: fc.constantFrom(0n, 1n, 5n, 10n, 30n, 99n),
    least: fc.constantFrom(0, 1, 5, 50),
    most: fc.constantFrom(1e7, 1e7, 300),
    tolerance: fc.constantFrom(10_000n, 10_000n, 1000n),
    band: fc.constantFrom(0, 0.001, 0.005, 0.02),
    warning: fc.constantFrom(0.02, 0.5),
    tokens: fc.constantFrom(['USDC'], ['USDC', 'WETH']),
    gas: fc.constantFrom(0, 0.05),
  })
})

type Drawn = typeof scenes extends fc.Arbitrary<infer T> ? T : never

const unit = (token: string): bigint => (token === 'USDC' ? 10n ** 6n : 10n ** 15n / 2n)

function sceneOf({ names, stocks, wishes, home, feeBps, gas, ...drawn }: Drawn): Scene {
  const stocked = names.map((name, at) => {
    const { shares = 0, virtual = 0, ...rest } = stocks[at] ?? { usdc: 0 }
    return [name, { shares, virtual: Math.trunc((virtual * shares) / 100), ...rest, usdc: rest.usdc ?? 0 }] as const
  })
  const market = marketOf(names, { feeBps })
  const call = { deposit: usd(gas), refund: usd(gas), update: usd(gas) }
  const sites = Object.fromEntries(Object.entries(market.sites).map(([name, site]) => [name, { ...site, gas: call }]))
  const liquidity = wishes.map(({ chain, token, level, more }): Ready => {
    const whole = (n: number): Amount.Amount => Amount.of(BigInt(n) * unit(token))
    return { chain, token, level: whole(level), target: whole(level + more) }
  })
  const { bounds, limits, ...base } = policyOf(names, { home, liquidity })
  const { least, most, tolerance, band, warning, tokens } = drawn
  return {
    state: bookOf(Object.fromEntries(stocked)),
    market: { ...market, sites },
    policy: {
      ...base,
      bounds: { ...bounds, sharePrice: { ...bounds.sharePrice, high: band, warning } },
      limits: { ...limits, transferMin: usd(least), transferMax: usd(most), syncToleranceBps: tolerance, tokens },
    },
  }
}

interface Planned {
  /** What it is for: the chains and tokens that it supplies, or its purpose. */
  readonly wishes: readonly string[]
  readonly isCut: boolean
  readonly before: PoolState
  readonly after: PoolState
}

/** The plans of a market that stands still, each carried out in full before the next decision. */
function plansOf({ state, market, policy }: Scene): readonly Planned[] {
  const plans: Planned[] = []
  for (let now = state; plans.length < PLANS_MAX; ) {
    const { chosen } = decide({ asOf: NOW, state: now, market }, policy, POOL_ROOMS)
    if (chosen === null) break
    const { plan, cuts, forecast } = chosen.proposal
    plans.push({ wishes: wishesOf(plan), isCut: cuts.length > 0, before: now, after: forecast.final })
    now = forecast.final
  }
  return plans
}

const PLANS_MAX = 100

function wishesOf({ purpose, stages }: Plan<PoolStep>): readonly string[] {
  if (!purpose.startsWith('Liquidity')) return [purpose]
  return [...new Set(stages.flat().flatMap((step) => ('to' in step ? [`Liquidity ${step.to} ${step.token}`] : [])))]
}

/** How often a wish was planned where no limit cut it. */
function repeats(plans: readonly Planned[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { wishes, isCut } of plans) for (const wish of isCut ? [] : wishes) counts[wish] = (counts[wish] ?? 0) + 1
  return counts
}

const short = ({ policy: { liquidity } }: Scene, { chains }: PoolState): readonly string[] =>
  liquidity
    .filter(({ chain, token, level }) => {
      const pool = chains[chain]
      return pool !== undefined && wallet(pool, token) < level
    })
    .map(({ chain, token }) => `${chain} ${token}`)

describe('a market that stands still', () => {
  it(
    'comes to rest after one plan a wish, two for share prices past their warning, and no plan takes a chain below its level',
    () => {
      fc.assert(
        fc.property(scenes, (drawn) => {
          const scene = sceneOf(drawn)
          const plans = plansOf(scene)
          expect(plans.length).toBeLessThan(PLANS_MAX)
          for (const [wish, count] of Object.entries(repeats(plans)))
            expect([wish, count <= (wish === 'Equalise share prices' ? 2 : 1)]).toEqual([wish, true])
          for (const { before, after } of plans) {
            const was = short(scene, before)
            expect(short(scene, after).filter((place) => !was.includes(place))).toEqual([])
          }
        }),
        RUNS,
      )
    },
    LIMIT,
  )
})
