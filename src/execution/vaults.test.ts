import fc from 'fast-check'
import { expect, test } from 'vitest'
import { begun, FIRST, marketOf, NOW, POLICY, percent, rules, SECOND, THREE } from '../../test/arbitraries/vaults.ts'
import { at, column, max, sum, WAD } from '../models/vault/table.ts'
import type { VaultsConfig } from '../portfolio/vaults/config.ts'
import { ownPrice } from '../portfolio/vaults/cycle/holding.ts'
import { type Execution, exactly, type OpenInput } from '../portfolio/vaults/input.ts'
import { live } from '../portfolio/vaults/live/live.ts'
import type { VaultsMarket } from '../portfolio/vaults/market.ts'
import { feeOf } from '../portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../portfolio/vaults/policy.ts'
import { empty } from '../portfolio/vaults/state.ts'
import type { HedgeStep, VaultsStep } from '../portfolio/vaults/step.ts'
import { begin, type Underway } from '../portfolio/vaults/underway.ts'
import { divide } from '../units/rounding.ts'
import { decide } from './cycle.ts'
import { VAULTS_ROOMS, type VaultsDecision } from './vaults.ts'

const decided = (state: Underway, market_: VaultsMarket, policy: VaultsPolicy = POLICY): VaultsDecision =>
  decide({ asOf: NOW, state, market: market_ }, policy, VAULTS_ROOMS)

/** What the venues report when every step is filled in full. */
function executed(steps: readonly VaultsStep[], config: VaultsConfig): Execution {
  const fill = (found: VaultsStep | undefined): Execution['pool'] => {
    if (found === undefined || !('fees' in found)) return { filled: 0n, fee: 0n }
    return { filled: found.kind === 'vaults.burn' ? -found.amount : found.amount, fee: sum(found.fees) }
  }
  const hedge = (asset: string): HedgeStep | undefined =>
    steps.find((step) => step.kind === 'vaults.hedge' && step.asset === asset) as HedgeStep | undefined
  return {
    pool: fill(steps.find(({ kind }) => kind === 'vaults.mint' || kind === 'vaults.burn')),
    hedges: config.assets.map((asset) => fill(hedge(asset))),
  }
}

/** The plan of a cycle, or null where the book cannot have one. */
function planned(decision: VaultsDecision) {
  const [weighed] = decision.weighed
  return weighed?.proposal ?? null
}

test('the first plan mints, hedges outside what the vaults cannot hedge inside, and moves equity last', () => {
  const decision = decided(begun(), marketOf(THREE))
  expect(decision.outcome).toBe('EXECUTE')
  expect(decision.chosen?.proposal.plan.stages.map((stage) => stage.map(({ kind }) => kind))).toEqual([
    ['vaults.book', 'vaults.book', 'vaults.book'],
    ['vaults.mint'],
    ['vaults.hedge', 'vaults.hedge', 'vaults.hedge'],
    ['vaults.margin', 'vaults.margin', 'vaults.margin'],
    ['vaults.close'],
  ])
  expect(decision.chosen?.findings).toEqual([])
  expect(decision.chosen?.proposal.considered.map(({ way }) => way)).toEqual(['netting pair by pair'])
  expect(decision.assessment.level).toBe('DRIFT')
})

const share = (most: number) => fc.integer({ min: 0, max: most })
const each = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { minLength: 3, maxLength: 3 })
const epochs = (vaults: number) =>
  fc.array(
    fc.record({
      moves: each(fc.integer({ min: -80, max: 80 })),
      pool: fc.integer({ min: -40, max: 40 }),
      weights: each(share(30)),
      funding: each(fc.bigInt({ min: -(10n ** 8n), max: 10n ** 8n })),
      deposits: fc.array(fc.oneof(fc.constant(0), share(1000)), { minLength: vaults, maxLength: vaults }),
      withdrawals: fc.array(fc.oneof(fc.constant(0), share(15)), { minLength: vaults, maxLength: vaults }),
    }),
    { minLength: 1, maxLength: 4 },
  )
const stories = fc.array(fc.constantFrom(null, 0, 1, 2), { minLength: 1, maxLength: 5 }).chain((own) =>
  fc.record({
    config: fc.record({
      orderMin: fc.constantFrom(0n, 5_000_000_000n),
      crossingShareBps: fc.constantFrom(0n, 1_500n),
      poolMax: fc.constantFrom(null, null, 500_000_000_000n),
    }),
    own: fc.constant(own),
    side: fc.constantFrom({}, { total: 50_000_000_000_000n }, { total: 50_000_000_000_000n, isCounterparty: true }),
    epochs: epochs(own.length),
  }),
)

