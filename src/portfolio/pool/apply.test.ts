import { describe, expect, it } from 'vitest'
import { bookOf, chainOf, marketOf, NOW, USDC } from '../../../test/arbitraries/pool.ts'
import { PROFILES } from '../../models/pool/rules.ts'
import * as Amount from '../../units/amount.ts'
import * as Price from '../../units/price.ts'
import * as Shares from '../../units/shares.ts'
import { plus, seconds } from '../../units/time.ts'
import type { Moved } from './apply/done.ts'
import { apply } from './apply.ts'
import type { PoolMarket } from './market.ts'
import { type PoolState, start } from './state.ts'
import type { PoolSend, PoolStep } from './step.ts'
import { netAssets, value } from './worth.ts'

const names = ['ethereum', 'arbitrum']
const market = marketOf(names, { rules: PROFILES.new })
const state = bookOf({ ethereum: { shares: 10_000, usdc: 10_000 }, arbitrum: { shares: 5000, usdc: 5000, weth: 0 } })
const amount = (whole: number): Amount.Amount => Amount.of(BigInt(whole) * USDC)

const send = (changed: Partial<PoolSend> = {}): PoolStep => ({
  kind: 'pool.transfer',
  key: 0,
  from: 'ethereum',
  to: 'arbitrum',
  token: 'USDC',
  input: amount(1000),
  output: amount(980),
  ...(changed as object),
})

const fill = (key: number, surplus = 0n): PoolStep => ({ kind: 'pool.fill', key, surplus: Amount.of(surplus) })

function done(before: PoolState, step: PoolStep, at: PoolMarket = market): Moved {
  const applied = apply(before, step, at)
  if (!applied.ok) throw new Error(applied.refusal.code)
  return applied
}

const code = (before: PoolState, step: PoolStep, at: PoolMarket = market): string => {
  const applied = apply(before, step, at)
  return applied.ok ? 'ok' : applied.refusal.code
}

const later: PoolMarket = { ...market, asOf: plus(NOW, seconds(601)) }

