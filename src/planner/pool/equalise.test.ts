import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NAMES, NOW, policyOf } from '../../../test/arbitraries/pool.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import { figuresOf } from '../../portfolio/pool/risk.ts'
import { usd } from '../../units/estimate.ts'
import { seconds } from '../../units/time.ts'
import { equalise } from './equalise.ts'
import { orders, partitions } from './group.ts'
import { nodeOf, optionsBetween } from './option.ts'
import { between, isNotAbove } from './pair.ts'
import { type Context, stepOf } from './trial.ts'

const two = ['ethereum', 'arbitrum']

function contextOf(stocks: Parameters<typeof bookOf>[0], bridging: Parameters<typeof marketOf>[1] = {}): Context {
  const names = Object.keys(stocks)
  return { asOf: NOW, state: bookOf(stocks), market: marketOf(names, bridging), policy: policyOf(names) }
}

const told = (context: Context, tolerance = 0): readonly (readonly [string, string, string, bigint])[] =>
  equalise(context, tolerance).moves.map(({ route, input }) => [route.from, route.to, route.token, input])

describe('two chains', () => {
  const apart = { ethereum: { shares: 1000, usdc: 1000 }, arbitrum: { shares: 1000, usdc: 1200 } }

  it('meet in the middle where the bridge is free, and the receiver takes the last unit that does not lift it above', () => {
    // 1000 units of a share price of six digits are one unit of it, so the last 999 are free.
    expect(told(contextOf(apart, { feeBps: 0n }))).toEqual([['arbitrum', 'ethereum', 'USDC', 100_000_000n]])
    const found = equalise(contextOf(apart, { feeBps: 0n }), 0)
    expect(found.figures.chains.map(({ sharePrice }) => sharePrice)).toEqual([1_100_000n, 1_100_000n])
    expect(found).toMatchObject({ isWithin: true, spread: 0, fee: 0n })
  })

  it('pay the fee out of what is moved: (V1 E2 − V2 E1) / (E2 + (1 − f) E1) by hand', () => {
    const context = contextOf(apart, { feeBps: 100n })
    const [move] = told(context)
    // 200 000 000 / 1.99 = 100 502 512.56, and a thousand units more before the price's last digit turns.
    expect(Number(move?.[3])).toBeGreaterThanOrEqual(100_502_512)
    expect(Number(move?.[3])).toBeLessThan(100_502_512 + 2000)
    expect(equalise(context, 0).fee).toBe((move?.[3] ?? 0n) / 100n)
  })

  it('never overshoot, and would with one unit more: any assets, supplies and fees', () => {
    const stock = fc.record({ shares: fc.integer({ min: 1, max: 5000 }), usdc: fc.integer({ min: 1, max: 5000 }) })
    const fees = fc.record({ feeBps: fc.bigInt(0n, 200n), feeFixed: fc.bigInt(0n, 5000n) })
    fc.assert(
      fc.property(stock, stock, fees, (a, b, bridging) => {
        const context = contextOf({ ethereum: a, arbitrum: b }, bridging)
        const nodes = figuresOf(context.state, context.market).chains.map((one) => nodeOf(one, context))
        const [giver, receiver] = nodes.sort((x, y) => y.price - x.price)
        if (giver === undefined || receiver === undefined) throw new Error('two nodes')
        const option = optionsBetween(giver.name, receiver.name, context).find(({ route }) => route.token === 'USDC')
        if (option === undefined) throw new Error('an option')
        const input = between(giver, receiver, { option, max: option.balance, context })
        if (input > 0n) expect(isNotAbove({ input, route: option.route }, context)).toBe(true)
        if (input < option.balance && giver.price > receiver.price)
          expect(isNotAbove({ input: input + 1n, route: option.route }, context)).toBe(false)
      }),
    )
  })

  it('leave each other alone within the tolerance, and without a price or a way', () => {
    expect(told(contextOf(apart), 0.25)).toEqual([])
    expect(told({ ...contextOf(apart), market: { ...contextOf(apart).market, routes: {} } })).toEqual([])
    expect(told({ ...contextOf(apart), market: { ...contextOf(apart).market, sites: {} } })).toEqual([])
    expect(told(contextOf({ ethereum: { shares: 0, usdc: 0 }, arbitrum: { shares: 5, usdc: 5 } }))).toEqual([])
  })

  it('use the token that there is, in deposits as large as the policy and the tolerance allow', () => {
    const ether = contextOf({ ethereum: { shares: 1000, usdc: 1000 }, arbitrum: { shares: 2000, usdc: 20, weth: 2 } })
    expect(told(ether).map(([, , token]) => token)).toEqual(['WETH'])
    const both = contextOf({ ethereum: { shares: 2000, usdc: 1000 }, arbitrum: { shares: 2000, usdc: 600, weth: 1 } })
    const split = { ...both, policy: policyOf(two, { limits: { ...both.policy.limits, transferMax: usd(100) } }) }
    expect(told(split).length).toBe(9)
    const tight = { ...both, policy: policyOf(two, { limits: { ...both.policy.limits, syncToleranceBps: 1000n } }) }
    expect(told(tight).length).toBeGreaterThan(told(both).length)
    const few = { ...both, policy: policyOf(two, { limits: { ...both.policy.limits, transferMin: usd(1e6) } }) }
    expect(equalise(few, 0.001)).toMatchObject({ moves: [], isWithin: false })
  })

  it.each([
    ['destinations', { destinations: [] }],
    ['tokens', { tokens: [] }],
    ['bridgeFee', { bridgeFeeBps: 1n }],
    ['deadline', { deadline: seconds(1) }],
  ])('keep to the policy: %s', (_, closed) => {
    const context = contextOf(apart)
    expect(told({ ...context, policy: policyOf(two, { limits: { ...context.policy.limits, ...closed } }) })).toEqual([])
  })
})

