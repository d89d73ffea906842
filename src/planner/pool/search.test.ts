import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, policyOf } from '../../../test/arbitraries/pool.ts'
import { empty } from '../../models/pool/chain.ts'
import { DEFAULT, type Model } from '../../models/pool/rules.ts'
import { start } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import * as Price from '../../units/price.ts'
import * as SharePrice from '../../units/sharePrice.ts'
import * as Shares from '../../units/shares.ts'
import { deposit } from './capacity.ts'
import { search } from './search.ts'
import { type Context, land } from './trial.ts'

const names = ['arbitrum', 'optimism']
const ETHER = 10n ** 18n

/** The source has 1000 USDC and nothing else, the destination 2 ether; 2000 USDC are worth one. */
function contextOf(model: Model, usdc = '0.0005'): Context {
  const site = {
    feeds: {
      ETH: { decimals: 18, price: Price.ONE },
      WETH: { decimals: 18, price: Price.ONE },
      USDC: { decimals: 6, price: Price.parse(usdc) },
    },
    gas: { deposit: usd(0), refund: usd(0), update: usd(0) },
  }
  const chain = (id: number, [ether, dollars, shares]: readonly [bigint, bigint, bigint]) => ({
    ...empty({ id, decimals: 18, base: 'ETH', native: 'ETH', wrapped: 'WETH' }),
    sharePrice: SharePrice.of(ETHER),
    totalSupply: Shares.of(shares),
    active: ['USDC'],
    holdings: [held('ETH', ether), held('USDC', dollars)],
  })
  const state = start('ETH', {
    arbitrum: chain(42_161, [0n, 1_000_000_000n, ETHER / 2n]),
    optimism: chain(10, [2n * ETHER, 0n, 2n * ETHER]),
  })
  const market = marketOf(names, { feeBps: 0n, rules: { ...DEFAULT, model } })
  return { asOf: NOW, state, market: { ...market, sites: { arbitrum: site, optimism: site } }, policy: policyOf(names) }
}

const held = (token: string, wallet: bigint) => ({
  token,
  wallet: Amount.of(wallet),
  apps: [],
  virtualBalance: Amount.ZERO,
  booked: Amount.ZERO,
  isReadable: true,
})

/** A part of what may leave goes to the destination, and then the token moves. */
function moved(model: Model, { sent, usdc }: { sent: 'all' | 'half'; usdc: string }): Context {
  const before = contextOf(model)
  const way = { from: 'arbitrum', to: 'optimism', token: 'USDC' }
  const { value } = deposit('pool.transfer', way, before)
  const route = before.market.routes['arbitrum']?.find(({ token }) => token === 'USDC')
  if (route === undefined) throw new Error('no route')
  const landed = land({ kind: 'pool.transfer', route, input: Amount.of(sent === 'all' ? value : value >> 1n) }, before)
  if (!landed.ok) throw new Error(landed.refusal.code)
  return { ...contextOf(model, usdc), state: landed.state }
}

const UP = '0.00055'
const DOWN = '0.00045'
const AIM = { tolerance: 1e-6, stepsMax: 3 }

