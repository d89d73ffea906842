import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BOOK, MARKET, policy, TERMS } from '../../../test/arbitraries/venues.ts'
import { apply } from '../../portfolio/venues/apply.ts'
import { type Exchange, PLACES, type Place } from '../../portfolio/venues/place.ts'
import { assess } from '../../portfolio/venues/risk.ts'
import type { Terms } from '../../portfolio/venues/terms.ts'
import { quantity } from '../../units/estimate.ts'
import { days, hours } from '../../units/time.ts'
import type { Context } from './context.ts'
import { estimate, type Leg, legs, type Node, node } from './leg.ts'
import { type Route, ranked, routes } from './route.ts'
import { targets } from './source.ts'
import { bestAsset, transfer } from './transfer.ts'

const POLICY = policy()
const CONTEXT: Context = {
  asOf: MARKET.asOf,
  state: BOOK,
  market: MARKET,
  policy: POLICY,
  assessment: assess({ asOf: MARKET.asOf, state: BOOK, market: MARKET }, POLICY),
}
const PAIRS = PLACES.flatMap((from) => PLACES.filter((to) => to !== from).map((to) => [from, to] as const))

/** Where value may stand before it moves. */
const SOURCES: Readonly<Record<Place, readonly Node[]>> = {
  WALLET: [node('WALLET', 'free', 'USDT'), node('WALLET', 'free', 'WETH'), node('WALLET', 'free', 'ETH')],
  AAVE: [node('AAVE', 'supply', 'USDT'), node('AAVE', 'supply', 'WETH'), node('AAVE', 'loop', 'weETH')],
  ETHERFI: [node('ETHERFI', 'free', 'weETH')],
  BINANCE: [node('BINANCE', 'trading', 'USDT'), node('BINANCE', 'funding', 'ETH')],
  BYBIT: [node('BYBIT', 'trading', 'USDT')],
  OKX: [node('OKX', 'trading', 'USDT')],
}
const between = (from: Place, to: Place, terms: Terms = TERMS): readonly Route[] =>
  SOURCES[from].flatMap((start) => targets(to, { policy: POLICY }).flatMap((end) => routes(start, end, terms)))

const transfers = ({ legs: path }: Route) => path.flatMap(({ move }) => (move.kind === 'transfer' ? [move] : []))
const swaps = ({ legs: path }: Route) => path.filter(({ move }) => move.kind === 'swap').length

/** Terms with one network of one exchange changed. */
function network(place: Exchange, name: string, change: Partial<Terms['exchanges']['OKX']['networks'][number]>): Terms {
  const at = TERMS.exchanges[place]
  const networks = at.networks.map((one) => (one.name === name ? { ...one, ...change } : one))
  return { ...TERMS, exchanges: { ...TERMS.exchanges, [place]: { ...at, networks } } }
}

describe('ways between the six places', () => {
  it.each(PAIRS)('%s to %s: there is one, and none visits a node twice or sends twice', (from, to) => {
    const ways = between(from, to)
    expect(ways.length).toBeGreaterThan(0)
    for (const way of ways) {
      const visited = [way.from.key, ...way.legs.map((leg) => leg.to.key)]
      expect(new Set(visited).size).toBe(visited.length)
      expect(way.legs[0]?.from.key).toBe(way.from.key)
      expect(way.legs.at(-1)?.to.key).toBe(way.to.key)
      for (const [at, leg] of way.legs.entries()) if (at > 0) expect(leg.from.key).toBe(way.legs[at - 1]?.to.key)
      expect(transfers(way).length).toBeLessThanOrEqual(1)
      expect(swaps(way)).toBeLessThanOrEqual(2)
    }
  })

  it('passes through no lending market and no stake on its way elsewhere', () => {
    for (const [from, to] of PAIRS) {
      for (const way of between(from, to)) {
        for (const [at, { move }] of way.legs.entries()) {
          const next = way.legs[at + 1]?.move.kind
          if (move.kind === 'supply' || move.kind === 'leverage') expect(next).toBeUndefined()
          if (move.kind === 'stake') expect([undefined, 'supply']).toContain(next)
        }
      }
    }
  })

  it('reaches and leaves the wallet on the main chain alone', () => {
    for (const [from, to] of PAIRS)
      for (const way of between(from, to))
        for (const move of transfers(way))
          if (move.from === 'WALLET' || move.to === 'WALLET') expect(move.network).toBe('ethereum')
  })

  it('has moves that the book itself refuses on any other chain', () => {
    const send = { kind: 'venues.transfer', asset: 'USDT', size: quantity(1000), flight: 'f#0' } as const
    for (const step of [
      { ...send, from: 'WALLET', to: 'BINANCE' } as const,
      { ...send, from: 'BINANCE', to: 'WALLET' } as const,
    ]) {
      expect(apply(BOOK, { ...step, network: 'ethereum' }, MARKET).ok).toBe(true)
      for (const name of ['tron', 'arbitrum']) {
        const applied = apply(BOOK, { ...step, network: name }, MARKET)
        expect(applied.ok ? null : applied.refusal.code).toBe('UNSUPPORTED_ROUTE')
      }
    }
  })

  it('is closed where every network is', () => {
    const shut = (place: Exchange) =>
      TERMS.exchanges[place].networks.map((one) => ({ ...one, withdraw: false, deposit: false }))
    const at = TERMS.exchanges
    const terms = { ...TERMS, exchanges: { ...at, OKX: { ...at.OKX, networks: shut('OKX') } } }
    for (const [from, to] of PAIRS) {
      const isCut = from === 'OKX' || to === 'OKX'
      expect(between(from, to, terms).length === 0).toBe(isCut)
    }
    const market = { ...MARKET, terms }
    const request = { source: 'OKX', target: 'BYBIT', value: 1000, key: 'k', deadline: hours(4), hedge: [] } as const
    const state = {
      ...BOOK,
      exchanges: [...BOOK.exchanges, { ...BOOK.exchanges[1], place: 'OKX' } as (typeof BOOK.exchanges)[number]],
    }
    const answer = transfer(request, { state, stages: [] }, { ...CONTEXT, market, state })
    expect(answer.ok ? null : answer.refusal.code).toBe('UNSUPPORTED_ROUTE')
  })
})

