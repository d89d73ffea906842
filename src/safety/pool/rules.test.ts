import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import { type PoolMarket, routesBySource } from '../../portfolio/pool/market.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import * as Price from '../../units/price.ts'
import * as SharePrice from '../../units/sharePrice.ts'
import * as Shares from '../../units/shares.ts'
import { plus, seconds } from '../../units/time.ts'
import type { PoolExamined } from './examined.ts'
import { RULES } from './rules.ts'

const names = ['ethereum', 'arbitrum']
const market = marketOf(names)
const policy = policyOf(names)
const book = bookOf({ ethereum: { shares: 1000, usdc: 1200 }, arbitrum: { shares: 1000, usdc: 1000, weth: 0 } })

const deposit = (changed: object = {}): PoolStep => ({
  kind: 'pool.sync',
  key: 0,
  from: 'ethereum',
  to: 'arbitrum',
  token: 'USDC',
  input: Amount.of(100n * USDC),
  output: Amount.of(99n * USDC),
  toleranceBps: 10_000n,
  ...changed,
})

function examined(step: PoolStep, changed: Partial<PoolExamined> = {}): PoolExamined {
  const before = changed.before ?? book
  const applied = apply(before, step, changed.market ?? market)
  if (!applied.ok) throw new Error(applied.refusal.code)
  const { state: after, cost } = applied
  return {
    before,
    after,
    step,
    cost,
    endsStage: true,
    now: NOW,
    market,
    policy,
    class: 'TARGET',
    start: before,
    ...changed,
  }
}

const said = (one: PoolExamined): readonly string[] =>
  RULES.flatMap((rule) => rule(one)).map(({ code, severity }) => (severity === 'warn' ? `${code}?` : code))

const limits = (changed: object): Partial<PoolExamined> => ({
  policy: policyOf(names, { limits: { ...policy.limits, ...changed } }),
})

const landed = (step: PoolStep, at: PoolMarket = market, from: PoolState = book): PoolState => {
  const applied = apply(from, step, at)
  if (!applied.ok) throw new Error(applied.refusal.code)
  return applied.state
}

describe('nothing to say', () => {
  it('of a step that keeps to everything, from the deposit to its end', () => {
    expect(said(examined(deposit()))).toEqual([])
    const sent = landed(deposit())
    expect(said(examined({ kind: 'pool.fill', key: 0, surplus: Amount.of(5n) }, { before: sent }))).toEqual([])
    const late = { ...market, asOf: plus(NOW, seconds(601)) }
    expect(said(examined({ kind: 'pool.expire', key: 0 }, { before: sent, market: late }))).toEqual([])
    const expired = landed({ kind: 'pool.expire', key: 0 }, late, sent)
    expect(said(examined({ kind: 'pool.refund', key: 0 }, { before: expired, market: late }))).toEqual([])
    expect(said(examined({ kind: 'pool.update', chain: 'ethereum' }, { before: sent }))).toEqual([])
    expect(said(examined({ kind: 'pool.gain', chain: 'ethereum', token: 'USDC', amount: Amount.of(9n) }))).toEqual([])
  })

  it('of a fill in part, which leaves its deposit open', () => {
    const sent = landed(deposit())
    const part = { kind: 'pool.fill', key: 0, surplus: Amount.ZERO, part: Amount.of(9n * USDC) } as const
    expect(said(examined(part, { before: sent }))).toEqual([])
    const all = { ...part, part: Amount.of(99n * USDC) }
    expect(said(examined(all, { before: sent }))).toEqual([])
    expect(
      said({ ...examined(part, { before: sent }), step: { kind: 'pool.fill', key: 0, surplus: Amount.ZERO } }),
    ).toEqual(['KEY_MISUSED'])
  })

  it('of tokens with other decimals at the other end', () => {
    const wide = bookOf({ ethereum: { shares: 1000, usdc: 1000 }, bnb: { shares: 0, usdc: 0 } })
    const map = marketOf(['ethereum', 'bnb'])
    const site = map.sites['bnb']
    if (site === undefined) throw new Error('no site')
    const feeds = { ...site.feeds, USDC: { decimals: 18, price: Price.ONE } }
    const at = { ...map, sites: { ...map.sites, bnb: { ...site, feeds } } }
    const step = deposit({ kind: 'pool.transfer', to: 'bnb', output: Amount.of(99n * 10n ** 18n) })
    const setting = { before: wide, market: at, policy: policyOf(['bnb']) }
    expect(said(examined(step, setting))).toEqual([])
    const sent = landed(step, at, wide)
    expect(said(examined({ kind: 'pool.fill', key: 0, surplus: Amount.ZERO }, { ...setting, before: sent }))).toEqual(
      [],
    )
  })
})