describe('three scenarios of a moved price', () => {
  it.each([
    ['vb-vs', [1, 2, 1, 1]],
    ['token-vb', [2, 1, 1, 1]],
    // The floor keeps a tenth of the source where it is, so that it always has something to send.
    ['vs-only', [1, 1, 1, 1]],
  ] satisfies readonly (readonly [
    Model,
    readonly number[],
  ])[])('%s takes %j steps: up, down, and with tokens on both sides', (model, steps) => {
    const found = [
      moved(model, { sent: 'all', usdc: UP }),
      moved(model, { sent: 'all', usdc: DOWN }),
      moved(model, { sent: 'half', usdc: UP }),
      moved(model, { sent: 'half', usdc: DOWN }),
    ].map((context) => search(context, AIM))
    expect(found.map((one) => one?.moves.length)).toEqual(steps)
    for (const one of found) expect(one?.spread).toBeLessThanOrEqual(1e-6)
  })

  it('is a Sync and no Transfer: a Transfer leaves share prices where they are', () => {
    const up = search(moved('vb-vs', { sent: 'all', usdc: UP }), AIM)
    expect(up?.moves.map(({ kind, route }) => `${kind} ${route.from}`)).toEqual(['pool.sync optimism'])
    const down = search(moved('vb-vs', { sent: 'all', usdc: DOWN }), AIM)
    expect(down?.moves.map(({ kind, route }) => `${kind} ${route.from}`)).toEqual([
      'pool.transfer optimism',
      'pool.sync arbitrum',
    ])
    // The Transfer brings no more than the Sync sends back.
    expect(down?.moves[0]?.input).toBe(down?.moves[1]?.input)
  })
})

describe('a search', () => {
  it('finds nothing to do within the tolerance', () => {
    expect(search(contextOf('vs-only'), AIM)).toMatchObject({ moves: [], spread: 0, fee: 0n })
  })

  it('finds nothing where no bridge goes', () => {
    const context = moved('vb-vs', { sent: 'all', usdc: UP })
    expect(search({ ...context, market: { ...context.market, routes: {} } }, AIM)).toBeNull()
  })

  it('keeps to the policy', () => {
    const context = moved('vb-vs', { sent: 'all', usdc: UP })
    const { limits } = context.policy
    const tight = { ...context, policy: { ...context.policy, limits: { ...limits, syncToleranceBps: 10n } } }
    expect(search(tight, { tolerance: 1e-6, stepsMax: 1 })).toBeNull()
    const large = { ...context, policy: { ...context.policy, limits: { ...limits, transferMin: usd(1e9) } } }
    expect(search(large, AIM)).toBeNull()
  })

  it('leaves out what the contract refuses, and of equal costs takes what comes closest', () => {
    const stocks = { arbitrum: { shares: 1000, usdc: 600, weth: 0.3 }, optimism: { shares: 1000, usdc: 1000 } }
    const context = {
      asOf: NOW,
      state: bookOf(stocks),
      market: marketOf(names, { feeBps: 0n }),
      policy: policyOf(names),
    }
    expect(search(context, { tolerance: 0.01, stepsMax: 2 })?.moves).toHaveLength(1)
    const rules = { ...DEFAULT, maxBridgeFeeBps: 5n }
    const dear = { ...context, market: marketOf(names, { feeBps: 10n, rules }) }
    expect(search(dear, { tolerance: 0.01, stepsMax: 2 })).toBeNull()
    const blind = { ...context.market.sites['optimism'], feeds: { USDC: { decimals: 6, price: Price.ONE } } }
    const optimism = context.state.chains['optimism']
    if (optimism === undefined || blind.gas === undefined) throw new Error('no chain')
    const state = { ...context.state, chains: { ...context.state.chains, optimism: { ...optimism, active: [] } } }
    const sites = { ...context.market.sites, optimism: { feeds: blind.feeds, gas: blind.gas } }
    const found = search({ ...context, state, market: { ...context.market, sites } }, { tolerance: 0.01, stepsMax: 2 })
    expect(found?.moves.map(({ route }) => route.token)).toEqual(['USDC'])
  })

  it('takes the bridge that costs least', () => {
    const state = bookOf({ arbitrum: { shares: 1000, usdc: 400, weth: 0.5 }, optimism: { shares: 1000, usdc: 1000 } })
    const context = { asOf: NOW, state, market: marketOf(names, { feeBps: 10n }), policy: policyOf(names) }
    const found = search(context, { tolerance: 1e-4, stepsMax: 2 })
    expect(found?.moves.map(({ kind, route }) => `${kind} ${route.from} ${route.token}`)).toEqual([
      'pool.sync arbitrum USDC',
    ])
  })
})