describe('the table at 10,000 USD', () => {
  it.each([
    ['ETHERFI', 'BYBIT', 'ETH'],
    ['ETHERFI', 'AAVE', 'weETH'],
    ['AAVE', 'BYBIT', 'USDT'],
    ['BYBIT', 'AAVE', 'USDT'],
    ['BYBIT', 'ETHERFI', 'ETH'],
  ] as const)('%s to %s sends %s', (from, to, asset) => {
    expect(bestAsset(from, to, { value: 10_000, deadline: hours(4), context: CONTEXT })).toBe(asset)
  })

  it('has no answer when nothing arrives in time', () => {
    expect(bestAsset('ETHERFI', 'BYBIT', { value: 10_000, deadline: hours(0), context: CONTEXT })).toBeNull()
  })
})

describe('the deadline', () => {
  const from = node('ETHERFI', 'free', 'weETH')
  const to = node('BYBIT', 'trading', 'USDT')
  const isQueued = ({ route }: { route: Route }) =>
    route.legs.some(({ move }) => move.kind === 'unstake' && move.route === 'queue')

  it('keeps the exit queue out of anything that is to arrive within hours', () => {
    const all = routes(from, to, TERMS)
    const soon = ranked(all, { value: 10_000, deadline: hours(4), market: MARKET, gross: 1 })
    expect(all.some((route) => isQueued({ route }))).toBe(true)
    expect(soon.length).toBeGreaterThan(0)
    expect(soon.some(isQueued)).toBe(false)
    const late = ranked(all, { value: 10_000, deadline: days(11), market: MARKET, gross: 1 })
    expect(late.some(isQueued)).toBe(true)
  })

  it('is inclusive', () => {
    const [first] = ranked(routes(from, to, TERMS), { value: 1, deadline: hours(4), market: MARKET, gross: 1 })
    if (first === undefined) throw new RangeError('no route')
    const within = (deadline: number) =>
      ranked([first.route], { value: 1, deadline: hours(deadline / 3600), market: MARKET, gross: 1 }).length
    expect(within(first.times.p95)).toBe(1)
    expect(within(first.times.p95 - 1)).toBe(0)
  })
})

describe('from one exchange to another', () => {
  const best = (terms: Terms) =>
    ranked(routes(node('BINANCE', 'trading', 'USDT'), node('OKX', 'trading', 'USDT'), terms), {
      value: 50_000,
      deadline: hours(4),
      market: { ...MARKET, terms },
      gross: 1,
    })[0]

  it('is one withdrawal and one deposit on the cheapest network that both have open', () => {
    const way = best(TERMS)
    expect(way?.route.legs.map(({ move }) => move.kind)).toEqual(['internalTransfer', 'transfer', 'internalTransfer'])
    expect(way?.route.asset).toBe('USDT')
    expect(way === undefined ? null : transfers(way.route)[0]).toMatchObject({
      from: 'BINANCE',
      to: 'OKX',
      network: 'arbitrum',
    })
    expect(way?.cost).toBeCloseTo(0.1, 9)
  })

  it('takes the next network when one end has closed the first', () => {
    for (const terms of [
      network('BINANCE', 'arbitrum', { withdraw: false }),
      network('OKX', 'arbitrum', { deposit: false }),
    ]) {
      const way = best(terms)
      expect(way === undefined ? null : transfers(way.route)[0]?.network).toBe('tron')
      expect(way?.cost).toBeCloseTo(1, 9)
    }
  })
})