describe('a deposit and its fill', () => {
  it('takes shares along: the first history of the recorded sequences, 1000 sent and 980 filled', () => {
    const sent = done(state, send())
    expect(sent.fee).toBe(20n * USDC)
    expect(sent.cost).toMatchObject({ fee: 20, gas: 0.5 })
    expect(sent.state.chains['ethereum']?.virtualSupply).toBe(-980n * USDC)
    expect(done(sent.state, { kind: 'pool.update', chain: 'ethereum' }).state.chains['ethereum']?.sharePrice).toBe(
      997_782n,
    )
    const filled = done(sent.state, fill(0))
    expect(filled.state.chains['arbitrum']).toMatchObject({ virtualSupply: 980n * USDC, sharePrice: USDC })
    expect(filled.state.flights).toEqual([])
    const gained = done(filled.state, { kind: 'pool.gain', chain: 'arbitrum', token: 'USDC', amount: amount(500) })
    const renewed = done(gained.state, { kind: 'pool.update', chain: 'arbitrum' })
    expect(renewed.state.chains['arbitrum']?.sharePrice).toBe(1_083_612n)
  })

  it('counts what is on its way as what will land, and what the escrow has as what was sent', () => {
    const worth = (at: PoolState): bigint => {
      const found = value(at, market)
      return found.ok ? found.total : -1n
    }
    expect(worth(state)).toBe(15_000n * USDC)
    const sent = done(state, send()).state
    expect(worth(sent)).toBe(14_980n * USDC)
    expect(netAssets(sent, market)).toBe(14_980)
    const expired = done(sent, { kind: 'pool.expire', key: 0 }, later).state
    expect(worth(expired)).toBe(15_000n * USDC)
    expect(worth(done(expired, { kind: 'pool.refund', key: 0 }, later).state)).toBe(15_000n * USDC)
  })

  it('may be filled in parts: each brings its shares, and what is left stays with the bridge', () => {
    const sent = done(state, send()).state
    const some = (part: bigint): PoolStep => ({
      kind: 'pool.fill',
      key: 0,
      surplus: Amount.ZERO,
      part: Amount.of(part),
    })
    const part = done(sent, some(amount(245)))
    expect(part.state.chains['arbitrum']?.virtualSupply).toBe(amount(245))
    expect(part.state.flights).toMatchObject([{ input: amount(750), output: amount(735), at: 'bridge' }])
    expect(part.postings).toEqual(done(sent, some(amount(245))).postings)
    const odd = done(sent, some(1n + amount(245)))
    // 250.000001020… of the input are earned: rounded up, so that the escrow never gives back more than was sent.
    expect(odd.state.flights).toMatchObject([{ input: amount(750) - 2n, output: amount(735) - 1n }])
    expect(done(part.state, fill(0)).state.flights).toEqual([])
    expect(done(part.state, some(amount(735))).state).toEqual(done(part.state, fill(0)).state)
    const expired = done(part.state, { kind: 'pool.expire', key: 0 }, later).state
    expect(done(expired, { kind: 'pool.refund', key: 0 }, later).state.chains['ethereum']?.holdings[0]?.wallet).toBe(
      amount(9750),
    )
    expect([code(sent, some(0n)), code(sent, some(-1n)), code(sent, some(amount(980) + 1n))]).toEqual([
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_NOT_POSITIVE',
      'FILL_TOO_LARGE',
    ])
  })

  it('gives a surplus to everybody on the chain where it lands', () => {
    const filled = done(done(state, send()).state, fill(0, 60n * USDC))
    expect(filled.state.chains['arbitrum']?.sharePrice).toBe(1_010_033n)
    expect(filled.postings).toEqual([
      { account: 'FLIGHT:0', asset: 'USDC', amount: -980n * USDC },
      { account: 'CHAIN:arbitrum', asset: 'USDC', amount: 1040n * USDC },
      { account: 'BRIDGE', asset: 'USDC', amount: -60n * USDC },
    ])
  })

  it('gives no share along with a Sync', () => {
    const sync = send({ kind: 'pool.sync', toleranceBps: 10_000n } as Partial<PoolSend>)
    const filled = done(done(state, sync).state, fill(0)).state
    expect(filled.chains['arbitrum']).toMatchObject({ virtualSupply: 0n, sharePrice: 1_196_000n })
    expect(code(state, send({ kind: 'pool.sync', toleranceBps: 999n } as Partial<PoolSend>))).toBe('NavImpactTooHigh')
  })

  it('returns the whole input of an expired deposit, and the fee was never earned', () => {
    const sent = done(state, send()).state
    const expired = done(sent, { kind: 'pool.expire', key: 0 }, later)
    expect(expired.postings).toEqual([
      { account: 'BRIDGE', asset: 'USDC', amount: -20n * USDC },
      { account: 'FLIGHT:0', asset: 'USDC', amount: 20n * USDC },
    ])
    const refunded = done(expired.state, { kind: 'pool.refund', key: 0 }, later)
    expect(refunded.state.chains['ethereum']?.virtualSupply).toBe(-980n * USDC + (1000n * USDC * USDC) / 997_782n)
    expect(refunded.cost.gas).toBe(0.3)
    expect(refunded.state.flights).toEqual([])
  })

  it('sends native ether wrapped and unwraps it', () => {
    const ether = (name: string, wei: bigint) => {
      const chain = chainOf(name, { shares: 0, usdc: 0 })
      const holdings = chain.holdings.map((held) => ({ ...held, token: held.token === 'USDC' ? 'ETH' : 'USDC' }))
      const shares = Shares.of(2n * 10n ** 18n)
      return {
        ...chain,
        base: 'ETH',
        decimals: 18,
        unit: 10n ** 18n,
        sharePrice: chainOf(name, { shares: 1, usdc: 1 }).sharePrice,
        totalSupply: shares,
        active: [],
        holdings: holdings.map((held) => ({ ...held, wallet: Amount.of(held.token === 'ETH' ? wei : 0n) })),
      }
    }
    const book = start('ETH', { ethereum: ether('ethereum', 2n * 10n ** 18n), arbitrum: ether('arbitrum', 10n ** 18n) })
    const feeds = { ETH: { decimals: 18, price: Price.ONE }, WETH: { decimals: 18, price: Price.ONE } }
    const gas = { deposit: 0.5, refund: 0.3, update: 0.1 } as PoolMarket['sites'][string]['gas']
    const routes = { ethereum: (market.routes['ethereum'] ?? []).map((route) => ({ ...route, token: 'ETH' })) }
    const etherMarket = { ...market, sites: { ethereum: { feeds, gas }, arbitrum: { feeds, gas } }, routes }
    const sent = done(
      book,
      send({ token: 'ETH', input: Amount.of(10n ** 18n), output: Amount.of(10n ** 18n) }),
      etherMarket,
    )
    const landed = done(sent.state, fill(0), etherMarket).state
    expect(landed.chains['arbitrum']?.holdings[0]).toMatchObject({ token: 'ETH', wallet: 2n * 10n ** 18n })
    const late = { ...etherMarket, asOf: later.asOf }
    const back = done(
      done(sent.state, { kind: 'pool.expire', key: 0 }, late).state,
      { kind: 'pool.refund', key: 0 },
      late,
    )
    expect(back.state.chains['ethereum']?.holdings[0]).toMatchObject({ token: 'ETH', wallet: 2n * 10n ** 18n })
  })

  it('keeps units apart where a token has other decimals at the other end', () => {
    const book = bookOf({ ethereum: { shares: 10_000, usdc: 10_000 }, bnb: { shares: 0, usdc: 0 } })
    const wide = marketOf(['ethereum', 'bnb'])
    const feeds = { ...wide.sites['bnb']?.feeds, USDC: { decimals: 18, price: Price.ONE } }
    const site = wide.sites['bnb']
    if (site === undefined) throw new Error('no site')
    const at = { ...wide, sites: { ...wide.sites, bnb: { ...site, feeds } } }
    const sent = done(book, send({ to: 'bnb', output: Amount.of(990n * 10n ** 18n) }), at)
    expect(sent.fee).toBe(10n * USDC)
    expect(done(sent.state, fill(0), at).postings).toEqual([
      { account: 'FLIGHT:0', asset: 'USDC', amount: -990n * USDC },
      { account: 'BRIDGE', asset: 'USDC', amount: 990n * USDC },
      { account: 'BRIDGE', asset: 'USDC on bnb', amount: -990n * 10n ** 18n },
      { account: 'CHAIN:bnb', asset: 'USDC on bnb', amount: 990n * 10n ** 18n },
    ])
  })
})

