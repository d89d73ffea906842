// Pools with a policy of every kind of wish, and limits that do and do not bind.
import fc from 'fast-check'
import type { PoolMarket } from '../../src/portfolio/pool/market.ts'
import type { PoolPolicy, Ready } from '../../src/portfolio/pool/policy.ts'
import type { PoolState } from '../../src/portfolio/pool/state.ts'
import * as Amount from '../../src/units/amount.ts'
import { usd } from '../../src/units/estimate.ts'
import { bookOf, marketOf, NAMES, policyOf } from './pool.ts'

export interface Wishing {
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
const drawings = fc.constantFrom(2, 2, 2, 3, 3, 4).chain((count) => {
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
    most: fc.constantFrom(1e7, 1e7, 1e7, 500),
    tolerance: fc.constantFrom(10_000n, 10_000n, 10_000n, 2000n),
    band: fc.constantFrom(0, 0.001, 0.005, 0.005, 0.02, 0.02),
    warning: fc.constantFrom(0.02, 0.5),
    tokens: fc.constantFrom(['USDC'], ['USDC', 'WETH']),
    gas: fc.constantFrom(0, 0.05),
  })
})

type Drawn = typeof drawings extends fc.Arbitrary<infer T> ? T : never

const unit = (token: string): bigint => (token === 'USDC' ? 10n ** 6n : 10n ** 15n / 2n)

function sceneOf({ names, stocks, wishes, home, feeBps, gas, ...drawn }: Drawn): Wishing {
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

/** A book, its world and what is wanted of it. */
export const wishings: fc.Arbitrary<Wishing> = drawings.map(sceneOf)
