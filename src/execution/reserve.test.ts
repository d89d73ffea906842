import { describe, expect, test } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted, wad } from '../../test/arbitraries/reserve.ts'
import { foresee } from '../portfolio/foresee.ts'
import { RESERVE } from '../portfolio/reserve/book.ts'
import type { ReserveMarket } from '../portfolio/reserve/market.ts'
import type { ReservePolicy } from '../portfolio/reserve/policy.ts'
import type { ReserveState } from '../portfolio/reserve/state.ts'
import { of as amountOf } from '../units/amount.ts'
import { fraction, usd } from '../units/estimate.ts'
import { plus, seconds } from '../units/time.ts'
import { decide } from './cycle.ts'
import { RESERVE_ROOMS, type ReserveDecision } from './reserve.ts'

const THREE: readonly Wanted[] = [
  { id: 'A', balance: 700_000, weight: 0.5 },
  { id: 'B', balance: 200_000, weight: 0.3, isStable: true },
  { id: 'C', balance: 100_000, weight: 0.2, decimals: 6 },
]

interface Change {
  readonly state?: ReserveState
  readonly market?: ReserveMarket
  readonly policy?: Partial<ReservePolicy>
  readonly late?: number
}

function decided(wanted: readonly Wanted[], { state, market, policy, late = 0 }: Change = {}): ReserveDecision {
  const now = market ?? marketOf(wanted)
  const snapshot = { asOf: plus(now.asOf, seconds(late)), state: state ?? stateOf(wanted), market: now }
  return decide(snapshot, { ...POLICY, ...policy }, RESERVE_ROOMS)
}

const kinds = ({ chosen }: ReserveDecision): readonly string[] =>
  chosen?.proposal.plan.stages.flat().map(({ kind }) => kind) ?? []

const weighed = (decision: ReserveDecision): readonly string[] =>
  decision.weighed.map(({ proposal }) => proposal.plan.class)

describe('the walk of the reserve book', () => {
  test('what is outside is brought inside, when every rule agrees', () => {
    const decision = decided(THREE)
    expect(decision).toMatchObject({ outcome: 'EXECUTE', assessment: { level: 'WARNING' } })
    expect(decision.chosen).toMatchObject({
      proposal: { plan: { purpose: 'Bring A, B and C into their bands', class: 'TARGET' } },
      findings: [],
    })
    const proposal = decision.chosen?.proposal
    if (proposal === undefined) expect.fail()
    const { final } = foresee(RESERVE, proposal.plan.stages, { state: stateOf(THREE), market: marketOf(THREE) })
    expect(decided(THREE, { state: final })).toMatchObject({
      outcome: 'NEUTRAL',
      weighed: [],
      assessment: { outside: [] },
    })
  })

  test('not where it costs more than the policy bears, nor on old data, nor in one order too large', () => {
    const costMax = { safety: fraction(0.05), target: fraction(0) }
    expect(decided(THREE, { policy: { decision: { ...POLICY.decision, costMax } } }).outcome).toBe('DEFER')
    expect(decided(THREE, { late: 601 }).weighed[0]?.findings[0]?.code).toBe('DATA_STALE')
    expect(decided(THREE, { policy: { orderMax: usd(1000) } }).weighed[0]?.findings[0]?.code).toBe('ORDER_TOO_LARGE')
  })

  test('where there is no way, why is told', () => {
    const decision = decided(THREE, { policy: { ways: { mint: false, redeem: false, swap: false } } })
    expect(decision.unavailable).toMatchObject([
      { purpose: 'Bring A, B and C into their bands', refusal: { facts: { limiter: 'ways' } } },
    ])
    expect(decision.outcome).toBe('DEFER')
  })

  test('a tranche below its peg is closed to what comes in, once, by a guardian who may', () => {
    const fallen = marketOf(THREE.map((wanted) => (wanted.id === 'B' ? { ...wanted, price: 0.9 } : wanted)))
    const decision = decided(THREE, { market: fallen })
    expect(decision.chosen?.proposal.plan).toMatchObject({ purpose: 'Close B below the peg', class: 'SAFETY' })
    expect(kinds(decision)).toEqual(['reserve.pause'])
    const after = decision.chosen?.proposal.forecast.final
    if (after === undefined) expect.fail()
    expect(weighed(decided(THREE, { market: fallen }))).toContain('SAFETY')
    expect(weighed(decided(THREE, { market: fallen, state: after }))).not.toContain('SAFETY')
    const held = decided(THREE, { market: fallen, policy: { mayPause: false } })
    expect(weighed(held)).not.toContain('SAFETY')
    const never = { ...fallen, rules: { ...fallen.rules, guardianMax: 0n } }
    expect(kinds(decided(THREE, { market: never }))).not.toContain('reserve.pause')
  })

  test('no plan fills up what is off its peg', () => {
    const fallen = marketOf(THREE.map((wanted) => (wanted.id === 'B' ? { ...wanted, price: 0.94 } : wanted)))
    const { weighed } = decided(THREE, { market: fallen })
    for (const { proposal } of weighed) {
      const before = amountOf(wad(200_000))
      const { final } = proposal.forecast
      expect(final.reserve.tranches[1]?.balance).toBeLessThanOrEqual(before)
    }
  })
})