describe('a block', () => {
  it('for a destination or a token that nobody named', () => {
    expect(said(examined(deposit(), limits({ destinations: [], tokens: [] })))).toEqual([
      'DESTINATION_NOT_LISTED',
      'TOKEN_NOT_LISTED',
    ])
  })

  it('for a deposit outside the size limits, bounds inclusive', () => {
    expect(said(examined(deposit(), limits({ transferMin: usd(100), transferMax: usd(100) })))).toEqual([])
    expect(said(examined(deposit(), limits({ transferMin: usd(101) })))).toEqual(['TRANSFER_TOO_SMALL'])
    expect(said(examined(deposit(), limits({ transferMax: usd(99) })))).toEqual(['TRANSFER_TOO_LARGE'])
    const unpriced = { ...market, sites: {} }
    expect(said({ ...examined(deposit(), limits({ transferMin: usd(1) })), market: unpriced })).toContain(
      'TRANSFER_TOO_SMALL',
    )
  })

  it('for a bridge that keeps too much, or gives more than was sent', () => {
    expect(said(examined(deposit(), limits({ bridgeFeeBps: 100n })))).toEqual([])
    expect(said(examined(deposit(), limits({ bridgeFeeBps: 99n })))).toEqual(['BRIDGE_FEE_TOO_HIGH'])
    const more = { ...examined(deposit()), step: deposit({ output: Amount.of(101n * USDC) }) }
    expect(said(more)).toContain('BRIDGE_FEE_TOO_HIGH')
  })

  it('for old prices, a warning where a Transfer is for safety', () => {
    const old = { now: plus(NOW, seconds(3601)) }
    expect(said(examined(deposit(), { now: plus(NOW, seconds(3600)) }))).toEqual([])
    expect(said(examined(deposit(), old))).toEqual(['DATA_STALE'])
    expect(said(examined(deposit(), { ...old, class: 'SAFETY' }))).toEqual(['DATA_STALE'])
    const transfer = deposit({ kind: 'pool.transfer' })
    expect(said(examined(transfer, old))).toEqual(['DATA_STALE'])
    expect(said(examined(transfer, { ...old, class: 'SAFETY' }))).toEqual(['DATA_STALE?'])
    expect(said(examined(transfer, { now: plus(NOW, seconds(-1)), class: 'SAFETY' }))).toEqual(['DATA_STALE'])
  })

  it('for a supply below its floor, where the step made it so', () => {
    const one = examined(deposit({ kind: 'pool.transfer' }))
    const chain = one.after.chains['ethereum']
    if (chain === undefined) throw new Error('no chain')
    const at = (virtual: bigint): PoolState => ({
      ...one.after,
      chains: { ...one.after.chains, ethereum: { ...chain, virtualSupply: Shares.of(virtual) } },
    })
    expect(said({ ...one, after: at(-900n * USDC) })).toEqual([])
    expect(said({ ...one, after: at(-900n * USDC - 1n) })).toEqual(['SUPPLY_BELOW_FLOOR'])
    expect(
      said({ ...one, after: at(-901n * USDC), before: { ...one.before, chains: at(-901n * USDC).chains } }),
    ).not.toContain('SUPPLY_BELOW_FLOOR')
    const { ethereum: _, ...rest } = one.before.chains
    expect(said({ ...one, after: at(-901n * USDC), before: { ...one.before, chains: rest } })).toContain(
      'SUPPLY_BELOW_FLOOR',
    )
    // Below its floor it may come nearer, and where nothing is issued there is nothing to come nearer to.
    const from = (chains: PoolState['chains']) => ({ before: { ...one.before, chains } })
    expect(said({ ...one, after: at(-940n * USDC), ...from(at(-950n * USDC).chains) })).not.toContain(
      'SUPPLY_BELOW_FLOOR',
    )
    expect(said({ ...one, after: at(-960n * USDC), ...from(at(-950n * USDC).chains) })).toContain('SUPPLY_BELOW_FLOOR')
    const nothing = { ...one.before.chains, ethereum: { ...chain, totalSupply: Shares.of(0n) } }
    expect(said({ ...one, after: at(-960n * USDC), ...from(nothing) })).toContain('SUPPLY_BELOW_FLOOR')
  })

  it('for a plan that moves more than one plan may, and Syncs that take too much of a chain together', () => {
    const first = landed(deposit({ input: Amount.of(60n * USDC), output: Amount.of(60n * USDC) }))
    const second = deposit({ key: 1, input: Amount.of(20n * USDC), output: Amount.of(20n * USDC) })
    const both = (changed: object, from: PoolState = book): readonly string[] =>
      said({ ...examined(second, { ...limits(changed), before: first }), start: from })
    expect(both({ transferMax: usd(80) })).toEqual([])
    expect(both({ transferMax: usd(79.9) })).toEqual(['PLAN_TOO_LARGE'])
    // A plan that began with the first in flight has sent 20.
    expect(both({ transferMax: usd(79.9) }, first)).toEqual([])
    // 80 of 1200 are 6.67 %.
    expect(both({ syncToleranceBps: 667n })).toEqual([])
    expect(both({ syncToleranceBps: 666n })).toEqual(['SYNC_SUM_TOO_LARGE'])
    expect(both({ syncToleranceBps: 666n }, first)).toEqual([])
    expect(both({ syncToleranceBps: 0n }, { ...book, chains: {} })).toEqual([])
    const transfer = examined(deposit({ kind: 'pool.transfer' }), limits({ syncToleranceBps: 0n }))
    expect(said(transfer)).toEqual([])
  })

  it('for more than a bridge carries on all its routes, by what is remembered or still in flight', () => {
    const sent = landed(deposit({ input: Amount.of(60n * USDC), output: Amount.of(60n * USDC) }))
    const second = deposit({ key: 1, input: Amount.of(20n * USDC), output: Amount.of(20n * USDC) })
    const by = (perHour: number, perDay: number): PoolMarket => {
      const bridge = { name: 'bridge', perHour: usd(perHour), perDay: usd(perDay) }
      const routes = Object.values(market.routes).flat()
      return { ...market, routes: routesBySource(routes.map((route) => ({ ...route, bridge }))) }
    }
    const at = (minutes: number, bridged: PoolMarket): readonly string[] => {
      const now = plus(NOW, seconds(minutes * 60))
      return said({ ...examined(second, { ...limits({ ageMax: seconds(1e9) }), before: sent }), market: bridged, now })
    }
    expect(at(0, by(80, 80))).toEqual([])
    expect(at(0, by(79, 80))).toEqual(['BRIDGE_CAPACITY'])
    expect(at(0, by(80, 79))).toEqual(['BRIDGE_CAPACITY'])
    expect(at(60, by(20, 80))).toEqual([])
    const log = [
      { at: NOW, value: usd(500), by: 'bridge' },
      { at: NOW, value: usd(500), by: 'bridges.other' },
    ]
    expect(at(0, { ...by(520, 520), sent: log })).toEqual([])
    expect(at(0, { ...by(519, 520), sent: log })).toEqual(['BRIDGE_CAPACITY'])
  })

  it('for more than is let go within an hour and a day, by what is remembered or still in flight', () => {
    const sent = landed(deposit({ input: Amount.of(60n * USDC), output: Amount.of(60n * USDC) }))
    const second = deposit({ key: 1, input: Amount.of(20n * USDC), output: Amount.of(20n * USDC) })
    const at = (minutes: number, changed: object): readonly string[] => {
      const now = plus(NOW, seconds(minutes * 60))
      return said({ ...examined(second, { ...limits({ ageMax: seconds(1e9), ...changed }), before: sent }), now })
    }
    expect(at(0, { perHour: usd(80), perDay: usd(80) })).toEqual([])
    expect(at(0, { perHour: usd(79) })).toEqual(['CAP_PER_HOUR'])
    expect(at(0, { perDay: usd(79) })).toEqual(['CAP_PER_DAY'])
    const log = [{ at: NOW, value: usd(500) }]
    const told = (minutes: number, changed: object): readonly string[] =>
      said({
        ...examined(second, { ...limits({ ageMax: seconds(1e9), ...changed }), before: sent }),
        market: { ...market, sent: log },
        now: plus(NOW, seconds(minutes * 60)),
      }).filter((code) => code.startsWith('CAP'))
    expect(told(0, { perHour: usd(519) })).toEqual(['CAP_PER_HOUR'])
    expect(told(0, { perHour: usd(520) })).toEqual([])
    expect(told(60, { perHour: usd(20), perDay: usd(519) })).toEqual(['CAP_PER_DAY'])
  })

  it("for a deposit that takes a chain's own liquidity, or leaves one that is not there", () => {
    const level = (whole: bigint, changed: object = {}) => ({
      policy: policyOf(names, {
        liquidity: [
          { chain: 'ethereum', token: 'USDC', level: Amount.of(whole), target: Amount.of(2n * whole), ...changed },
          { chain: 'ethereum', token: 'USDC', level: Amount.of(1n), target: Amount.of(1n) },
        ],
      }),
    })
    expect(said(examined(deposit(), level(1100n * USDC)))).toEqual([])
    expect(said(examined(deposit(), level(1100n * USDC + 1n)))).toEqual(['LIQUIDITY_TAKEN'])
    expect(said(examined(deposit(), level(1200n * USDC, { chain: 'arbitrum' })))).toEqual([])
    expect(said(examined(deposit(), level(1200n * USDC, { token: 'WETH' })))).toEqual([])
    const one = examined(deposit(), level(1n))
    expect(said({ ...one, after: { ...one.after, chains: {} } })).toContain('LIQUIDITY_TAKEN')
    expect(said(examined({ kind: 'pool.update', chain: 'ethereum' }, level(9000n * USDC)))).toEqual([])
  })

  it('for a Sync that turns share prices round, others on their way counted', () => {
    const half = deposit({ input: Amount.of(101n * USDC), output: Amount.of(101n * USDC) })
    expect(said(examined(half))).toEqual(['SYNC_OVERSHOOTS'])
    const exactly = deposit({ input: Amount.of(100n * USDC), output: Amount.of(100n * USDC) })
    expect(said(examined(exactly))).toEqual([])
    const unit = deposit({ input: Amount.of(100n * USDC + 1n), output: Amount.of(100n * USDC + 1n) })
    expect(said(examined(unit))).toEqual(['SYNC_OVERSHOOTS'])
    const before = landed(deposit({ input: Amount.of(60n * USDC), output: Amount.of(60n * USDC) }))
    const again = deposit({ key: 1, input: Amount.of(60n * USDC), output: Amount.of(60n * USDC) })
    expect(said(examined(again, { before }))).toEqual(['SYNC_OVERSHOOTS'])
  })

  it('for a Sync between chains of other decimals, to the fewer of them', () => {
    const wide = 10n ** 12n
    const chainIn18 = (name: 'ethereum' | 'arbitrum') => {
      const chain = book.chains[name]
      if (chain === undefined) throw new Error('no chain')
      return {
        ...chain,
        decimals: 18,
        unit: 10n ** 18n,
        crossing: { ...chain.crossing, USDC: 18 },
        sharePrice: SharePrice.of(chain.sharePrice * wide),
        totalSupply: Shares.of(chain.totalSupply * wide),
        holdings: chain.holdings.map((held) =>
          held.token === 'USDC' ? { ...held, wallet: Amount.of(held.wallet * wide) } : held,
        ),
      }
    }
    for (const name of ['ethereum', 'arbitrum'] as const) {
      const before = { ...book, chains: { ...book.chains, [name]: chainIn18(name) } }
      const site = market.sites[name]
      if (site === undefined) throw new Error('no site')
      const feeds = { ...site.feeds, USDC: { decimals: 18, price: Price.ONE } }
      const mixed = { ...market, sites: { ...market.sites, [name]: { ...site, feeds } } }
      const [here, there] = name === 'ethereum' ? [wide, 1n] : [1n, wide]
      const sync = (units: bigint) =>
        deposit({ input: Amount.of(units * here), output: Amount.of(units * there), toleranceBps: 10_000n })
      expect(said(examined(sync(100n * USDC), { before, market: mixed }))).toEqual([])
      expect(said(examined(sync(100n * USDC + 1n), { before, market: mixed }))).toEqual(['SYNC_OVERSHOOTS'])
    }
  })

  it('for a Sync in a token that the receiver does not count yet', () => {
    const rich = bookOf({ ethereum: { shares: 1000, usdc: 0, weth: 1 }, arbitrum: { shares: 1000, usdc: 1000 } })
    const arbitrum = rich.chains['arbitrum']
    if (arbitrum === undefined) throw new Error('no chain')
    const before = { ...rich, chains: { ...rich.chains, arbitrum: { ...arbitrum, active: [] } } }
    const ether = (wei: bigint) => deposit({ token: 'WETH', input: Amount.of(wei), output: Amount.of(wei) })
    expect(said(examined(ether(25n * 10n ** 16n), { before }))).toEqual([])
    expect(said(examined(ether(26n * 10n ** 16n), { before }))).toEqual(['SYNC_OVERSHOOTS'])
    const one = examined(ether(10n ** 16n), { before })
    const { WETH: _, ...others } = market.sites['ethereum']?.feeds ?? {}
    const blind = (feeds: PoolMarket['sites'][string]['feeds']) => {
      const site = { feeds, gas: { deposit: usd(0), refund: usd(0), update: usd(0) } }
      return { ...one, market: { ...market, sites: { ethereum: site, arbitrum: site } } }
    }
    expect(said(blind(others))).toContain('SYNC_OVERSHOOTS')
    const { USDC: __, ...noBase } = market.sites['ethereum']?.feeds ?? {}
    expect(said(blind(noBase))).toContain('SYNC_OVERSHOOTS')
  })

  it('for what applications hold too, and not for tokens that do not count', () => {
    const ethereum = book.chains['ethereum']
    if (ethereum === undefined) throw new Error('no chain')
    const holdings = ethereum.holdings.map((held) =>
      held.token === 'USDC'
        ? { ...held, wallet: Amount.of(1100n * USDC), apps: [Amount.of(100n * USDC)] }
        : { ...held, wallet: Amount.of(10n ** 18n) },
    )
    const before = { ...book, chains: { ...book.chains, ethereum: { ...ethereum, active: [], holdings } } }
    const half = (whole: bigint) => deposit({ input: Amount.of(whole * USDC), output: Amount.of(whole * USDC) })
    expect(said(examined(half(100n), { before }))).toEqual([])
    expect(said(examined(half(101n), { before }))).toEqual(['SYNC_OVERSHOOTS'])
  })

  it('for a Sync from a chain whose price nobody knows, not for one to a chain without shares', () => {
    const one = examined(deposit())
    expect(
      said({
        ...one,
        market: {
          ...market,
          sites: {
            arbitrum: market.sites['arbitrum'] ?? {
              feeds: {},
              gas: { deposit: usd(0), refund: usd(0), update: usd(0) },
            },
          },
        },
      }),
    ).toContain('SYNC_OVERSHOOTS')
    const empty = bookOf({ ethereum: { shares: 1000, usdc: 1000 }, arbitrum: { shares: 0, usdc: 0 } })
    expect(said(examined(deposit(), { before: empty }))).toEqual([])
    const { ethereum: _, ...rest } = one.after.chains
    expect(said({ ...one, after: { ...one.after, chains: rest } })).toContain('SYNC_OVERSHOOTS')
  })

  it('for a deposit that is sent or ended twice', () => {
    const one = examined(deposit())
    expect(said({ ...one, before: { ...one.before, next: 1 } })).toEqual(['KEY_MISUSED'])
    expect(said({ ...one, after: { ...one.after, next: 0 } })).toEqual(['KEY_MISUSED'])
    expect(said({ ...one, step: { kind: 'pool.refund', key: 0 }, after: one.before })).toEqual(['KEY_MISUSED'])
    expect(
      said({ ...one, step: { kind: 'pool.fill', key: 0, surplus: Amount.ZERO }, before: one.after, after: one.after }),
    ).toEqual(['KEY_MISUSED'])
    expect(said({ ...one, step: { kind: 'pool.fill', key: 7, surplus: Amount.ZERO }, after: one.before })).toEqual([
      'KEY_MISUSED',
    ])
  })

  it('for anything minted or lost beside the stated fee', () => {
    const one = examined(deposit())
    expect(said({ ...one, after: { ...one.after, chains: one.before.chains } })).toContain('NOT_CONSERVED')
    expect(said({ ...one, after: { ...one.after, flights: [] } })).toContain('NOT_CONSERVED')
    const more = one.after.flights.map((flight) => ({ ...flight, token: 'WETH' }))
    expect(said({ ...one, after: { ...one.after, flights: more } })).toContain('NOT_CONSERVED')
  })
})
