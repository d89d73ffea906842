import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marketOf, stateOf, TIME, type Wanted, wad } from '../../../test/arbitraries/reserve.ts'
import { edge } from '../../models/reserve/band.ts'
import { value } from '../../models/reserve/state.ts'
import { of as amountOf } from '../../units/amount.ts'
import { ONE } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { apply } from './apply.ts'
import type { ReserveMarket } from './market.ts'
import type { ReserveState } from './state.ts'
import type { ReserveStep } from './step.ts'

const IDS = ['A', 'B', 'C']
const WEIGHTS = [0.5, 0.3, 0.2]
const NONE = amountOf(0n)

const WANTED = fc
  .record({
    balances: fc.array(fc.integer({ min: 50, max: 900 }), { minLength: 3, maxLength: 3 }),
    prices: fc.array(fc.constantFrom(1, 0.96, 0.9, 1.08), { minLength: 3, maxLength: 3 }),
    limit: fc.constantFrom(30, 200, 1e6),
    fee: fc.constantFrom(0, 0.01),
  })
  .map(({ balances, prices, limit, fee }): readonly Wanted[] =>
    IDS.map((id, at) => ({
      id,
      balance: balances[at] ?? 0,
      price: prices[at] ?? 1,
      weight: WEIGHTS[at] ?? 0,
      isStable: at > 0,
      mintFee: fee,
      redeemFee: fee,
      limit,
    })),
  )

const ID = fc.constantFrom(...IDS)
const SIZE = fc.integer({ min: 1, max: 300_000 }).map((thousandths) => wad(thousandths / 1000))
const STEP: fc.Arbitrary<ReserveStep> = fc.oneof(
  fc.record({ id: ID, size: SIZE }).map(
    ({ id, size }): ReserveStep => ({
      kind: 'reserve.mint',
      by: 'user',
      deposits: [{ tranche: id, amount: amountOf(size) }],
      least: sharesOf(0n),
    }),
  ),
  fc.record({ id: ID, size: SIZE }).map(
    ({ id, size }): ReserveStep => ({
      kind: 'reserve.redeem',
      by: 'user',
      coins: sharesOf(size),
      withdrawals: [{ tranche: id, ratio: ONE, least: NONE }],
    }),
  ),
  fc.record({ from: ID, to: ID, size: SIZE }).map(
    ({ from, to, size }): ReserveStep => ({
      kind: 'reserve.swap',
      legs: [{ from, to, amount: amountOf(size), least: NONE }],
    }),
  ),
  fc.integer({ min: 1, max: 2000 }).map((blocks): ReserveStep => {
    return { kind: 'reserve.wait', blocks: BigInt(blocks), seconds: BigInt(blocks) * 12n }
  }),
)
const STEPS = fc.array(STEP, { minLength: 1, maxLength: 12 })

const shown = (state: ReserveState): string =>
  JSON.stringify(state, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each))

function deepFrozen<T>(of: T): T {
  if (typeof of === 'object' && of !== null && !Object.isFrozen(of)) {
    Object.freeze(of)
    for (const each of Object.values(of)) deepFrozen(each)
  }
  return of
}

function walk(wanted: readonly Wanted[], steps: readonly ReserveStep[], visit: (pass: Pass) => void): ReserveState {
  const market = marketOf(wanted)
  let state = deepFrozen(stateOf(wanted))
  for (const step of steps) {
    const before = state
    const applied = apply(before, step, market)
    visit({ before, step, after: applied.ok ? applied.state : null, market })
    if (applied.ok) state = deepFrozen(applied.state)
  }
  return state
}

interface Pass {
  readonly before: ReserveState
  readonly step: ReserveStep
  /** Null where the step was refused. */
  readonly after: ReserveState | null
  readonly market: ReserveMarket
}

test('law: what is refused changes nothing, and what is foreseen is what happens', () => {
  fc.assert(
    fc.property(WANTED, STEPS, (wanted, steps) => {
      walk(wanted, steps, ({ before, step, after, market }) => {
        const was = shown(before)
        const again = apply(before, step, market)
        expect(shown(before)).toBe(was)
        expect(again.ok).toBe(after !== null)
        if (again.ok && after !== null) expect(shown(again.state)).toBe(shown(after))
      })
    }),
  )
})

