import { describe, expect, test } from 'vitest'
import { bookOf, marketOf, NOW, policyOf, USDC } from '../../test/arbitraries/pool.ts'
import type { Feed, Gas, PoolMarket, Route, Routes } from '../portfolio/pool/market.ts'
import * as Amount from '../units/amount.ts'
import { quote, usd } from '../units/estimate.ts'
import { keep, lookup } from '../units/lookup.ts'
import * as Price from '../units/price.ts'
import { seconds } from '../units/time.ts'
import { decide } from './cycle.ts'
import { POOL_ROOMS } from './pool.ts'

const NAMES = ['ethereum', 'arbitrum', 'optimism']
const MARKET = marketOf(NAMES)

/** A large chain at 1, one at 1.2 and one at 0.9; the large one holds ether. Each fault below is planted in its market. */
const BOOK = bookOf({
  ethereum: { shares: 100_000, usdc: 90_000, weth: 5 },
  arbitrum: { shares: 1000, usdc: 1200 },
  optimism: { shares: 1000, usdc: 900 },
})
const bounds = policyOf(NAMES).bounds
/** 15 % from the price of the whole pool is past the warning: none is, but each would be past it without the large chain. */
const POLICY = policyOf(NAMES, {
  bounds: { ...bounds, sharePrice: { ...bounds.sharePrice, high: 0.05, warning: 0.21, critical: 0.3 } },
})

const decided = (market: PoolMarket, state = BOOK, policy = POLICY) =>
  decide({ asOf: NOW, state, market }, policy, POOL_ROOMS)

function feeds(change: (feed: Feed, token: string) => Feed | null, at: readonly string[] = NAMES): PoolMarket {
  const sites = Object.fromEntries(
    Object.entries(MARKET.sites).map(([name, site]) => {
      if (!at.includes(name)) return [name, site]
      const changed: Record<string, Feed> = {}
      for (const [token, feed] of Object.entries(site.feeds)) {
        const next = change(feed, token)
        if (next !== null) keep(changed, token, next)
      }
      return [name, { ...site, feeds: changed }]
    }),
  )
  return { ...MARKET, sites }
}

const priced = (of: string, price: bigint | null, at: readonly string[]): PoolMarket =>
  feeds((feed, token) => (token !== of ? feed : price === null ? null : { ...feed, price: Price.of(price) }), at)

function gas(change: Partial<Gas>, at: string): PoolMarket {
  const site = lookup(MARKET.sites, at)
  return site === undefined
    ? MARKET
    : { ...MARKET, sites: { ...MARKET.sites, [at]: { ...site, gas: { ...site.gas, ...change } } } }
}

function routes(change: (route: Route) => Route): PoolMarket {
  const changed: Routes = Object.fromEntries(
    Object.entries(MARKET.routes).map(([from, all]) => [from, all.map((route) => change(route))]),
  )
  return { ...MARKET, routes: changed }
}

const ways = ({ chosen }: ReturnType<typeof decided>): readonly string[] =>
  (chosen?.proposal.plan.stages ?? [])
    .flat()
    .flatMap((step) => ('from' in step ? [`${step.from} ${step.to} ${step.token}`] : []))

const codes = ({ findings }: ReturnType<typeof decided>) => findings.map(({ code, facts }) => [code, facts['figure']])