describe('mint, burn, gain', () => {
  it('lets the spread go past the pool', () => {
    const step = { kind: 'pool.mint', chain: 'ethereum', holder: 'guest', token: 'USDC', amount: amount(100) } as const
    const minted = done(state, step)
    expect(minted.postings).toEqual([
      { account: 'USER:guest', asset: 'USDC', amount: -100n * USDC },
      { account: 'CHAIN:ethereum', asset: 'USDC', amount: 99_900_000n },
      { account: 'SPREAD', asset: 'USDC', amount: 100_000n },
    ])
    const burn = { kind: 'pool.burn', chain: 'ethereum', holder: 'lp', token: 'USDC', shares: Shares.of(USDC) } as const
    expect(done(state, burn).postings).toEqual([
      { account: 'CHAIN:ethereum', asset: 'USDC', amount: -USDC },
      { account: 'USER:lp', asset: 'USDC', amount: 999_000n },
      { account: 'SPREAD', asset: 'USDC', amount: 1000n },
    ])
  })

  it('pays a burn in another token where the base token is short', () => {
    const rich = bookOf({ ethereum: { shares: 2000, usdc: 0, weth: 1 }, arbitrum: { shares: 1, usdc: 1 } })
    const burn = {
      kind: 'pool.burn',
      chain: 'ethereum',
      holder: 'lp',
      token: 'WETH',
      shares: Shares.of(200n * USDC),
    } as const
    expect(done(rich, burn).state.chains['ethereum']?.holdings[1]?.wallet).toBe(9n * 10n ** 17n)
  })

  it('books a loss only as far as there is something to lose', () => {
    const loss = (whole: number): PoolStep => ({
      kind: 'pool.gain',
      chain: 'ethereum',
      token: 'USDC',
      amount: amount(whole),
    })
    expect(done(state, loss(-10_000)).state.chains['ethereum']?.holdings[0]?.wallet).toBe(0n)
    expect(code(state, loss(-10_001))).toBe('TokenTransferFailed')
  })
})