test('law: after what was accepted every tranche is inside its band or nearer to it than before', () => {
  fc.assert(
    fc.property(WANTED, STEPS, (wanted, steps) => {
      walk(wanted, steps, ({ before, after, step, market }) => {
        if (after === null || step.kind === 'reserve.wait') return
        const was = value(before.reserve).tranches
        for (const [at, { weight, targetWeight }] of value(after.reserve).tranches.entries()) {
          const from = was[at]?.weight ?? weight
          const far = (w: bigint): bigint => (w > targetWeight ? w - targetWeight : targetWeight - w)
          expect(far(weight) <= edge(targetWeight, market.rules.band) || far(weight) < far(from)).toBe(true)
        }
      })
    }),
  )
})

test('law: a mint moves no out-flow, and a redemption no in-flow', () => {
  fc.assert(
    fc.property(WANTED, STEPS, (wanted, steps) => {
      walk(wanted, steps, ({ before, after, step }) => {
        if (after === null) return
        for (const [at, was] of before.reserve.tranches.entries()) {
          const is = after.reserve.tranches[at]
          if (step.kind === 'reserve.mint') expect(is?.outflow).toEqual(was.outflow)
          if (step.kind === 'reserve.redeem') expect(is?.inflow).toEqual(was.inflow)
        }
      })
    }),
  )
})

test('law: postings of a step sum to zero for every asset, and say what became of each balance', () => {
  fc.assert(
    fc.property(WANTED, STEPS, (wanted, steps) => {
      walk(wanted, steps, ({ before, after, step, market }) => {
        const applied = apply(before, step, market)
        if (!applied.ok || after === null) return
        const sums = new Map<string, bigint>()
        const reserve = new Map<string, bigint>()
        for (const line of applied.postings) {
          if (!('amount' in line)) continue
          sums.set(line.asset, (sums.get(line.asset) ?? 0n) + line.amount)
          if (line.account === 'reserve') reserve.set(line.asset, (reserve.get(line.asset) ?? 0n) + line.amount)
        }
        for (const sum of sums.values()) expect(sum).toBe(0n)
        for (const [at, { id, balance }] of before.reserve.tranches.entries())
          expect((after.reserve.tranches[at]?.balance ?? 0n) - balance).toBe(reserve.get(id) ?? 0n)
      })
    }),
  )
})

test('law: in which order tranches stand changes no verdict', () => {
  fc.assert(
    fc.property(WANTED, STEPS, (wanted, steps) => {
      const market = marketOf(wanted)
      const state = stateOf(wanted)
      const turned = { ...state, reserve: { ...state.reserve, tranches: [...state.reserve.tranches].reverse() } }
      for (const step of steps) {
        const [a, b] = [apply(state, step, market), apply(turned, step, market)]
        expect(a.ok).toBe(b.ok)
      }
    }),
  )
})

test('law: a reserve a thousand times as large, orders and limits with it, has the same verdicts', () => {
  const larger = (step: ReserveStep): ReserveStep => {
    const times = (n: bigint) => n * 1000n
    if (step.kind === 'reserve.mint')
      return { ...step, deposits: step.deposits.map((each) => ({ ...each, amount: amountOf(times(each.amount)) })) }
    if (step.kind === 'reserve.redeem') return { ...step, coins: sharesOf(times(step.coins)) }
    if (step.kind === 'reserve.swap')
      return { ...step, legs: step.legs.map((each) => ({ ...each, amount: amountOf(times(each.amount)) })) }
    return step
  }
  fc.assert(
    fc.property(WANTED, STEPS, (wanted, steps) => {
      const large = wanted.map((each) => ({ ...each, balance: each.balance * 1000, limit: (each.limit ?? 0) * 1000 }))
      const verdicts: boolean[] = []
      walk(wanted, steps, ({ after }) => verdicts.push(after !== null))
      const again: boolean[] = []
      walk(large, steps.map(larger), ({ after }) => again.push(after !== null))
      expect(again).toEqual(verdicts)
    }),
  )
})

test('time alone changes nothing but block and time', () => {
  const wanted: readonly Wanted[] = IDS.map((id, at) => ({ id, balance: 100, weight: WEIGHTS[at] ?? 0 }))
  const after = walk(wanted, [{ kind: 'reserve.wait', blocks: 7n, seconds: 84n }], () => {})
  const before = stateOf(wanted)
  expect(after.reserve.time).toBe(TIME + 84n)
  expect({ ...after.reserve, block: 0n, time: 0n }).toEqual({ ...before.reserve, block: 0n, time: 0n })
})
