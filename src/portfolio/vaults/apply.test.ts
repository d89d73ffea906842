import { expect, test } from 'vitest'
import { begun, FIRST, marketOf, NOW, POLICY, percent, SECOND, THREE } from '../../../test/arbitraries/vaults.ts'
import { at, column, sum, WAD } from '../../models/vault/table.ts'
import { foresee } from '../foresee.ts'
import { apply } from './apply.ts'
import { VAULTS } from './book.ts'
import { pairwise } from './pairwise.ts'
import { phrase } from './phrase.ts'
import { assess } from './risk.ts'
import { empty } from './state.ts'
import type { VaultsStep } from './step.ts'
import { assetOf, begin, plus, type Underway, units } from './underway.ts'

const market = marketOf(THREE)
const start = begun()
const NONE = [0n, 0n, 0n]
const mint: VaultsStep = {
  kind: 'vaults.mint',
  amount: 1_000_000n,
  parts: [600_000n, 400_000n, 0n],
  fees: [1_500n, 1_000n, 0n],
}
const close: VaultsStep = { kind: 'vaults.close', deploy: null }

function stepped(step: VaultsStep, state: Underway = start, where = market): Underway {
  const done = apply(state, step, where)
  if (!done.ok) throw new RangeError(done.refusal.code)
  return done.state
}

const code = (step: VaultsStep, state: Underway = start, where = market): string | null => {
  const done = apply(state, step, where)
  return done.ok ? null : done.refusal.code
}

test('a mint takes what it costs from the buffers of those that it is for', () => {
  const done = apply(start, mint, market)
  expect(done.ok && done.cost.fee).toBe(0.0025)
  expect(stepped(mint).buffer.map((each, v) => each - at(start.buffer, v))).toEqual([-601_500n, -401_000n, 0n])
  expect(units(stepped(mint))).toEqual([631_578_947_368_421_053n, 421_052_631_578_947_368n, 0n])
  expect(VAULTS.netAssets(start, market) - VAULTS.netAssets(stepped(mint), market)).toBeCloseTo(0.0025, 5)
})

test('what was minted can be crossed and burnt, by those that have it', () => {
  const has = stepped(mint)
  const cross: VaultsStep = { kind: 'vaults.cross', instrument: 'pool', parts: [-100_000n, 0n, 100_000n] }
  const crossed = stepped(cross, has)
  expect(crossed.pooled).toEqual([500_000n, 400_000n, 100_000n])
  expect(sum(units(crossed))).toBe(sum(units(has)))
  const burn: VaultsStep = { kind: 'vaults.burn', amount: 300_000n, parts: [300_000n, 0n, 0n], fees: [750n, 0n, 0n] }
  const burnt = stepped(burn, crossed)
  expect(burnt.pooled).toEqual([200_000n, 400_000n, 100_000n])
  expect(at(burnt.buffer, 0) - at(crossed.buffer, 0)).toBe(299_250n)
  expect(code(burn, start)).toBe('UNITS_SHORT')
  expect(code(cross, start)).toBe('UNITS_SHORT')
  expect(code(burn, crossed, marketOf(THREE, { locked: 1n }))).toBe('POOL_LOCKED')
  expect(code(burn, crossed, marketOf(THREE, { burnMax: 299_999n }))).toBe('POOL_CAPACITY')
  expect(code(mint, start, marketOf(THREE, { mintMax: 999_999n }))).toBe('POOL_CAPACITY')
})

test('hedges move no money but their fee, equity moves with its own step, and internal deltas are entries', () => {
  const hedge: VaultsStep = {
    kind: 'vaults.hedge',
    asset: 'ETH',
    amount: -500_000n,
    order: -500_000n,
    parts: [-500_000n, 0n, 0n],
    fees: [300n, 0n, 0n],
  }
  const hedged = stepped(hedge)
  expect(sum(column(hedged.external, 1))).toBe(-500_000n)
  expect(at(start.buffer, 0) - at(hedged.buffer, 0)).toBe(300n)
  const margin: VaultsStep = { kind: 'vaults.margin', asset: 'ETH', amount: 50_000n, parts: [50_000n, 0n, 0n] }
  const stood = stepped(margin, hedged)
  expect(sum(column(stood.equity, 1))).toBe(50_000n)
  expect(code({ ...margin, amount: -50_001n, parts: [-50_001n, 0n, 0n] }, stood)).toBe('EQUITY_SHORT')
  const book: VaultsStep = { kind: 'vaults.book', asset: 'BTC', parts: [-7n, 0n, 7n] }
  expect(column(stepped(book).internal, 0)).toEqual([-7n, 0n, 7n])
  const cross: VaultsStep = { kind: 'vaults.cross', instrument: 'ETH', parts: [100n, 0n, -100n] }
  expect(column(stepped(cross, hedged).external, 1)).toEqual([-499_900n, 0n, -100n])
  for (const step of [hedge, margin, book]) expect(code({ ...step, asset: 'DOGE' })).toBe('VAULTS_NAME_UNKNOWN')
  expect(code({ ...cross, instrument: 'DOGE' })).toBe('VAULTS_NAME_UNKNOWN')
})

