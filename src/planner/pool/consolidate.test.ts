import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import { PROFILES } from '../../models/pool/rules.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import * as Shares from '../../units/shares.ts'
import { burn, deposit } from './capacity.ts'
import { consolidate } from './consolidate.ts'
import { supply } from './liquidity.ts'
import { type Context, land, send } from './trial.ts'
import { remaining, unblock } from './unblock.ts'

const five = ['ethereum', 'arbitrum', 'optimism', 'polygon', 'base']
const stocks = Object.fromEntries(five.map((name) => [name, { shares: 1000, usdc: 1000 }]))
const amount = (whole: number): Amount.Amount => Amount.of(BigInt(whole) * USDC)

function contextOf(bridging: Parameters<typeof marketOf>[1] = { feeBps: 0n }): Context {
  return { asOf: NOW, state: bookOf(stocks), market: marketOf(five, bridging), policy: policyOf(five) }
}

describe('five chains on one', () => {
  it('takes one Transfer a chain and leaves a tenth behind the floor', () => {
    const found = consolidate('ethereum', contextOf())
    expect(found.moves.map(({ route, input }) => [route.from, input])).toEqual(
      ['arbitrum', 'optimism', 'polygon', 'base'].map((name) => [name, 900n * USDC]),
    )
    expect(found.state.chains['ethereum']?.virtualSupply).toBe(3600n * USDC)
    expect(found.left.map(({ amount: left, limiter }) => [left, limiter])).toEqual(
      new Array(4).fill([100n * USDC, 'supplyFloor']),
    )
    const head = consolidate('ethereum', contextOf({ feeBps: 0n, rules: PROFILES.new }))
    expect(head.left[0]?.amount).toBe(50n * USDC)
  })

  it('says to the unit what a mint or an arrival must bring for the rest to go', () => {
    const context = contextOf({ feeBps: 10n })
    const found = consolidate('ethereum', context)
    const after = { ...context, state: found.state }
    for (const left of found.left) {
      const route = context.market.routes[left.chain]?.find(
        ({ to, token }) => to === 'ethereum' && token === left.token,
      )
      if (route === undefined) throw new Error('no route')
      const { mint, inbound } = unblock(left, 'ethereum', after)
      const goes = (paid: bigint): boolean => {
        const step = {
          kind: 'pool.mint',
          chain: left.chain,
          holder: 'new',
          token: 'USDC',
          amount: Amount.of(paid),
        } as const
        const minted = apply(found.state, step, context.market)
        return (
          minted.ok && send({ kind: 'pool.transfer', route, input: left.amount }, { ...after, state: minted.state }).ok
        )
      }
      expect(goes(mint ?? 0n)).toBe(true)
      expect(goes((mint ?? 0n) - 1n)).toBe(false)
      expect(inbound).not.toBeNull()
      expect(Number(mint) / Number(inbound)).toBeCloseTo(1 / 0.9, 1)
    }
  })

  it('leaves what a chain must have ready, and says of the rest alone what frees it', () => {
    const context = contextOf()
    const at = (chain: string, target: number) => ({ chain, token: 'USDC', level: amount(1), target: amount(target) })
    const liquidity = [at('arbitrum', 400), at('arbitrum', 300), at('optimism', 40)]
    const rest = remaining('ethereum', { ...context, policy: { ...context.policy, liquidity } })
    const [arbitrum, optimism, polygon] = rest
    expect(arbitrum).toMatchObject({ amount: amount(400), limiter: 'liquidity', mint: null, inbound: null })
    expect(optimism).toMatchObject({ amount: amount(100), limiter: 'supplyFloor', inbound: amount(60) })
    expect(polygon).toMatchObject({ amount: amount(100), limiter: 'supplyFloor', inbound: amount(100) })
  })

  it('names no arrival that no chain can send', () => {
    const left = { chain: 'arbitrum', token: 'USDC', amount: amount(100), limiter: 'supplyFloor' } as const
    const context = contextOf()
    const { state } = consolidate('ethereum', context)
    expect(unblock(left, 'ethereum', { ...context, state }).inbound).toBe(amount(100))
    const limits = { ...context.policy.limits, destinations: ['ethereum'] }
    const alone = { ...context, state, policy: { ...context.policy, limits } }
    expect(unblock(left, 'ethereum', alone)).toMatchObject({ inbound: null, mint: expect.anything() })
    const { arbitrum: _, ...routes } = context.market.routes
    const away = Object.fromEntries(
      Object.entries(routes).map(([from, ways]) => [from, ways.filter(({ to }) => to !== 'arbitrum')]),
    )
    const apart = { ...context.market, routes: { ...away, arbitrum: context.market.routes['arbitrum'] ?? [] } }
    expect(unblock(left, 'ethereum', { ...context, state, market: apart }).inbound).toBeNull()
  })

  it('cannot say so where there is no way, or where nobody may mint', () => {
    const context = contextOf()
    const left = { chain: 'arbitrum', token: 'USDC', amount: amount(1000), limiter: 'supplyFloor' } as const
    expect(unblock({ ...left, token: 'NONE' }, 'ethereum', context)).toEqual({ mint: null, inbound: null })
    expect(unblock({ ...left, chain: 'nowhere' }, 'ethereum', context)).toEqual({ mint: null, inbound: null })
    const chain = context.state.chains['arbitrum']
    if (chain === undefined) throw new Error('no chain')
    const drained = { ...chain, virtualSupply: Shares.of(-1000n * USDC) }
    const state = { ...context.state, chains: { ...context.state.chains, arbitrum: drained } }
    expect(unblock(left, 'ethereum', { ...context, state })).toEqual({ mint: null, inbound: null })
    const dark = { ...context, market: { ...context.market, sites: {} } }
    expect(unblock(left, 'ethereum', dark)).toEqual({ mint: null, inbound: null })
    expect(consolidate('ethereum', dark)).toMatchObject({ moves: [], left: [] })
  })

  it('promises nothing of a payment where the policy keeps it back, or the home cannot receive', () => {
    const context = contextOf()
    const left = { chain: 'arbitrum', token: 'USDC', amount: amount(100), limiter: 'supplyFloor' } as const
    const { state } = consolidate('ethereum', context)
    expect(unblock(left, 'ethereum', { ...context, state }).mint).toBeGreaterThan(0n)
    const { limits } = context.policy
    for (const closed of [{ destinations: [] }, { transferMin: usd(101) }]) {
      const policy = { ...context.policy, limits: { ...limits, ...closed } }
      expect(unblock(left, 'ethereum', { ...context, state, policy })).toEqual({ mint: null, inbound: null })
    }
    const ethereum = state.chains['ethereum']
    if (ethereum === undefined) throw new Error('no chain')
    const below = { ...ethereum, virtualSupply: Shares.of(-ethereum.totalSupply) }
    const stuck = { ...state, chains: { ...state.chains, ethereum: below } }
    expect(unblock(left, 'ethereum', { ...context, state: stuck })).toEqual({ mint: null, inbound: null })
  })

  it('says of every chain what stays and what would free it, also when nothing may go any more', () => {
    const context = contextOf()
    const told = remaining('ethereum', context)
    expect(told.map(({ chain, amount: left, limiter }) => [chain, left, limiter])).toEqual(
      ['arbitrum', 'optimism', 'polygon', 'base'].map((chain) => [chain, amount(100), 'supplyFloor']),
    )
    const { state } = consolidate('ethereum', context)
    expect(consolidate('ethereum', { ...context, state }).moves).toEqual([])
    expect(remaining('ethereum', { ...context, state })).toEqual(told)
    // Where nothing may go the floor is named, and not the least that the policy sends.
    const limits = { ...context.policy.limits, transferMin: usd(50) }
    const strict = { ...context, state, policy: { ...context.policy, limits } }
    expect(deposit('pool.transfer', { from: 'base', to: 'ethereum', token: 'USDC' }, strict)).toMatchObject({
      value: 0n,
      limiter: 'supplyFloor',
    })
  })

  it('sends in several deposits only what one may not carry', () => {
    const context = contextOf()
    const limits = { ...context.policy.limits, transferMax: usd(400) }
    const found = consolidate('ethereum', { ...context, policy: { ...context.policy, limits } })
    expect(found.moves.filter(({ route }) => route.from === 'base').map(({ input }) => input)).toEqual(
      [400, 400, 100].map(amount),
    )
    const big = { ...context.policy.limits, transferMin: usd(5000) }
    const none = consolidate('ethereum', { ...context, policy: { ...context.policy, limits: big } })
    expect(none.moves).toEqual([])
    expect(none.left.map(({ limiter }) => limiter)).toEqual(new Array(4).fill('balance'))
    const bound = consolidate('ethereum', contextOf({ feeBps: 0n, max: 300n * USDC }))
    expect(bound.moves).toHaveLength(12)
  })

  it('leaves what its destination could not take in', () => {
    const context = contextOf()
    const book = bookOf({ ...stocks, arbitrum: { shares: 1400, usdc: 400, weth: 0.5 } })
    const { ethereum } = book.chains
    const site = context.market.sites['ethereum']
    if (ethereum === undefined || site === undefined) throw new Error('no chain')
    const { WETH: _, ...feeds } = site.feeds
    const state = { ...book, chains: { ...book.chains, ethereum: { ...ethereum, active: [] } } }
    const market = { ...context.market, sites: { ...context.market.sites, ethereum: { ...site, feeds } } }
    const found = consolidate('ethereum', { ...context, state, market })
    expect(found.left).toContainEqual({
      chain: 'arbitrum',
      token: 'WETH',
      amount: 5n * 10n ** 17n,
      limiter: 'destination',
    })
    const need = { chain: 'ethereum', token: 'WETH', amount: Amount.of(10n ** 17n) }
    expect(supply(need, { ...context, state, market })).toMatchObject({ moves: [], missing: 10n ** 17n })
  })

  it('sends the token that is worth most first', () => {
    const context = contextOf()
    const state = bookOf({ ...stocks, arbitrum: { shares: 1400, usdc: 400, weth: 0.5 } })
    const sent = consolidate('ethereum', { ...context, state }).moves.filter(({ route }) => route.from === 'arbitrum')
    expect(sent.map(({ route }) => route.token)).toEqual(['WETH', 'USDC'])
  })
})

