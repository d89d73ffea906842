import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import { DEFAULT, type Model } from '../../models/pool/rules.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import { burn, deposit } from './capacity.ts'
import { largest } from './root.ts'
import { bounds, delivered, inputFor, inputUpTo } from './route.ts'
import { type Context, closed, send } from './trial.ts'

const names = ['ethereum', 'arbitrum']
const way = { from: 'ethereum', to: 'arbitrum', token: 'USDC' }

function contextOf(stocks: Parameters<typeof bookOf>[0], bridging: Parameters<typeof marketOf>[1] = {}): Context {
  return { asOf: NOW, state: bookOf(stocks), market: marketOf(names, bridging), policy: policyOf(names) }
}

const even = { ethereum: { shares: 1000, usdc: 1000 }, arbitrum: { shares: 1000, usdc: 1000 } }

describe('the largest deposit', () => {
  it('says what limits it', () => {
    const context = contextOf(even)
    expect(deposit('pool.transfer', way, context)).toMatchObject({ value: 900_900_900n, limiter: 'supplyFloor' })
    expect(deposit('pool.sync', way, context)).toMatchObject({ value: 1000n * USDC, limiter: 'balance' })
    expect(deposit('pool.transfer', way, contextOf(even, { max: 5n * USDC }))).toMatchObject({
      value: 5n * USDC,
      limiter: 'route',
      refusal: { code: 'ROUTE_LIMIT' },
    })
    const limits = { ...context.policy.limits, transferMax: usd(7), syncToleranceBps: 100n }
    const tight = { ...context, policy: { ...context.policy, limits } }
    expect(deposit('pool.transfer', way, tight)).toEqual({ value: 7n * USDC, limiter: 'size', refusal: null })
    const most = { ...tight, policy: { ...tight.policy, limits: { ...limits, transferMax: usd(1e9) } } }
    expect(deposit('pool.sync', way, most)).toMatchObject({ value: 10_099_999n, limiter: 'tolerance' })
    const least = { ...context, policy: { ...context.policy, limits: { ...limits, transferMin: usd(2000) } } }
    expect(deposit('pool.transfer', way, least)).toMatchObject({ value: 0n, limiter: 'balance' })
    const between = {
      ...context,
      policy: { ...context.policy, limits: { ...limits, transferMin: usd(950), transferMax: usd(1e9) } },
    }
    expect(deposit('pool.transfer', way, between)).toMatchObject({ value: 0n, limiter: 'size' })
  })

  it('is nothing where there is no way', () => {
    const context = contextOf(even)
    const nothing = (changed: Partial<typeof way>, at = context): readonly unknown[] => {
      const { value, limiter, refusal } = deposit('pool.sync', { ...way, ...changed }, at)
      return [value, limiter, refusal?.code]
    }
    expect(nothing({ from: 'nowhere' })).toEqual([0n, 'refused', 'CHAIN_UNKNOWN'])
    expect(nothing({ to: 'nowhere' })).toEqual([0n, 'route', 'CHAIN_UNKNOWN'])
    expect(nothing({}, { ...context, market: { ...context.market, routes: {} } })).toEqual([
      0n,
      'route',
      'ROUTE_UNKNOWN',
    ])
    const noRoute = { ...context, market: { ...context.market, routes: {} } }
    expect(deposit('pool.transfer', way, noRoute)).toMatchObject({ value: 0n, limiter: 'route' })
    const limits = { ...context.policy.limits, tokens: [] }
    expect(nothing({}, { ...context, policy: { ...context.policy, limits } })).toEqual([0n, 'policy', 'ROUTE_CLOSED'])
    expect(nothing({}, contextOf(even, { feeBps: 200n, feeFixed: 10n ** 9n }))).toEqual([
      0n,
      'refused',
      'AMOUNT_NOT_POSITIVE',
    ])
    expect(nothing({}, contextOf(even, { feeBps: 200n, feeFixed: 10n ** 7n }))).toEqual([
      0n,
      'bridgeFee',
      'OutputAmountTooLow',
    ])
    const sentinel = contextOf({ ...even, ethereum: { shares: 1000, usdc: 0 } })
    expect(deposit('pool.transfer', way, sentinel)).toMatchObject({ value: 0n })
  })

  it('passes, and one unit more is refused: any stocks, supplies, fees and models', () => {
    const stock = fc.record({
      shares: fc.integer({ min: 1, max: 3000 }),
      virtual: fc.integer({ min: -2000, max: 2000 }),
      usdc: fc.integer({ min: 1, max: 3000 }),
      weth: fc.constantFrom(0, 0.5),
    })
    const model = fc.constantFrom<Model>('vs-only', 'vb-vs', 'token-vb')
    fc.assert(
      fc.property(
        fc.record({
          drawn: stock,
          feeBps: fc.bigInt(0n, 150n),
          by: model,
          kind: fc.constantFrom('pool.transfer' as const, 'pool.sync' as const),
        }),
        ({ drawn, feeBps, by, kind }) => {
          const virtual = Math.max(drawn.virtual, Math.ceil(-0.9 * drawn.shares))
          const context = contextOf(
            { ...even, ethereum: { ...drawn, virtual } },
            { feeBps, rules: { ...DEFAULT, model: by } },
          )
          const { value, limiter } = deposit(kind, way, context)
          const route = context.market.routes['ethereum']?.find(({ token }) => token === 'USDC')
          if (route === undefined) throw new Error('no route')
          if (value > 0n) expect(send({ kind, route, input: value }, context).ok).toBe(true)
          expect(send({ kind, route, input: Amount.of(value + 1n) }, context).ok).toBe(false)
          expect(['balance', 'supplyFloor', 'refused', 'tolerance', 'bridgeFee']).toContain(limiter)
        },
      ),
    )
  })
})

