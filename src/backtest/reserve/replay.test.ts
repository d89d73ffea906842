import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from '../../app/reserve/scenario.ts'
import { sceneOf } from '../../app/reserve/simulate.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { of as amountOf } from '../../units/amount.ts'
import { timestamp } from '../../units/chain.ts'
import { of as priceOf } from '../../units/price.ts'
import { ONE } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { added, NOTHING, sumOf } from './gain.ts'
import { type Happening, happen, type Scene } from './replay.ts'
import { totalOf } from './simulationPage.ts'

const START = sceneOf(
  parse(
    `trade: { fee: 3 bps, slippage: 7 bps }
tranches:
  A: { decimals: 6, balance: 5000, price: 1, weight: 50 %, stable: { floor: 0.9, ceiling: 1.1 }, fees: { mint: 10 bps, redeem: 30 bps }, flow: { share: 50 % } }
  B: { balance: 1.5, price: 2000, weight: 30 %, fees: { mint: 0, redeem: 1 % }, flow: { share: 50 % } }
  P: { decimals: 2, balance: 4000, price: 1, weight: 20 %, commitment: { kind: labour, start: 2023-12-30, vesting: 4 days } }
events: []
`,
    'x.yaml',
    null,
  ),
)

const step = (one: ReserveStep): Happening => ({ kind: 'step', step: one })
const amount = fc.bigInt({ min: 1n, max: 2_000_000_000n })

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ of: amount, which: fc.constantFrom('A', 'P') }).map(({ of, which }) =>
    step({
      kind: 'reserve.mint',
      by: 'user',
      deposits: [{ tranche: which, amount: amountOf(of) }],
      least: sharesOf(0n),
    }),
  ),
  fc.record({ of: amount, which: fc.constantFrom('A', 'B') }).map(({ of, which }) =>
    step({
      kind: 'reserve.redeem',
      by: 'user',
      coins: sharesOf(of * 10n ** 12n + 7n),
      withdrawals: [{ tranche: which, ratio: ONE, least: amountOf(0n) }],
    }),
  ),
  amount.map((of) =>
    step({ kind: 'reserve.swap', legs: [{ from: 'A', to: 'B', amount: amountOf(of), least: amountOf(0n) }] }),
  ),
  fc
    .record({
      a: fc.bigInt({ min: 8n * 10n ** 17n, max: 12n * 10n ** 17n }),
      b: fc.bigInt({ min: 10n ** 20n, max: 10n ** 22n }),
    })
    .map(({ a, b }): Happening => ({ kind: 'prices', prices: { A: priceOf(a), B: priceOf(b) } })),
  fc.bigInt({ min: 0n, max: 5000n }).map((blocks) => step({ kind: 'reserve.wait', blocks, seconds: blocks * 12n })),
)

describe('a replay', () => {
  it('attributes every change of net assets, to the last unit, and leaves next to nothing to rounding', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (events) => {
        let scene: Scene = START
        let gains = NOTHING
        for (const event of events) {
          const outcome = happen(scene, event)
          scene = outcome.scene
          gains = added(gains, outcome.gains)
        }
        expect(sumOf(gains)).toBe(totalOf(scene) - totalOf(START))
        // A unit of six places at a price of ten thousand, for each event.
        expect(gains.rounding < 0n ? -gains.rounding : gains.rounding).toBeLessThan(
          10n ** 17n * BigInt(events.length + 1),
        )
      }),
    )
  })

  it('leaves the scene as it was where an event is refused', () => {
    let refusals = 0
    let orders = 0
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 12 }), (events) => {
        let scene: Scene = START
        for (const event of events) {
          const outcome = happen(scene, event)
          if (outcome.refusal !== null) {
            refusals += 1
            expect(outcome.scene).toBe(scene)
            expect(outcome.gains).toEqual(NOTHING)
          } else if (event.kind === 'step' && event.step.kind !== 'reserve.wait') orders += 1
          scene = outcome.scene
        }
      }),
    )
    expect(refusals).toBeGreaterThan(10)
    expect(orders).toBeGreaterThan(10)
  })

  it('comes to the same scene by the same events', () => {
    const events: Happening[] = [
      step({
        kind: 'reserve.mint',
        by: 'user',
        deposits: [{ tranche: 'A', amount: amountOf(9_999_999n) }],
        least: sharesOf(0n),
      }),
      { kind: 'prices', prices: { B: priceOf(1999n * 10n ** 18n) } },
    ]
    const go = () => events.reduce((scene, event) => happen(scene, event).scene, START)
    expect(go()).toEqual(go())
  })

  it('refuses to go back in time', () => {
    const { time } = START.state.reserve
    const { refusal, scene } = happen(START, { kind: 'until', time: timestamp(time - 1n) })
    expect(refusal?.code).toBe('TIME_BACKWARDS')
    expect(scene).toBe(START)
  })

  it('counts what a promise comes to as of its schedule, and not as a price', () => {
    const day = happen(START, step({ kind: 'reserve.wait', blocks: 7200n, seconds: 86_400n }))
    expect(day.gains).toEqual({ ...NOTHING, schedule: 1000n * 10n ** 18n })
  })

  it('tells the fee of a mint from what the peg does not credit', () => {
    const dear = happen(START, { kind: 'prices', prices: { A: priceOf(11n * 10n ** 17n) } }).scene
    const mint = {
      kind: 'reserve.mint',
      by: 'user',
      deposits: [{ tranche: 'A', amount: amountOf(100_000_000n) }],
      least: sharesOf(0n),
    } as const
    // 100 A at 1.1: 0.1 A is the fee, worth 0.11; 99.9 coins for 99.9 A; a tenth of that is not credited.
    expect(happen(dear, step(mint))).toMatchObject({
      refusal: null,
      gains: {
        minted: 99_900_000_000_000_000_000n,
        fee: 110_000_000_000_000_000n,
        clamp: 9_990_000_000_000_000_000n,
        rounding: 0n,
      },
    })
  })
})
