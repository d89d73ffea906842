import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted } from '../../../test/arbitraries/reserve.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import { block } from '../../units/chain.ts'
import { toBands } from './bands.ts'
import type { Setting } from './scene.ts'
import { excess, type Held } from './trial.ts'

const SWAPS = { mint: false, redeem: false, swap: true }

function setting(wanted: readonly Wanted[], policy: Partial<ReservePolicy> = {}): Setting {
  const whole = { ...POLICY, ways: SWAPS, explains: false, ...policy }
  return { state: stateOf(wanted), market: marketOf(wanted), policy: whole }
}

/** The reserve with the way out of a tranche closed for good. */
function closed({ state, ...rest }: Setting, id: string): Setting {
  const close = (tranche: Tranche): Tranche =>
    tranche.id === id ? { ...tranche, outflow: { ...tranche.outflow, blockedUntil: block(2n ** 60n) } } : tranche
  return { ...rest, state: { ...state, reserve: { ...state.reserve, tranches: state.reserve.tranches.map(close) } } }
}

const isOrder = ({ kind }: { readonly kind: string }): boolean => kind !== 'reserve.wait'

/** Replays what holds through the book, step by step. */
function replayed(asked: Setting, { stages, left, idle, outside }: Held): { readonly blocks: bigint } {
  let { state } = asked
  for (const step of stages.flat()) {
    const applied = apply(state, step, asked.market)
    if (!applied.ok) expect.fail(applied.refusal.detail)
    state = applied.state
  }
  expect(excess(state, asked)).toBe(left)
  expect(left).toBeLessThan(idle)
  expect(outside.length).toBeGreaterThan(0)
  return { blocks: state.reserve.block - asked.state.reserve.block }
}

/** Six tenths in A where at most 55 % may be: 5,000 too much. */
const TWO: readonly Wanted[] = [
  { id: 'A', balance: 60_000, weight: 0.5, limit: 3000, memory: 1 },
  { id: 'B', balance: 40_000, weight: 0.5, limit: 3000, memory: 1 },
]

describe('where no plan leads inside', () => {
  test('what flow limits let through at once is a part of one', () => {
    const asked = setting(TWO)
    const answer = toBands(asked)
    expect(answer?.answer).toMatchObject({ ok: false, refusal: { facts: { limiter: 'flow' } } })
    expect(answer?.held).toMatchObject({ way: 'swap', refused: null, outside: ['A', 'B'] })
    expect(answer?.held?.idle).toBeCloseTo(0.05, 6)
    expect(answer?.held?.left).toBeCloseTo(0.02, 4)
    if (answer?.held) replayed(asked, answer.held)
  })

  test('a short horizon has as many rounds as end within it, and few orders as much as they can move', () => {
    const fading = TWO.map((one) => ({ ...one, limit: 1000, memory: 0.999 }))
    const left = [600n, 1200n, 2400n].map((horizon) => {
      const asked = setting(fading, { horizon })
      const held = toBands(asked)?.held ?? null
      if (held === null) expect.fail('nothing holds')
      expect(replayed(asked, held).blocks).toBeLessThanOrEqual(horizon)
      return held.left
    })
    expect(left).toEqual([...left].sort((a, b) => b - a))
    const few = toBands(setting(fading, { ordersMax: 2 }))?.held
    expect(few?.stages.filter((stage) => stage.some(isOrder))).toHaveLength(2)
    // 1,000 at first, and nearly as much again once that has faded to a thousandth, which takes 6,905 blocks.
    expect(few?.left).toBeCloseTo(0.05 - 0.02, 4)
    expect(few?.stages.flat().find((step) => step.kind === 'reserve.wait')).toMatchObject({
      blocks: expect.any(BigInt),
    })
  })

  test('nothing is offered where nothing gets better', () => {
    expect(toBands(closed(setting(TWO), 'A'))).toMatchObject({ answer: { ok: false }, held: null })
  })

  test('a plan that moves other amounts than the cheapest is found where those do not flow in time', () => {
    // A mint costs nothing, and 9,091 would have to flow into B; what flows out of A in time is too little as well. Both together are enough.
    const wanted: readonly Wanted[] = [
      { id: 'A', balance: 60_000, weight: 0.5, limit: 2000, trade: 0.01 },
      { id: 'B', balance: 40_000, weight: 0.5, limit: 5800, trade: 0.01 },
    ]
    const asked = setting(wanted, { ways: { mint: true, redeem: false, swap: true }, horizon: 600n })
    for (const ways of [SWAPS, { ...SWAPS, mint: true, swap: false }])
      expect(toBands({ ...asked, policy: { ...asked.policy, ways } })?.answer.ok).toBe(false)
    expect(toBands(asked)?.answer.ok).toBe(true)
  })
})

const TRANCHE = fc.record({
  balance: fc.integer({ min: 1000, max: 100_000 }),
  decimals: fc.constantFrom(6, 18),
  price: fc.constantFrom(1, 0.93, 1800),
  isStable: fc.boolean(),
  limit: fc.constantFrom(500, 5000, 50_000),
  memory: fc.constantFrom(0.99, 0.999, 1),
  redeemFee: fc.constantFrom(0, 0.002),
  trade: fc.constantFrom(null, 0.001),
  wallet: fc.constantFrom(0, 500, 1e9),
})

const HARSH = fc.record({
  tranches: fc.tuple(TRANCHE, TRANCHE),
  share: fc.integer({ min: 5, max: 95 }),
  ways: fc.constantFrom({ mint: true, redeem: true, swap: true }, { mint: true, redeem: false, swap: false }, SWAPS),
  horizon: fc.constantFrom(1n, 600n),
  ordersMax: fc.constantFrom(1, 3),
  hasCoins: fc.boolean(),
})

test('law: what is offered of a plan passes step by step, leads nearer, and keeps to the horizon and the orders', () => {
  const causes = new Map<unknown, number>()
  fc.assert(
    fc.property(HARSH, ({ tranches, share, hasCoins, ...policy }) => {
      const wanted = tranches.map((one, at) => ({
        ...one,
        id: `T${at}`,
        weight: at === 0 ? share / 100 : 1 - share / 100,
      }))
      const rich = setting(wanted, policy)
      const asked = hasCoins ? rich : { ...rich, state: stateOf(wanted, 0) }
      const { answer, held } = toBands(asked) ?? { answer: null, held: null }
      if (held === null || answer === null) return
      expect(answer.ok).toBe(false)
      expect(replayed(asked, held).blocks).toBeLessThanOrEqual(policy.horizon)
      if (answer.ok) return
      const cause = held.refused === null ? answer.refusal.facts['limiter'] : 'refused'
      causes.set(cause, (causes.get(cause) ?? 0) + 1)
    }),
    { seed: 20_261_128, numRuns: 2000 },
  )
  for (const cause of ['flow', 'order', 'refused']) expect([cause, (causes.get(cause) ?? 0) > 5]).toEqual([cause, true])
}, 60_000)