describe('the largest burn', () => {
  it('keeps to the floor, and names no chain that is not there', () => {
    const gone = contextOf({ ...even, ethereum: { shares: 5000, virtual: -4000, usdc: 1000 } })
    expect(burn({ chain: 'ethereum', holder: 'lp' }, gone)).toEqual({ value: 555_555_555n, limiter: 'supplyFloor' })
    expect(burn({ chain: 'nowhere', holder: 'lp' }, gone)).toEqual({ value: 0n, limiter: 'refused' })
  })
})

describe('the largest number that holds', () => {
  it('is found from any estimate', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 30n),
        fc.bigInt(-5n, 10n ** 30n),
        fc.bigInt(-1n, 10n ** 30n),
        (edge, estimate, max) => {
          const expected = edge < max ? edge : max < 0n ? 0n : max
          expect(largest((n) => n <= edge, { estimate, max })).toBe(expected)
        },
      ),
    )
  })
})

describe('a bridge', () => {
  const route = contextOf(even, { feeBps: 37n, feeFixed: 11n }).market.routes['ethereum']?.[0]
  if (route === undefined) throw new Error('no route')

  it('is read in both directions: any amount', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 24n), (output) => {
        const most = inputUpTo(output, route)
        expect(delivered(most, route)).toBeLessThanOrEqual(output)
        expect(delivered(most + 1n, route)).toBeGreaterThan(output)
        const least = inputFor(output, route)
        expect(delivered(least, route)).toBeGreaterThanOrEqual(output)
        expect(delivered(least - 1n, route)).toBeLessThan(output)
      }),
    )
  })

  it('has the tighter of its own bounds and those of the policy, and says what closes it', () => {
    const context = contextOf(even)
    expect(bounds(route, context.policy, context.market)).toEqual({ min: 1n, max: null })
    const limits = { ...context.policy.limits, transferMax: usd(2) }
    const policy = { ...context.policy, limits }
    expect(bounds({ ...route, max: Amount.of(1n) }, policy, context.market).max).toBe(1n)
    expect(bounds(route, policy, context.market).max).toBe(2n * USDC)
    expect(closed(route, 'deadline').refusal.facts).toMatchObject({ limiter: 'deadline' })
  })
})