test.each([
  ['parts that are not the amount', { ...mint, amount: 1_000_001n }],
  ['a part too few', { ...mint, parts: [1_000_000n] }],
  ['a part of the other sign', { ...mint, parts: [1_000_001n, -1n, 0n] }],
  ['fees that are not the cost', { ...mint, fees: NONE }],
  ['a fee too few', { ...mint, fees: [2_500n] }],
  ['a cross that does not cancel', { kind: 'vaults.cross', instrument: 'pool', parts: [1n, 0n, 0n] }],
  ['a book that does not cancel', { kind: 'vaults.book', asset: 'BTC', parts: [1n, 0n, 0n] }],
] as const)('%s: refused, and nothing changes', (_, step) => {
  expect(code(step)).toBe('SPLIT_UNEVEN')
})

test('a close turns buffers into tokens and ends the cycle, buffers below zero as they are', () => {
  const closed = stepped({ ...close, deploy: [1n, 2n, 3n] }, stepped(mint))
  expect(closed.next).toMatchObject({ epoch: 1, key: 'first', shares: start.opened.shares })
  expect(closed.input.deploy).toEqual([1n, 2n, 3n])
  expect(code(mint, closed)).toBe('CYCLE_CLOSED')
  const overdrawn: VaultsStep = { kind: 'vaults.margin', asset: 'BTC', amount: 10n ** 13n, parts: [10n ** 13n, 0n, 0n] }
  const left = stepped(close, stepped(overdrawn))
  expect(at(left.next?.buffer ?? [], 0)).toBe((at(start.buffer, 0) - 10n ** 13n) * 10n ** 12n)
})

test('a cycle that cannot be opened is refused before there is anything to step', () => {
  const found = begin(empty(3, 3), { ...FIRST, poolPrice: { price: 0n, low: 0n, high: 0n, age: 0n } }, market)
  expect(found).toMatchObject({ ok: false, refusal: { code: 'PRICE_NOT_POSITIVE' } })
  const band = { target: percent(30n), min: percent(30n), max: percent(30n) }
  const alone = marketOf({ ...THREE, equityRatio: [band, band, band] }, { total: 0n })
  const input = { ...FIRST, weights: [0n, percent(42n), 0n], deposits: [0n, 20n * WAD, 1000n * WAD] }
  const unsettled = begin(empty(3, 3), input, alone)
  expect(unsettled.ok ? null : unsettled.refusal.code).toBe('WEIGHTS_UNSETTLED')
  const steep = { ...THREE, poolMax: null, equityRatio: [band, band, band] }
  const dear = begin(empty(3, 3), { ...FIRST, weights: [9n * WAD, WAD, 0n] }, marketOf(steep, { total: 10n ** 15n }))
  expect(dear).toMatchObject({ ok: false, refusal: { code: 'FIT_NOT_MONOTONE' } })
  expect(assetOf(THREE, 'LINK')).toBe(2)
  expect(plus([[]], 0, [1n])).toEqual([[]])
})

test('hedges that the pool itself takes are expected to cost more by the own part of it', () => {
  const total = 10n ** 13n
  const plain = begun(FIRST, marketOf(THREE, { total }))
  const against = begun(FIRST, marketOf(THREE, { total, isCounterparty: true }))
  const { hedge = 0n, pool } = against.input.costs ?? {}
  const share = Number(against.opened.pool.order) / (1e13 + Number(against.opened.pool.order))
  expect(Number(hedge) / Number(market.costs.hedge)).toBeCloseTo(1 / (1 - share), 9)
  expect([plain.input.costs, pool]).toEqual([market.costs, market.costs.pool])
  expect(begun(FIRST, marketOf(THREE, { total: 1n, isCounterparty: true })).ok).toBe(true)
})

