import fc from 'fast-check'
import { expect, it } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted, wad } from '../../test/arbitraries/reserve.ts'
import { value } from '../models/reserve/state.ts'
import { apply } from '../portfolio/reserve/apply.ts'
import type { ReserveState } from '../portfolio/reserve/state.ts'
import type { ReserveStep } from '../portfolio/reserve/step.ts'
import { examine } from '../safety/check.ts'
import { RULES } from '../safety/reserve/rules.ts'
import { of as amountOf } from '../units/amount.ts'
import { ONE } from '../units/ratio.ts'
import { of as sharesOf } from '../units/shares.ts'

const RUNS = { numRuns: 2500, seed: 4 }
const LIMIT = 60_000

const IDS = ['A', 'B', 'C']
const WEIGHTS = [0.5, 0.3, 0.2]
const NONE = amountOf(0n)

/** Reserves far outside their bands, pegs that broke, flows that are short. */
const reserves = fc
  .record({
    balances: fc.array(fc.integer({ min: 50, max: 900 }), { minLength: 3, maxLength: 3 }),
    prices: fc.array(fc.constantFrom(1, 1, 0.96, 0.9, 1.08), { minLength: 3, maxLength: 3 }),
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

const id = fc.constantFrom(...IDS)
const size = fc.integer({ min: 1, max: 300_000 }).map((thousandths) => wad(thousandths / 1000))
const steps: fc.Arbitrary<readonly ReserveStep[]> = fc.array(
  fc.oneof(
    fc.record({ id, size }).map(
      (one): ReserveStep => ({
        kind: 'reserve.mint',
        by: 'user',
        deposits: [{ tranche: one.id, amount: amountOf(one.size) }],
        least: sharesOf(0n),
      }),
    ),
    fc.record({ id, size }).map(
      (one): ReserveStep => ({
        kind: 'reserve.redeem',
        by: 'user',
        coins: sharesOf(one.size),
        withdrawals: [{ tranche: one.id, ratio: ONE, least: NONE }],
      }),
    ),
    fc.record({ from: id, to: id, size }).map(
      ({ from, to, size: amount }): ReserveStep => ({
        kind: 'reserve.swap',
        legs: [{ from, to, amount: amountOf(amount), least: NONE }],
      }),
    ),
    fc.constant<ReserveStep>({ kind: 'reserve.wait', blocks: 500n, seconds: 6000n }),
  ),
  { minLength: 2, maxLength: 10 },
)

const drifts = ({ reserve }: ReserveState): ReadonlyMap<string, bigint> =>
  new Map(
    value(reserve).tranches.map(({ weight, targetWeight }, at) => [
      reserve.tranches[at]?.id ?? '',
      weight > targetWeight ? weight - targetWeight : targetWeight - weight,
    ]),
  )

it(
  'no order that lowers a risk is refused by the rule that limits it: nearer to the targets, out of what is off its peg',
  () => {
    let [nearer, outside, sold] = [0, 0, 0]
    fc.assert(
      fc.property(reserves, steps, (wanted, history) => {
        const market = marketOf(wanted)
        let state = stateOf(wanted)
        for (const step of history) {
          const applied = apply(state, step, market)
          if (!applied.ok) continue
          const examined = { before: state, after: applied.state, step, cost: applied.cost, endsStage: true }
          const found = examine(examined, state, {
            rules: RULES,
            now: market.asOf,
            market,
            policy: POLICY,
            class: 'TARGET',
          }).filter(({ severity }) => severity === 'block')
          const [was, is] = [drifts(state), drifts(applied.state)]
          const better = IDS.filter((name) => (is.get(name) ?? 0n) <= (was.get(name) ?? 0n))
          for (const { code, facts } of found) {
            if (code === 'WEIGHT_OUT_OF_BAND') expect(better).not.toContain(facts['tranche'])
            if (code === 'FILLS_OFF_PEG')
              expect(at(applied.state, String(facts['tranche']))).toBeGreaterThan(at(state, String(facts['tranche'])))
            // What the contract lets through is no more than its flow limits let through.
            expect(code).not.toBe('FLOW_ABOVE_LIMIT')
          }
          if (step.kind !== 'reserve.wait' && better.length === IDS.length) {
            nearer += 1
            if (wanted.some(({ price = 1, isStable }) => isStable === true && price < 0.95)) sold += 1
            expect(found.filter(({ code }) => code !== 'FILLS_OFF_PEG')).toEqual([])
            if ((is.get('A') ?? 0n) > wad(0.1)) outside += 1
          }
          state = applied.state
        }
      }),
      RUNS,
    )
    expect([nearer, outside, sold].map((count) => count > 25)).toEqual([true, true, true])
  },
  LIMIT,
)

const at = ({ reserve }: ReserveState, name: string): bigint =>
  reserve.tranches.find((tranche) => tranche.id === name)?.balance ?? 0n