describe('what cannot be', () => {
  it.each([
    ['an unknown source', send({ from: 'nowhere' }), 'CHAIN_UNKNOWN'],
    ['an unknown destination', send({ to: 'toString' }), 'CHAIN_UNKNOWN'],
    ['an unknown token', send({ token: 'NONE' }), 'TOKEN_UNKNOWN'],
    ['nothing', send({ input: Amount.ZERO }), 'AMOUNT_NOT_POSITIVE'],
    ['less than nothing', send({ input: Amount.of(-1n) }), 'AMOUNT_NOT_POSITIVE'],
    ['nothing arriving', send({ output: Amount.ZERO }), 'AMOUNT_NOT_POSITIVE'],
    ['a number that comes too early', send({ key: 1 }), 'KEY_AHEAD'],
    ['a number that was used', send({ key: -1 }), 'KEY_USED'],
    ['past the floor', send({ input: amount(9600), output: amount(9600) }), 'EffectiveSupplyTooLow'],
    ['a fee above the most', send({ output: amount(979) }), 'OutputAmountTooLow'],
    ['a fill without its deposit', fill(0), 'DEPOSIT_UNKNOWN'],
    [
      'a mint on no chain',
      { kind: 'pool.mint', chain: 'x', holder: 'a', token: 'USDC', amount: amount(1) },
      'CHAIN_UNKNOWN',
    ],
    [
      'a mint of nothing',
      { kind: 'pool.mint', chain: 'ethereum', holder: 'a', token: 'USDC', amount: amount(0) },
      'AMOUNT_NOT_POSITIVE',
    ],
    [
      'a mint of dust',
      { kind: 'pool.mint', chain: 'ethereum', holder: 'a', token: 'USDC', amount: Amount.of(9n) },
      'PoolAmountSmallerThanMinimum',
    ],
    [
      'a burn on no chain',
      { kind: 'pool.burn', chain: 'x', holder: 'lp', token: 'USDC', shares: Shares.of(1n) },
      'CHAIN_UNKNOWN',
    ],
    [
      'a burn of nothing',
      { kind: 'pool.burn', chain: 'ethereum', holder: 'lp', token: 'USDC', shares: Shares.ZERO },
      'AMOUNT_NOT_POSITIVE',
    ],
    [
      'a burn of another',
      { kind: 'pool.burn', chain: 'ethereum', holder: 'x', token: 'USDC', shares: Shares.of(1n) },
      'PoolBurnNotEnough',
    ],
    ['a gain on no chain', { kind: 'pool.gain', chain: 'x', token: 'USDC', amount: amount(1) }, 'CHAIN_UNKNOWN'],
    [
      'a gain of nothing',
      { kind: 'pool.gain', chain: 'ethereum', token: 'USDC', amount: amount(0) },
      'AMOUNT_NOT_POSITIVE',
    ],
    ['renewing no chain', { kind: 'pool.update', chain: 'x' }, 'CHAIN_UNKNOWN'],
  ] satisfies readonly (readonly [string, PoolStep, string])[])('%s is refused', (_, step, expected) => {
    expect(code(state, step)).toBe(expected)
  })

  it('ends a deposit once', () => {
    const sent = done(state, send()).state
    expect(code(sent, send())).toBe('KEY_USED')
    expect(code(sent, fill(0, -1n))).toBe('AMOUNT_NOT_POSITIVE')
    expect(code(sent, { kind: 'pool.expire', key: 0 })).toBe('DEPOSIT_NOT_EXPIRED')
    expect(code(sent, { kind: 'pool.refund', key: 0 })).toBe('DEPOSIT_NOT_EXPIRED')
    expect(code(sent, fill(0), later)).toBe('DEPOSIT_EXPIRED')
    const filled = done(sent, fill(0)).state
    expect(code(filled, fill(0))).toBe('DEPOSIT_SETTLED')
    const expired = done(sent, { kind: 'pool.expire', key: 0 }, later).state
    expect(code(expired, { kind: 'pool.expire', key: 0 }, later)).toBe('DEPOSIT_EXPIRED')
    expect(code(expired, fill(0))).toBe('DEPOSIT_EXPIRED')
    const refunded = done(expired, { kind: 'pool.refund', key: 0 }, later).state
    expect(code(refunded, { kind: 'pool.refund', key: 0 }, later)).toBe('DEPOSIT_SETTLED')
    expect(code(refunded, { kind: 'pool.expire', key: 7 }, later)).toBe('DEPOSIT_UNKNOWN')
  })

  it('needs a route, and keeps to its bounds', () => {
    expect(code(state, send(), { ...market, routes: {} })).toBe('ROUTE_UNKNOWN')
    expect(code(state, send(), marketOf(names, { max: 999n * USDC }))).toBe('ROUTE_LIMIT')
  })

  it('needs prices', () => {
    const site = market.sites['ethereum']
    if (site === undefined) throw new Error('no site')
    const { USDC: own, ...others } = site.feeds
    const blind = { ...market, sites: { ...market.sites, ethereum: { ...site, feeds: others } } }
    expect(own?.decimals).toBe(6)
    expect(code(state, { kind: 'pool.update', chain: 'ethereum' }, blind)).toBe('BaseTokenPriceFeedError')
    const worthless = { ...site.feeds, WETH: { decimals: 18, price: Price.of(0n) } }
    const noEther = { ...market, sites: { ...market.sites, ethereum: { ...site, feeds: worthless } } }
    const rich = bookOf({ ethereum: { shares: 2000, usdc: 0, weth: 1 } })
    expect(code(rich, { kind: 'pool.update', chain: 'ethereum' }, noEther)).toBe('TokenPriceFeedDoesNotExist')
    expect(netAssets(rich, noEther)).toBeNaN()
    expect(value(rich, { ...market, sites: {} })).toMatchObject({ ok: false, refusal: { code: 'CHAIN_UNKNOWN' } })
  })
})
