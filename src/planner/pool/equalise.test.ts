import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NAMES, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import { PROFILES } from '../../models/pool/rules.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import { figuresOf } from '../../portfolio/pool/risk.ts'
import { start } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import * as Price from '../../units/price.ts'
import * as SharePrice from '../../units/sharePrice.ts'
import * as Shares from '../../units/shares.ts'
import { seconds } from '../../units/time.ts'
import { equalise } from './equalise.ts'
import { orders, partitions } from './group.ts'
import { nodeOf, optionsBetween } from './option.ts'
import { between } from './pair.ts'
import { delivered } from './route.ts'
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
    expect(told(contextOf(apart, { feeBps: 0n }))).toEqual([['arbitrum', 'ethereum', 'USDC', 100_000_000n]])
    const found = equalise(contextOf(apart, { feeBps: 0n }), 0)
    expect(found.figures.chains.map(({ sharePrice }) => sharePrice)).toEqual([1_100_000n, 1_100_000n])
    expect(found).toMatchObject({ isWithin: true, spread: 0, fee: 0n })
  })

  it('pay the fee out of what is moved: (V1 E2 − V2 E1) / (E2 + (1 − f) E1) by hand', () => {
    const context = contextOf(apart, { feeBps: 100n })
    // 200 000 000 / 1.99 = 100 502 512.56. About 500 more would leave both prices as they are when rounded, and pay the bridge for nothing.
    expect(told(context)).toEqual([['arbitrum', 'ethereum', 'USDC', 100_502_512n]])
    expect(equalise(context, 0).fee).toBe(1_005_025n)
  })

  it('never overshoot, and would with one unit more: any assets, supplies and fees', () => {
    const stock = fc.record({ shares: fc.integer({ min: 1, max: 5000 }), usdc: fc.integer({ min: 1, max: 5000 }) })
    const fees = fc.record({ feeBps: fc.bigInt(0n, 200n), feeFixed: fc.bigInt(0n, 5n * USDC) })
    fc.assert(
      fc.property(stock, stock, fees, (a, b, bridging) => {
        const context = contextOf({ ethereum: a, arbitrum: b }, bridging)
        const { chains } = figuresOf(context.state, context.market)
        const [dear, cheap] = [...chains].sort((x, y) => Number(y.sharePrice - x.sharePrice))
        if (dear === undefined || cheap === undefined) throw new Error('two chains')
        const option = optionsBetween(dear.name, cheap.name, context).find(({ route }) => route.token === 'USDC')
        if (option === undefined) throw new Error('an option')
        const input = between(nodeOf(dear, context), nodeOf(cheap, context), { option, max: option.balance, context })
        // By hand, as the base token is what crosses: (V₂ + what arrives) · E₁ ≤ (V₁ − input) · E₂.
        const isAbove = (n: bigint): boolean =>
          (cheap.netAssets + delivered(n, option.route)) * dear.effectiveSupply >
          (dear.netAssets - n) * cheap.effectiveSupply
        // What a fixed fee eats is never sent, so nothing is said of it.
        if (delivered(input, option.route) > 0n) expect(isAbove(input)).toBe(false)
        if (input < option.balance && dear.sharePrice > cheap.sharePrice) expect(isAbove(input + 1n)).toBe(true)
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
        const stake = (name: string) => found.figures.chains.find((chain) => chain.name === name)
        for (const { route } of found.moves) {
          const [to, from] = [stake(route.to), stake(route.from)]
          if (to === undefined || from === undefined) throw new Error('no chain')
          expect(to.netAssets * from.effectiveSupply).toBeLessThanOrEqual(from.netAssets * to.effectiveSupply)
        }
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
    expect(told(context, 0.01)).toEqual([['ethereum', 'arbitrum', 'USDC', 100_050_025n]])
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

describe('odd ends', () => {
  it('one chain far off a large level pool is levelled with all of it', () => {
    const names = NAMES.filter((name) => name !== 'bnb')
    const large = Object.fromEntries(names.map((name) => [name, { shares: 10_000, usdc: 10_000 }]))
    const context = contextOf({ ...large, ethereum: { shares: 1000, usdc: 1100 } })
    const found = equalise(context, 0.01)
    expect(found.isWithin).toBe(true)
    expect(new Set(found.moves.map(({ route }) => route.from))).toEqual(new Set(['ethereum']))
    expect(equalise({ ...context, market: { ...context.market, routes: {} } }, 0.01)).toMatchObject({ moves: [] })
  })

  it('what nobody prices or knows has no way and no price', () => {
    const context = contextOf({ ethereum: { shares: 10, usdc: 11 }, arbitrum: { shares: 10, usdc: 10 } })
    const [giver, receiver] = figuresOf(context.state, context.market).chains.map((one) => nodeOf(one, context))
    const [option] = optionsBetween('ethereum', 'arbitrum', context)
    if (giver === undefined || receiver === undefined || option === undefined) throw new Error('two nodes')
    const dark = { ...context, market: { ...context.market, sites: {} } }
    expect(between(giver, receiver, { option, max: 5n, context: dark })).toBe(0n)
    expect(optionsBetween('nowhere', 'arbitrum', context)).toEqual([])
    expect(optionsBetween('ethereum', 'nowhere', context)).toEqual([])
    const lost = { kind: 'pool.sync' as const, route: { ...option.route, from: 'nowhere' }, input: Amount.of(5n) }
    expect(stepOf(lost, context)).toMatchObject({ from: 'nowhere', output: 0n })
  })

  const tokens = (context: Context): readonly string[] => told(context).map(([from, , token]) => `${from} ${token}`)

  it('a chain that is poor in every token gives all it has of the largest first', () => {
    const poor = contextOf({ ethereum: { shares: 100, usdc: 90, weth: 0.02 }, arbitrum: { shares: 1000, usdc: 100 } })
    expect(tokens(poor)).toEqual(['ethereum USDC', 'ethereum WETH'])
    const claim = poor.state.chains['ethereum']
    if (claim === undefined) throw new Error('no chain')
    // A claim of 500 that cannot be sent: both tokens leave, and the prices stay apart.
    const holdings = claim.holdings.map((held, at) =>
      at === 0 ? { ...held, virtualBalance: Amount.of(500n * USDC) } : held,
    )
    const state = { ...poor.state, chains: { ...poor.state.chains, ethereum: { ...claim, holdings } } }
    expect(tokens({ ...poor, state })).toEqual(['ethereum USDC', 'ethereum WETH'])
    expect(equalise({ ...poor, state }, 0.001).isWithin).toBe(false)
  })

  it('a token of equal worth goes by the cheaper bridge, and one without a price by none', () => {
    const rich = contextOf({ ethereum: { shares: 1000, usdc: 2000, weth: 1 }, arbitrum: { shares: 1000, usdc: 1000 } })
    expect(tokens(rich)).toEqual(['ethereum USDC'])
    const routes = Object.fromEntries(
      Object.entries(rich.market.routes).map(([from, ways]) => [
        from,
        ways.map((way) => ({ ...way, feeBps: way.token === 'WETH' ? 5n : 10n })),
      ]),
    )
    expect(tokens({ ...rich, market: { ...rich.market, routes } })).toEqual(['ethereum WETH'])
    const dark = marketOf(two, { ethPrice: '0' })
    const plain = contextOf({ ethereum: { shares: 1000, usdc: 2000 }, arbitrum: { shares: 1000, usdc: 1000 } })
    expect(tokens({ ...plain, market: dark })).toEqual(['ethereum USDC'])
  })

  it('a token that the other end does not list is no way, however much of it there is', () => {
    const context = contextOf({
      ethereum: { shares: 1000, usdc: 1200, weth: 5 },
      arbitrum: { shares: 11_000, usdc: 1000 },
    })
    const arbitrum = context.state.chains['arbitrum']
    if (arbitrum === undefined) throw new Error('no chain')
    const chains = { ...context.state.chains, arbitrum: { ...arbitrum, crossing: { USDC: 6 } } }
    const found = equalise({ ...context, state: { ...context.state, chains } }, 0)
    expect(found.moves.map(({ route }) => route.token)).toEqual(['USDC'])
  })

  it('a receiver that nothing reaches holds back no other, which is filled no further than the whole', () => {
    const context = contextOf({
      ethereum: { shares: 400, usdc: 500 },
      arbitrum: { shares: 330, usdc: 300 },
      optimism: { shares: 100, usdc: 100 },
    })
    const limits = { ...context.policy.limits, destinations: ['optimism'] }
    const { moves, figures, isWithin } = equalise({ ...context, policy: { ...context.policy, limits } }, 0.001)
    expect(moves.map(({ route }) => [route.from, route.to])).toEqual([['ethereum', 'optimism']])
    // (500 + 300 + 100) / (400 + 330 + 100), and not the 1.2 at which it would meet the giver.
    expect(Number(figures.chains.find(({ name }) => name === 'optimism')?.sharePrice) / 1e6).toBeCloseTo(900 / 830, 3)
    expect(isWithin).toBe(false)
  })

  it('a bridge whose fixed fee eats a move is not taken', () => {
    const context = contextOf(
      { ethereum: { shares: 10, usdc: 11 }, arbitrum: { shares: 10, usdc: 10 } },
      { feeFixed: 500n * USDC },
    )
    expect(
      equalise({ ...context, policy: policyOf(two, { limits: { ...context.policy.limits, tokens: ['USDC'] } }) }, 0),
    ).toMatchObject({ moves: [], isWithin: false })
  })

  it('a move that the contract refuses is left out', () => {
    const rules = { ...PROFILES.new, maxBridgeFeeBps: 5n }
    const context = contextOf(
      { ethereum: { shares: 1000, usdc: 1200 }, arbitrum: { shares: 1000, usdc: 1000 } },
      { rules },
    )
    expect(equalise(context, 0)).toMatchObject({ moves: [], isWithin: false })
  })

  it('a token lands where it did not count before, and within the policy and the tolerance at once', () => {
    const context = contextOf({ ethereum: { shares: 2000, usdc: 0, weth: 2 }, arbitrum: { shares: 2000, usdc: 1000 } })
    const arbitrum = context.state.chains['arbitrum']
    if (arbitrum === undefined) throw new Error('no chain')
    const state = { ...context.state, chains: { ...context.state.chains, arbitrum: { ...arbitrum, active: [] } } }
    const limits = { ...context.policy.limits, transferMax: usd(500), syncToleranceBps: 500n }
    const bounded = { ...context, state, policy: policyOf(two, { limits }) }
    expect(told({ ...context, state })).toHaveLength(1)
    expect(told(bounded).length).toBeGreaterThan(3)
    expect(told(bounded).length).toBeLessThan(12)
  })

  it('a token has other decimals at the other end', () => {
    const names = ['ethereum', 'bnb']
    const ether = (name: string, usdc: bigint) => {
      const chain = bookOf({ [name]: { shares: 10, usdc: 0 } }).chains[name]
      if (chain === undefined) throw new Error('no chain')
      const holdings = chain.holdings.map((held) =>
        held.token === 'USDC'
          ? { ...held, wallet: Amount.of(usdc) }
          : { ...held, token: 'ETH', wallet: Amount.of(10n ** 18n) },
      )
      return {
        ...chain,
        base: 'ETH',
        decimals: 18,
        unit: 10n ** 18n,
        totalSupply: Shares.of(10n ** 18n),
        sharePrice: SharePrice.of(10n ** 18n),
        active: ['USDC'],
        holdings,
      }
    }
    const market = marketOf(names, { feeBps: 0n })
    const gas = { deposit: usd(0), refund: usd(0), update: usd(0) }
    const site = (decimals: number) => ({
      feeds: { ETH: { decimals: 18, price: Price.ONE }, USDC: { decimals, price: Price.parse('0.0005') } },
      gas,
    })
    const state = start('ETH', { ethereum: ether('ethereum', 2000n * USDC), bnb: ether('bnb', 0n) })
    const context = {
      asOf: NOW,
      state,
      market: { ...market, sites: { ethereum: site(6), bnb: site(18) } },
      policy: policyOf(names),
    }
    expect(told(context)).toEqual([['ethereum', 'bnb', 'USDC', 1000n * USDC]])
    const back = start('ETH', { ethereum: ether('ethereum', 0n), bnb: ether('bnb', 2000n * 10n ** 18n) })
    expect(told({ ...context, state: back })).toEqual([['bnb', 'ethereum', 'USDC', 1000n * 10n ** 18n]])
  })
})