describe('ranking', () => {
  it('is by cost, then by time, and by nothing that depends on order of discovery', () => {
    for (const [from, to] of PAIRS) {
      const found = ranked(between(from, to), { value: 20_000, deadline: days(20), market: MARKET, gross: 4 })
      for (const [at, { cost, times }] of found.entries()) {
        const before = found[at - 1]
        if (before === undefined) continue
        expect(before.cost).toBeLessThanOrEqual(cost)
        if (before.cost === cost) expect(before.times.p95).toBeLessThanOrEqual(times.p95)
      }
    }
  })

  it('finds the cheapest of all simple paths, by brute force', () => {
    const outgoing = legs(TERMS)
    const ends = [...new Map(outgoing.flatMap(({ from, to }) => [from, to]).map((one) => [one.key, one])).values()]
    fc.assert(
      fc.property(
        fc.constantFrom(...ends),
        fc.constantFrom(...ends),
        fc.double({ min: 1000, max: 500_000, noNaN: true }),
        (from, to, value) => {
          fc.pre(from.key !== to.key)
          const found = ranked(routes(from, to, TERMS), { value, deadline: days(20), market: MARKET, gross: 4 })
          const all = simple(from, to, outgoing)
          expect(found.length).toBe(all.length)
          const least = Math.min(...all.map((path) => path.reduce((sum, leg) => sum + costOf(leg, value), 0)))
          if (found[0] !== undefined) expect(found[0].cost).toBeCloseTo(least, 9)
        },
      ),
      { numRuns: 60 },
    )
  })
})

const costOf = (leg: Leg, value: number) => estimate(leg, value, { market: MARKET, gross: 4 }).cost

/** Paths of up to eight legs that pass no node twice and keep what the rules of routes say, found without any cleverness. */
function simple(from: Node, to: Node, outgoing: readonly Leg[]): readonly (readonly Leg[])[] {
  let open: readonly (readonly Leg[])[] = outgoing.filter((leg) => leg.from.key === from.key).map((leg) => [leg])
  const found: (readonly Leg[])[] = []
  for (let length = 1; length <= 8; length++) {
    found.push(...open.filter((path) => path.at(-1)?.to.key === to.key))
    const unfinished = open.filter((path) => path.at(-1)?.to.key !== to.key)
    open = unfinished.flatMap((path) =>
      outgoing
        .filter((leg) => leg.from.key === path.at(-1)?.to.key)
        .map((leg) => [...path, leg])
        .filter(isOrderly),
    )
  }
  return found
}

function isOrderly(path: readonly Leg[]): boolean {
  const kinds = path.map(({ move }) => move.kind)
  const count = (kind: Leg['move']['kind']) => kinds.filter((one) => one === kind).length
  const nodes = [path[0]?.from.key, ...path.map((leg) => leg.to.key)]
  const most = { transfer: 1, swap: 2, internalTransfer: 2 } as Readonly<Record<string, number>>
  return (
    new Set(nodes).size === nodes.length &&
    kinds.every((kind) => count(kind) <= (most[kind] ?? 1)) &&
    kinds.every((kind, at) => at === kinds.length - 1 || (kind !== 'supply' && kind !== 'leverage')) &&
    kinds.every((kind, at) => kind !== 'stake' || kinds[at + 1] === undefined || kinds[at + 1] === 'supply')
  )
}

describe('a transfer that cannot be written', () => {
  const ask = (request: Partial<Parameters<typeof transfer>[0]>, context: Context = CONTEXT) => {
    const whole = {
      source: 'WALLET',
      target: 'BYBIT',
      value: 10_000,
      key: 'k',
      deadline: hours(4),
      hedge: [],
      ...request,
    } as const
    return transfer(whole, { state: context.state, stages: [] }, context)
  }
  const code = (answer: ReturnType<typeof transfer>) => (answer.ok ? null : answer.refusal.code)

  it('names the source that has nothing to give, and does not blame the way', () => {
    const state = {
      ...BOOK,
      exchanges: BOOK.exchanges.map((one) => ({
        ...one,
        trading: BOOK.loans[0]?.borrowed ?? one.trading,
        funding: BOOK.loans[1]?.borrowed ?? one.funding,
      })),
    }
    expect(code(ask({ source: 'BYBIT', target: 'AAVE' }, { ...CONTEXT, state }))).toBe('SOURCE_SHORT')
    expect(code(ask({ value: 1e9 }))).toBe('SOURCE_SHORT')
  })

  it('says when it is only too slow', () => {
    const answer = ask({ deadline: hours(0) })
    expect(answer.ok ? null : answer.refusal).toMatchObject({ code: 'TOO_SLOW', facts: { deadline: 0 } })
  })

  it('has no way from a place to itself', () => {
    expect(code(ask({ source: 'BYBIT', target: 'BYBIT' }))).toBe('UNSUPPORTED_ROUTE')
  })

  it('gives the reason of the last way tried when the book refuses all of them', () => {
    const answer = ask({ source: 'WALLET', target: 'AAVE' }, { ...CONTEXT, state: { ...BOOK, loans: [] } })
    expect(code(answer)).toBe('ACCOUNT_UNKNOWN')
    expect(answer.considered.length).toBeGreaterThan(1)
    expect(answer.considered.some(({ why }) => why.startsWith('ACCOUNT_UNKNOWN'))).toBe(true)
  })
})