test('a plan filled in full ends where the cycle ends, to the last unit, and its steps pass every rule', () => {
  let compared = 0
  fc.assert(
    fc.property(stories, ({ config: terms, own, side, epochs: all }) => {
      const config = { ...rules(own), ...terms }
      const where = marketOf(config, side)
      let state = empty(own.length, 3)
      for (const [index, epoch] of all.entries()) {
        const nudged = (price: bigint, by: number): bigint => max(1n, (price * BigInt(1000 + by)) / 1000n)
        const marks = state.marks ?? { prices: FIRST.prices.map(({ price }) => price), poolPrice: 95_000_000n }
        const prices = marks.prices.map((price, a) => nudged(price, epoch.moves[a] ?? 0))
        const tokens = (usd: number, v: number): bigint =>
          divide(BigInt(usd) * 10n ** 29n, ownPrice(config, prices, v), 'down')
        const input: OpenInput = {
          ...FIRST,
          key: String(index),
          prices: prices.map(exactly),
          poolPrice: exactly(nudged(marks.poolPrice, epoch.pool)),
          weights: epoch.weights.map((weight) => percent(BigInt(weight))),
          funding: epoch.funding,
          deposits: epoch.deposits.map(tokens),
          withdrawals: epoch.withdrawals.map((part, v) => (at(state.shares, v) * BigInt(part)) / 100n),
        }
        const opened = begin(state, input, where)
        if (!opened.ok) return
        const decision = decided(opened, where)
        const proposal = planned(decision)
        if (proposal === null) return
        const { final } = proposal.forecast
        const execution = executed(proposal.plan.stages.flat(), config)
        const found = live(state, { ...final.input, execution }, config)
        expect(found.ok && found.state).toEqual(final.next)
        for (const { postings } of proposal.forecast.steps) {
          const sums = new Map<string, bigint>()
          for (const posting of postings)
            if ('amount' in posting) sums.set(posting.asset, (sums.get(posting.asset) ?? 0n) + posting.amount)
          for (const total of sums.values()) expect(total).toBe(0n)
        }
        const blocking = decision.chosen === null ? decision.weighed.flatMap(({ findings }) => findings) : []
        expect(blocking).toEqual([])
        compared++
        if (final.next !== null) state = final.next
      }
    }),
    { numRuns: 60 },
  )
  expect(compared).toBeGreaterThan(60)
})

test('where the vaults are a large part of the pool, the fit meets weights after their own mint', () => {
  const total = 3_000_000_000_000n
  const { input, opened } = begun(FIRST, marketOf(THREE, { total }))
  const minted = opened.fit.pool
  const after = [0, 1].map((a) => {
    const owned = sum(minted.filter((_, v) => THREE.own[v] === a))
    return divide(at(FIRST.weights, a) * total + owned * WAD, total + sum(minted), 'down')
  })
  for (const [a, weight] of after.entries()) {
    const gap = weight - at(input.weights, a)
    expect(gap < 2_000_000_000n && gap > -2_000_000_000n).toBe(true)
  }
  expect(at(input.weights, 0)).not.toBe(at(FIRST.weights, 0))
})

test('on the venue of the own pool a hedge is ordered larger than it is worth', () => {
  const total = 8_000_000_000_000n
  const where = marketOf(THREE, { total, isCounterparty: true })
  const state = begun(FIRST, where)
  const proposal = planned(decided(state, where))
  const hedges = proposal?.plan.stages.flat().filter((step) => step.kind === 'vaults.hedge') ?? []
  expect(hedges).toHaveLength(3)
  const part = sum(state.opened.fit.pool)
  for (const hedge of hedges) {
    const worth = divide(hedge.order * total, total + part, 'half')
    expect(worth - hedge.amount <= 1n && worth - hedge.amount >= -1n).toBe(true)
    expect(sum(hedge.fees)).toBe(feeOf(hedge.order, where.costs.hedge))
  }
})

test('a plan that a rule blocks is not chosen', () => {
  const small = { ...POLICY, orderMax: 1_000_000n }
  const decision = decided(begun(), marketOf(THREE), small)
  expect([decision.outcome, decision.chosen]).toEqual(['DEFER', null])
  const codes = new Set(decision.weighed.flatMap(({ findings }) => findings.map(({ code }) => code)))
  expect([...codes]).toEqual(['ORDER_TOO_LARGE'])
})

test('a second plan at the same prices only closes', () => {
  const where = marketOf(THREE)
  const after = planned(decided(begun(FIRST, where), where))?.forecast.final.next
  if (after === null || after === undefined) throw new Error('no close')
  const again = decided(begun(SECOND, where, after), where)
  const worth = again.chosen?.proposal.moved ?? Number.NaN
  expect(worth).toBeLessThan(6_000)
  expect(sum(column(after.internal, 0))).toBe(0n)
})