test('measures: no hedge has no equity to measure, and a hedge without equity is an emergency', () => {
  const calm = assess({ asOf: NOW, state: start, market }, POLICY)
  expect(calm.measures().map(({ name }) => name)).not.toContain('equityRatio')
  expect([calm.level, calm.emergencies]).toEqual(['DRIFT', []])
  const hedged = { ...start, external: plus(start.external, 1, [-200_000_000_000n, 0n, 0n]) }
  const shaken = assess({ asOf: NOW, state: hedged, market }, POLICY)
  expect([shaken.level, shaken.emergencies]).toEqual(['CRITICAL', ['vault 0/ETH', 'ETH']])
  const nothing = assess({ asOf: NOW, state: begun({ ...SECOND, key: 'x' }), market }, POLICY)
  expect(nothing.measures().find(({ name }) => name === 'buffer')?.value).toBe(0)
})

test('a vault without net assets has all or nothing of them open, and what it owes is told', () => {
  const state = begun({ ...SECOND, key: 'x' })
  const owing = {
    ...state,
    external: plus(state.external, 0, [0n, 0n, 5n]),
    buffer: [0n, 0n, -5n],
    opened: { ...state.opened, marking: { ...state.opened.marking, shortfall: [0n, 0n, 5n] } },
  }
  const found = assess({ asOf: NOW, state: owing, market }, POLICY)
  const value = (name: string, place: string) =>
    found.measures().find((each) => each.name === name && each.place === place)?.value
  expect(value('delta', 'vault 2/BTC')).toBe(Infinity)
  expect(value('buffer', 'vault 2')).toBe(-Infinity)
  expect(value('shortfall', 'vault 2')).toBe(Infinity)
  const bandless = { ...market, config: { ...THREE, equityRatio: [] } }
  expect(assess({ asOf: NOW, state: owing, market: bandless }, POLICY).level).toBe('CRITICAL')
})

test('steps in words', () => {
  const say = (step: VaultsStep): string => phrase(step, THREE)
  const parts = [1_500_000n, -1_500_000n, 4_999n]
  expect(say(mint)).toBe('Mint pool worth 1 for vault 0 0.6, vault 1 0.4')
  expect(say({ ...mint, kind: 'vaults.burn' })).toBe('Burn pool worth 1 for vault 0 0.6, vault 1 0.4')
  expect(say({ kind: 'vaults.cross', instrument: 'pool', parts })).toBe(
    'Cross pool among the vaults: vault 0 1.5, vault 1 −1.5',
  )
  expect(say({ kind: 'vaults.cross', instrument: 'ETH', parts })).toContain('Cross hedges of ETH')
  expect(say({ kind: 'vaults.book', asset: 'ETH', parts })).toContain('Book internal ETH delta')
  const hedge = { kind: 'vaults.hedge', asset: 'ETH', amount: 0n, parts, fees: NONE } as const
  expect(say({ ...hedge, order: 2_000_000n })).toContain('Buy 2 of ETH perp')
  expect(say({ ...hedge, order: -1_234_567_891_234n })).toContain('Sell 1,234,567.89 of ETH perp')
  expect(say({ ...hedge, order: -2_000_000n })).toContain('Sell 2 of ETH perp')
  const margin = { kind: 'vaults.margin', asset: 'ETH', parts } as const
  expect(say({ ...margin, amount: 0n })).toContain('Settle ETH equity among')
  expect(say({ ...margin, amount: 1_000_000n })).toContain('Move 1 of ETH equity into the venue')
  expect(say({ ...margin, amount: -1_000_000n })).toContain('Move 1 of ETH equity out of the venue')
  expect(say(close)).toBe('Close the cycle')
})

test('netting pair by pair counts assets without a vault in whole, and has no meaning where vaults share one', () => {
  const pool = [400_000n, 300_000n, 300_000n]
  const weights = [percent(30n), percent(20n), percent(10n)]
  const found = pairwise({ pool, weights, unhedged: 0n }, { own: [null, 0, 1] })
  // Stable 40 %: shorts of BTC 0, 0, 0.3·300 − 0.2·300 = 30; of ETH 0, 0; of stable no hedge; LINK 10 % of all.
  expect(found).toBe(30_000n + 100_000n)
  expect(pairwise({ pool, weights, unhedged: percent(10n) }, { own: [null, 0, 1] })).toBeGreaterThan(130_000n)
  expect(pairwise({ pool, weights, unhedged: 0n }, { own: [0, 0, 1] })).toBeNull()
})

test('a plan stops at the step that cannot be', () => {
  const forecast = foresee(VAULTS, [[mint], [{ ...mint, fees: NONE }]], { state: start, market })
  expect(forecast.steps).toHaveLength(1)
  expect(forecast.refusal?.code).toBe('SPLIT_UNEVEN')
  expect(sum(forecast.final.pooled)).toBe(1_000_000n)
})