describe('many chains', () => {
  it('part into pairs where that takes fewer moves', () => {
    const stocks = [120, 130, 100, 110].map((usdc, at) => [NAMES[at] ?? '', { shares: 100, usdc: usdc - 15 }] as const)
    expect(told(contextOf(Object.fromEntries(stocks), { feeBps: 0n }), 0.0001)).toHaveLength(2)
  })

  it('are levelled without one passing another: up to seven, any stocks', () => {
    const stock = fc.record({ shares: fc.integer({ min: 100, max: 5000 }), usdc: fc.integer({ min: 100, max: 5000 }) })
    const feeBps = fc.bigInt(0n, 100n)
    fc.assert(
      fc.property(fc.array(stock, { minLength: 3, maxLength: 6 }), feeBps, (stocks, fee) => {
        const names = NAMES.filter((name) => name !== 'bnb').slice(0, stocks.length)
        const context = contextOf(
          Object.fromEntries(names.map((name, at) => [name, stocks[at] ?? { shares: 1, usdc: 1 }])),
          {
            feeBps: fee,
          },
        )
        const found = equalise(context, 0.001)
        expect(found.moves.length).toBeLessThan(names.length)
        const price = (name: string): bigint =>
          found.figures.chains.find((chain) => chain.name === name)?.sharePrice ?? 0n
        for (const { route } of found.moves) expect(price(route.to)).toBeLessThanOrEqual(price(route.from))
        expect(found.spread).toBeLessThan(found.spreadBefore)
        let state = context.state
        for (const [ahead, move] of found.moves.entries()) {
          const sent = apply(state, stepOf(move, context, ahead), context.market)
          expect(sent.ok).toBe(true)
          if (sent.ok) state = sent.state
        }
      }),
    )
  })

  it('beyond five leave alone those that are level already', () => {
    const names = NAMES.filter((name) => name !== 'bnb')
    const level = Object.fromEntries(names.map((name) => [name, { shares: 1000, usdc: 1000 }]))
    const context = contextOf({
      ...level,
      ethereum: { shares: 1000, usdc: 1100 },
      arbitrum: { shares: 1000, usdc: 900 },
    })
    expect(told(context, 0.01)).toEqual([['ethereum', 'arbitrum', 'USDC', 100_050_049n]])
    const lone = contextOf({ ...level, ethereum: { shares: 1000, usdc: 1100 } })
    expect(equalise(lone, 0.01)).toMatchObject({ isWithin: true })
  })

  it('choose the cheaper of two pairings', () => {
    const stocks = {
      ethereum: { shares: 100, usdc: 120 },
      arbitrum: { shares: 100, usdc: 120 },
      optimism: { shares: 100, usdc: 80 },
      polygon: { shares: 100, usdc: 80 },
    }
    const context = contextOf(stocks)
    const routes = Object.fromEntries(
      Object.entries(context.market.routes).map(([from, ways]) => [
        from,
        ways.map((way) => ({ ...way, feeBps: from === 'ethereum' && way.to === 'optimism' ? 90n : 50n })),
      ]),
    )
    const found = told({ ...context, market: { ...context.market, routes } }, 0.001)
    expect(found.map(([from, to]) => `${from} ${to}`).sort()).toEqual(['arbitrum optimism', 'ethereum polygon'])
  })
})

it('parts and orders every way once', () => {
  expect(partitions(['a', 'b', 'c', 'd', 'e'])).toHaveLength(52)
  expect(partitions(['a', 'b'])).toEqual([[['a'], ['b']], [['a', 'b']]])
  expect(orders([1, 2, 3])).toHaveLength(6)
})