describe('a decision of the pool beside a fault of data', () => {
  test('finds nothing where all is known, and brings prices together', () => {
    const calm = decided(MARKET)
    expect([calm.findings, calm.assessment.level]).toEqual([[], 'DRIFT'])
    expect(ways(calm).length).toBeGreaterThan(0)
  })

  test.each([0n, -1n, null])('a price of ether of %s raises no other alarm, and nothing touches its chain', (price) => {
    const decision = decided(priced('WETH', price, ['ethereum']))
    expect(codes(decision)).toEqual([['DATA_FAULT', 'price of WETH on ethereum']])
    expect(decision.findings[0]?.facts['found']).toBe(price === null ? 'missing' : String(price))
    expect(decision.assessment.level).toBe('DRIFT')
    expect(decision.assessment.measures().filter(({ name }) => name === 'sharePrice')).toHaveLength(2)
    expect(ways(decision).length).toBeGreaterThan(0)
    expect(ways(decision).filter((way) => way.includes('ethereum'))).toEqual([])
  })

  test('a price that no chain holds stops that token alone', () => {
    const decision = decided(priced('WETH', 0n, ['arbitrum', 'optimism']))
    expect(codes(decision).map(([, figure]) => figure)).toEqual([
      'price of WETH on arbitrum',
      'price of WETH on optimism',
    ])
    expect(decision.assessment.measures().filter(({ name }) => name === 'sharePrice')).toHaveLength(3)
    expect(ways(decision).length).toBeGreaterThan(0)
    expect(ways(decision).filter((way) => way.includes('WETH'))).toEqual([])
  })

  test('the price of the base token itself leaves nothing to measure or to do', () => {
    const decision = decided(priced('USDC', null, NAMES))
    expect(codes(decision)).toHaveLength(3)
    expect([decision.assessment.level, decision.chosen, decision.weighed]).toEqual(['NORMAL', null, []])
  })

  test.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    0,
    -1,
  ])('a worth of the base token of %d stops what is sent', (worth) => {
    const decision = decided({ ...MARKET, baseUsd: quote(worth) })
    expect(decision.findings).toMatchObject([{ code: 'DATA_FAULT', facts: { found: String(worth) } }])
    expect([decision.assessment.level, ways(decision)]).toEqual(['DRIFT', []])
  })

  test.each(['deposit', 'refund', 'update'] as const)('gas of a %s that is no number makes no cost of NaN', (call) => {
    const decision = decided(gas({ [call]: usd(Number.NaN) }, 'arbitrum'))
    expect(codes(decision)).toEqual([['DATA_FAULT', `gas of a ${call} on arbitrum`]])
    expect(decision.weighed.every(({ verdict }) => verdict.outcome !== 'ERROR')).toBe(true)
    for (const { proposal } of decision.weighed) expect(proposal.forecast.cost.gas).not.toBeNaN()
    expect(ways(decision).some((way) => way.startsWith('arbitrum'))).toBe(call !== 'deposit')
  })

  test('gas below zero is none either', () => {
    expect(codes(decided(gas({ deposit: usd(-1), update: usd(2) }, 'arbitrum')))).toEqual([
      ['DATA_FAULT', 'gas of a deposit on arbitrum'],
    ])
  })

  test.each([
    { feeBps: -1n },
    { feeFixed: Amount.of(-1n) },
    { min: Amount.of(-1n) },
    { max: Amount.of(-1n) },
    { window: seconds(Number.NaN) },
    ...(['p50', 'p95', 'stress'] as const).map((key) => ({
      times: { p50: seconds(1), p95: seconds(1), stress: seconds(1), [key]: seconds(Number.NaN) },
    })),
  ])('a route whose terms are none is not taken: %o', (terms) => {
    const isOf = ({ from, token }: Route): boolean => from === 'arbitrum' && token === 'USDC'
    const decision = decided(routes((route) => (isOf(route) ? { ...route, ...terms } : route)))
    expect(codes(decision)).toEqual([
      ['DATA_FAULT', 'terms of USDC from arbitrum to ethereum'],
      ['DATA_FAULT', 'terms of USDC from arbitrum to optimism'],
    ])
    expect(ways(decision).filter((way) => way.startsWith('arbitrum'))).toEqual([])
  })

  test('what waits in an escrow goes home everywhere else', () => {
    const flight = (key: number, from: string) => ({
      key,
      kind: 'transfer' as const,
      from,
      to: 'optimism',
      token: 'USDC',
      input: Amount.of(10n * USDC),
      output: Amount.of(9n * USDC),
      departed: NOW,
      eta: { p50: NOW, p95: NOW, stress: NOW },
      deadline: NOW,
      at: 'escrow' as const,
    })
    const state = { ...BOOK, flights: [flight(0, 'ethereum'), flight(1, 'arbitrum')], next: 2 }
    const { chosen, weighed } = decided(priced('WETH', 0n, ['ethereum']), state)
    expect(weighed.flatMap(({ findings }) => findings)).toEqual([])
    expect(chosen?.proposal.plan.stages.flat()).toEqual([{ kind: 'pool.refund', key: 1 }])
  })
})