describe('a way round the floor', () => {
  const first = (context: Context, whole: number): Context => {
    const route = context.market.routes['arbitrum']?.find(({ to, token }) => to === 'ethereum' && token === 'USDC')
    if (route === undefined) throw new Error('no route')
    const landed = land({ kind: 'pool.transfer', route, input: amount(whole) }, context)
    if (!landed.ok) throw new Error(landed.refusal.code)
    return { ...context, state: landed.state }
  }
  const way = { from: 'arbitrum', to: 'ethereum', token: 'USDC' }
  const burning = ({ state, market }: Context): Context['state'] => {
    const shares = Shares.of(100n * USDC)
    const step = { kind: 'pool.burn', chain: 'arbitrum', holder: 'lp', token: 'USDC', shares } as const
    const burnt = apply(state, step, market)
    if (!burnt.ok) throw new Error(burnt.refusal.code)
    return burnt.state
  }

  it('fails at its third step: 80 %, burn, 80 % again', () => {
    const sent = first(contextOf(), 800)
    // After 800 of 1000 shares have left, at most 111.111111 can be burnt: 888.888889 issued, 88.888889 of them effective.
    const burnable = burn({ chain: 'arbitrum', holder: 'lp' }, sent)
    expect(burnable).toEqual({ value: 111_111_111n, limiter: 'supplyFloor' })
    const burnt = burning(sent)
    const after = { ...sent, state: burnt }
    const chain = burnt.chains['arbitrum']
    const effective = (chain?.totalSupply ?? 0n) + (chain?.virtualSupply ?? 0n)
    expect(effective).toBe(100n * USDC)
    const route = sent.market.routes['arbitrum']?.find(({ to, token }) => to === 'ethereum' && token === 'USDC')
    if (route === undefined) throw new Error('no route')
    const again = send({ kind: 'pool.transfer', route, input: amount(80) }, after)
    expect(again).toMatchObject({ ok: false, refusal: { code: 'EffectiveSupplyTooLow' } })
  })

  it('could have sent a hundred more without the burn, and ten with it', () => {
    const sent = first(contextOf(), 800)
    expect(deposit('pool.transfer', way, sent)).toMatchObject({ value: 100n * USDC, limiter: 'supplyFloor' })
    const burnt = burning(sent)
    expect(deposit('pool.transfer', way, { ...sent, state: burnt })).toMatchObject({ value: 10n * USDC })
  })
})
