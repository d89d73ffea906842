import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, USDC } from '../../../test/arbitraries/pool.ts'
import { credit } from '../../models/pool/chain.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import { type PoolState, withChain } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import * as Amount from '../../units/amount.ts'
import * as Price from '../../units/price.ts'
import { plus, seconds } from '../../units/time.ts'
import type { Attribution, Line } from './attribution.ts'
import { ledger } from './ledger.ts'
import type { Scene } from './result.ts'
import { priced } from './simulate.ts'

const GAS = { perWrite: 1, fixed: 0 }
const market = marketOf(['ethereum', 'arbitrum'], { feeBps: 0n })
const start: Scene = {
  state: bookOf({ ethereum: { shares: 1000, usdc: 1000, weth: 1 }, arbitrum: { shares: 3000, usdc: 1000, weth: 1 } }),
  market,
}
const WETH = 10n ** 18n

type Event = PoolStep | ((scene: Scene) => Scene)

/** The accounts of events; `faulty` changes what the book says it comes to after each. */
function booked(events: readonly Event[], faulty: (scene: Scene, at: number) => Scene = (scene) => scene): Attribution {
  const books = ledger(start, GAS)
  let scene = start
  for (const [at, event] of events.entries()) {
    const before = scene
    if (typeof event === 'function') {
      scene = faulty(event(before), at)
      books.book(null, before, scene)
      continue
    }
    const done = apply(before.state, event, before.market)
    if (!done.ok) throw new Error(done.refusal.code)
    scene = faulty({ ...before, state: done.state }, at)
    books.book(event, before, scene)
  }
  return books.close()
}

const way = { key: 0, from: 'ethereum', to: 'arbitrum', token: 'WETH' }
const send: PoolStep = { kind: 'pool.transfer', ...way, input: Amount.of(WETH / 2n), output: Amount.of(WETH / 2n) }
const fill: PoolStep = { kind: 'pool.fill', key: 0, surplus: Amount.ZERO }
const dearer = (scene: Scene): Scene => ({
  ...scene,
  market: priced(scene.market, { WETH: Price.parse('2200') }, 'arbitrum'),
})
const later = (scene: Scene): Scene => ({ ...scene, market: { ...scene.market, asOf: plus(NOW, seconds(3600)) } })

const lineOf = ({ lines }: Attribution, line: Line): bigint => lines[line]
const isClosed = ({ lines, residual, unexplained }: Attribution): boolean =>
  [lines.transfer, lines.sync, residual, unexplained].every((sum) => sum === 0n)

describe('the accounts of an expiry', () => {
  it('give back the fee that was paid, and the difference of prices where that was made', () => {
    const free = booked([dearer, send, later, { kind: 'pool.expire', key: 0 }, { kind: 'pool.refund', key: 0 }])
    expect([lineOf(free, 'fee'), lineOf(free, 'basis'), lineOf(free, 'price')]).toEqual([0n, 0n, 200n * USDC])
    expect(isClosed(free)).toBe(true)
    const filled = booked([dearer, send, fill])
    expect([lineOf(filled, 'basis'), isClosed(filled)]).toEqual([100n * USDC, true])
  })
})

describe('a token that does not count yet', () => {
  const inactive = (events: readonly Event[]): Attribution => {
    const chain = start.state.chains['ethereum']
    if (chain === undefined) throw new Error('no chain')
    const bare = withChain(start.state, 'ethereum', { ...chain, active: [], holdings: chain.holdings.slice(0, 1) })
    const first = (scene: Scene): Scene => ({ ...scene, state: bare })
    const books = ledger(first(start), GAS)
    let scene = first(start)
    for (const event of events) {
      const before = scene
      const done = typeof event === 'function' ? null : apply(before.state, event, before.market)
      if (done?.ok === false) throw new Error(done.refusal.code)
      scene = typeof event === 'function' ? event(before) : { ...before, state: done?.state ?? before.state }
      books.book(typeof event === 'function' ? null : event, before, scene)
    }
    return books.close()
  }
  const gain: PoolStep = { kind: 'pool.gain', chain: 'ethereum', token: 'WETH', amount: Amount.of(WETH / 2n) }

  it('has a line of its own, off when it is gained and on again once it counts', () => {
    const waiting = inactive([gain])
    expect([lineOf(waiting, 'gain'), lineOf(waiting, 'inactive'), lineOf(waiting, 'rounding')]).toEqual([
      1000n * USDC,
      -1000n * USDC,
      0n,
    ])
    const back: PoolStep = {
      ...send,
      from: 'arbitrum',
      to: 'ethereum',
      input: Amount.of(WETH / 10n),
      output: Amount.of(WETH / 10n),
    }
    const counted = inactive([gain, back, fill])
    expect([lineOf(counted, 'inactive'), lineOf(counted, 'rounding'), isClosed(counted)]).toEqual([0n, 0n, true])
    const all = (scene: Scene): Scene => ({
      ...scene,
      market: priced(scene.market, { WETH: Price.parse('2200') }, null),
    })
    // Half an ether of ethereum gained 100 while it did not count; all of arbitrum gained 200 as price.
    const moved = inactive([gain, all, back, fill])
    expect([lineOf(moved, 'inactive'), lineOf(moved, 'price'), isClosed(moved)]).toEqual([
      100n * USDC,
      200n * USDC,
      true,
    ])
  })
})

describe('a planted error', () => {
  const one =
    (name: string) =>
    (scene: Scene, at: number): Scene => {
      const chain = scene.state.chains[name]
      if (at !== 1 || chain === undefined) return scene
      return { ...scene, state: withChain(scene.state, name, credit(chain, 'USDC', Amount.of(5n))) }
    }
  const flights =
    (change: (state: PoolState) => PoolState['flights']) =>
    (scene: Scene, at: number): Scene =>
      at === 1 ? { ...scene, state: { ...scene.state, flights: change(scene.state) } } : scene
  const deposit: PoolStep = {
    ...way,
    kind: 'pool.transfer',
    token: 'USDC',
    input: Amount.of(100n * USDC),
    output: Amount.of(99n * USDC),
  }
  const gain: PoolStep = { kind: 'pool.gain', chain: 'ethereum', token: 'USDC', amount: Amount.of(7n) }

  it.each([
    ['a deposit takes too little from its source', [gain, deposit], one('ethereum')],
    ['a gain is booked that did not come', [gain, gain], one('ethereum')],
    ['another chain changes beside', [gain, { ...gain, chain: 'arbitrum' }, gain], one('ethereum')],
    [
      'a deposit announces more than was sent',
      [gain, deposit],
      flights(({ flights: all }) => all.map((each) => ({ ...each, output: each.input }))),
    ],
    ['a fill leaves its deposit open', [deposit, fill], flights(() => opened())],
    ['new prices bring tokens along', [gain, dearer], one('arbitrum')],
  ] as const)('shows where %s', (_, events, faulty) => {
    expect(isClosed(booked(events))).toBe(true)
    expect(isClosed(booked(events, faulty))).toBe(false)
  })
})

/** The deposit as it was, as if its fill had not ended it. */
function opened(): PoolState['flights'] {
  const input = Amount.of(100n * USDC)
  const sent = apply(start.state, { ...way, kind: 'pool.transfer', token: 'USDC', input, output: input }, market)
  return sent.ok ? sent.state.flights : []
}
