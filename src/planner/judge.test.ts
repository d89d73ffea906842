import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { of } from '../models/yield/carry.ts'
import { FREE } from '../portfolio/cost.ts'
import type { PlanClass } from '../portfolio/plan.ts'
import type { DecisionPolicy } from '../portfolio/policy.ts'
import { fraction, usd } from '../units/estimate.ts'
import { hours } from '../units/time.ts'
import { horizonOutcome, judge, literalOutcome, mayClear } from './judge.ts'
import type { Offered } from './proposal.ts'

const POLICY: DecisionPolicy = {
  rule: 'horizon',
  horizonDays: 30,
  routineEvery: hours(8),
  hurdle: { target: 0.5, opportunistic: 1 },
  costMax: { safety: fraction(0.03), target: fraction(0.005) },
  dailyVolatility: fraction(0),
}
const LITERAL: DecisionPolicy = { ...POLICY, rule: 'literal' }
const WITH = { hasOptimizer: true, level: 'DRIFT' } as const
const WITHOUT = { hasOptimizer: false, level: 'DRIFT' } as const

const yearly = (funding: number) => of({ supply: usd(0), staking: usd(0), borrow: usd(0), funding: usd(funding) })

interface Case {
  readonly class: PlanClass
  readonly before: number
  readonly after: number
  readonly fee: number
  readonly carry: number
  readonly moved: number
  readonly lifetime: number
}

/** A proposal of so much income before and after, at such a cost, and nothing else to it. */
function proposal(some: Partial<Case>): Offered<null, string> {
  const { before = 0, after = 0, fee = 0, carry = 0, moved = 10_000, lifetime = Number.POSITIVE_INFINITY } = some
  const cost = { ...FREE, fee: usd(fee), carry: usd(carry) }
  const none = { steps: [], final: null, refusal: null, times: { p50: hours(0), p95: hours(0), stress: hours(0) } }
  return {
    ok: true,
    plan: { id: 'x', purpose: 'x', description: 'x', class: some.class ?? 'TARGET', urgency: 'routine', stages: [] },
    forecast: { ...none, cost },
    moved: usd(moved),
    before: yearly(before),
    after: yearly(after),
    lifetime,
    considered: [],
    cuts: [],
  }
}

/** A transfer: 11,000 a year becomes 10,800, for 50 once. */
const PRINTED = proposal({ before: 11_000, after: 10_800, fee: 50 })

describe('a transfer that earns less', () => {
  it('is deferred by the literal rule, whose year is 365 days', () => {
    const verdict = judge(PRINTED, LITERAL, WITH)
    expect(verdict).toMatchObject({ outcome: 'DEFER', rule: 'literal', horizonDays: 365, yieldPerYear: -200 })
    expect(verdict.netBenefit).toBeCloseTo(-250, 9)
    expect(verdict.benefit).toBeCloseTo(-200, 9)
  })

  it('loses 66.44 over 30 days', () => {
    const verdict = judge(PRINTED, POLICY, WITH)
    expect(verdict).toMatchObject({ outcome: 'DEFER', rule: 'horizon', horizonDays: 30, breakEvenDays: null })
    expect(verdict.benefit).toBeCloseTo(-16.438_356, 5)
    expect(verdict.netBenefit).toBeCloseTo(-66.438_356, 5)
  })

  it('is 50 bps of 10,000, and 35.5 USD are 35.5 bps', () => {
    expect(judge(PRINTED, POLICY, WITH).costBps).toBeCloseTo(50, 9)
    expect(judge(proposal({ fee: 35.5 }), POLICY, WITH).costBps).toBeCloseTo(35.5, 9)
  })

  it('breaks even after 304 days when it gains 60 a year for 50, which the literal rule takes and the horizon does not', () => {
    const gaining = proposal({ before: 11_000, after: 11_060, fee: 50 })
    expect(judge(gaining, LITERAL, WITH)).toMatchObject({ outcome: 'EXECUTE' })
    expect(judge(gaining, LITERAL, WITH).breakEvenDays).toBeCloseTo(304.1667, 3)
    expect(judge(gaining, POLICY, WITH).outcome).toBe('DEFER')
  })
})

describe('the literal rule at a cost of 50', () => {
  it.each([
    [60, 'EXECUTE'],
    [40, 'DEFER'],
    [26, 'DEFER'],
    [24, 'NEUTRAL'],
    [0, 'NEUTRAL'],
    [-20, 'NEUTRAL'],
    [-26, 'DEFER'],
    [50, 'DEFER'],
    [25, 'DEFER'],
  ] as const)('of %d a year says %s', (perYear, outcome) => {
    expect(literalOutcome(perYear, 50)).toBe(outcome)
    expect(judge(proposal({ after: perYear, fee: 50 }), LITERAL, WITH).outcome).toBe(outcome)
  })

  it('defers what neither costs nor gains', () => {
    expect(literalOutcome(0, 0)).toBe('DEFER')
    expect(judge(proposal({}), LITERAL, WITH)).toMatchObject({ outcome: 'DEFER', costBps: 0 })
  })

  it('gives a reason that fits the sign', () => {
    const why = (perYear: number, fee = 50) => judge(proposal({ after: perYear, fee }), LITERAL, WITH).rationale
    expect(why(60)).toBe('Long-term benefit: 60.00 USD a year against a cost of 50.00 USD')
    expect(why(40)).toBe('Not now, it gains less than it costs: 40.00 USD a year against a cost of 50.00 USD')
    expect(why(-26)).toBe('Not now, it loses yield: −26.00 USD a year against a cost of 50.00 USD')
    expect(why(0, 0)).toBe('Not now, it changes nothing: 0.00 USD a year against a cost of 0.00 USD')
    expect(why(-20)).toBe('Minimal impact: −20.00 USD a year against a cost of 50.00 USD')
  })

  it('judges an opportunity by the same inequalities', () => {
    expect(judge(proposal({ class: 'OPPORTUNISTIC', after: 60, fee: 50 }), LITERAL, WITH).outcome).toBe('EXECUTE')
  })
})

describe('the horizon rule', () => {
  it('stands still on both edges of the hurdle', () => {
    expect(horizonOutcome(25, 25)).toBe('NEUTRAL')
    expect(horizonOutcome(-25, 25)).toBe('NEUTRAL')
    expect(horizonOutcome(25.001, 25)).toBe('EXECUTE')
    expect(horizonOutcome(-25.001, 25)).toBe('DEFER')
    expect(horizonOutcome(0, 0)).toBe('EXECUTE')
  })

  it('asks half the cost of a target and all of it of an opportunity', () => {
    // 73 over 30 days for 40: net 33 clears 20 and does not clear 40.
    const gain = { after: (73 * 365) / 30, fee: 40 }
    expect(judge(proposal(gain), POLICY, WITH)).toMatchObject({ outcome: 'EXECUTE', hurdle: 20 })
    expect(judge(proposal({ ...gain, class: 'OPPORTUNISTIC' }), POLICY, WITH)).toMatchObject({
      outcome: 'NEUTRAL',
      hurdle: 40,
    })
  })

  it('looks no further than the next opposite move', () => {
    const verdict = judge(proposal({ after: 3650, fee: 40, lifetime: 3.7 }), POLICY, WITH)
    expect(verdict).toMatchObject({ horizonDays: 3.7, outcome: 'NEUTRAL' })
    expect(verdict.benefit).toBeCloseTo(37, 9)
    expect(judge(proposal({ after: 3650, fee: 40, lifetime: 3.7 }), LITERAL, WITH).horizonDays).toBe(365)
  })

  it('counts income lost in the air against the move, and not as part of its cost in basis points', () => {
    const verdict = judge(proposal({ after: 3650, fee: 40, carry: 10 }), POLICY, WITH)
    expect(verdict).toMatchObject({ cost: 50, costBps: 40 })
    expect(verdict.netBenefit).toBeCloseTo(250, 9)
  })

  it('tells what it weighed', () => {
    const why = (after: number, fee: number) => judge(proposal({ after, fee }), POLICY, WITH).rationale
    expect(why(3650, 40)).toBe('Gains 300.00 USD over 30 days for 40.00 USD; pays back in 4.0 days')
    expect(why(0, 0)).toBe('Gains 0.00 USD over 30 days for 0.00 USD; pays back in 0 days')
    expect(why(365, 25)).toMatch(/^30\.00 USD over 30 days for 25\.00 USD: the net 5\.00 USD does not clear/)
    expect(why(-365, 25)).toMatch(/^−30\.00 USD over 30 days for 25\.00 USD: the net −55\.00 USD is below/)
  })
})

describe('a mode without an optimizer', () => {
  it('takes a target by its band as long as it costs at most 50 bps', () => {
    expect(judge(proposal({ fee: 50, before: 9 }), POLICY, WITHOUT)).toMatchObject({
      outcome: 'EXECUTE',
      rule: 'bands',
    })
    expect(judge(proposal({ fee: 50.01 }), POLICY, WITHOUT)).toMatchObject({ outcome: 'DEFER', rule: 'bands' })
  })

  it('names a cap that there is, and none where all that is moved may be spent', () => {
    const free = { ...POLICY, costMax: { safety: fraction(1), target: fraction(1) } }
    const said = (policy: DecisionPolicy) => judge(proposal({ fee: 50 }), policy, WITHOUT).rationale
    expect(said(POLICY)).toBe('Out of its band; cost 50.0 bps is within the cap of 50 bps')
    expect(said(free)).toBe('Out of its band; cost 50.0 bps of what it moves')
    expect(judge(proposal({ fee: 50.01 }), POLICY, WITHOUT).rationale).toContain('above the cap of 50 bps')
  })

  it('does not call out of its band what is NORMAL', () => {
    const said = (fee: number) => judge(proposal({ fee }), POLICY, { ...WITHOUT, level: 'NORMAL' }).rationale
    expect(said(50)).toBe('Within its bands, off its targets; cost 50.0 bps is within the cap of 50 bps')
    expect(said(51)).toBe('Within its bands, off its targets, but it costs 51.0 bps, above the cap of 50 bps')
  })

  it('says what is spent on moving nothing, which is no share of anything', () => {
    const said = (over: Partial<Case>) =>
      judge(proposal({ moved: 0, fee: 51, ...over }), POLICY, { ...WITHOUT, level: 'WARNING' }).rationale
    expect(said({})).toBe('Out of its band, but it costs 51.00 USD and moves nothing, above the cap of 50 bps')
    expect(said({ class: 'SAFETY' })).toBe('Costs 51.00 USD and moves nothing, above the safety cap of 300 bps')
  })

  it('still weighs an opportunity', () => {
    expect(judge(proposal({ fee: 1, class: 'OPPORTUNISTIC' }), POLICY, WITHOUT).rule).toBe('horizon')
  })
})

describe('what is needed for safety', () => {
  it('runs up to its cap, and above it only when something is critical', () => {
    const at = (fee: number, isCritical: boolean) =>
      judge(proposal({ class: 'SAFETY', fee, before: 1e6 }), LITERAL, {
        hasOptimizer: true,
        level: isCritical ? 'CRITICAL' : 'WARNING',
      })
    expect(at(300, false)).toMatchObject({ outcome: 'EXECUTE', rule: 'safety' })
    expect(at(300.01, false)).toMatchObject({ outcome: 'DEFER', rule: 'safety' })
    expect(at(300.01, false).rationale).toContain('above the safety cap of 300 bps')
    expect(at(3000, true)).toMatchObject({ outcome: 'EXECUTE', rationale: 'Safety first: something is critical' })
  })

  it('goes on when its gain cannot be computed, where everything else stops', () => {
    for (const broken of [
      { after: Number.NaN },
      { fee: Number.NaN },
      { lifetime: Number.NaN },
      { moved: Number.NaN, fee: 1 },
    ]) {
      expect(judge(proposal({ ...broken, class: 'SAFETY' }), POLICY, WITH).outcome).toBe('EXECUTE')
      expect(judge(proposal({ ...broken, class: 'TARGET' }), POLICY, WITH).outcome).toBe('ERROR')
      expect(judge(proposal({ ...broken, class: 'TARGET' }), POLICY, WITHOUT).outcome).toBe('ERROR')
      expect(judge(proposal({ ...broken, class: 'OPPORTUNISTIC' }), POLICY, WITHOUT).outcome).toBe('ERROR')
    }
    expect(judge(proposal({ after: Number.POSITIVE_INFINITY }), POLICY, WITH).outcome).toBe('ERROR')
  })
})

describe('laws of judgement', () => {
  const money = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  const cost = fc.double({ min: 0, max: 1e5, noNaN: true })

  it('asked before there is a plan, answers as the judge does after', () => {
    fc.assert(
      fc.property(
        fc.record({ after: money, fee: cost, lifetime: fc.double({ min: 0.1, max: 400, noNaN: true }) }),
        fc.boolean(),
        ({ after, fee, lifetime }, isLiteral) => {
          const policy = isLiteral ? LITERAL : POLICY
          const verdict = judge(proposal({ after, fee, lifetime }), policy, WITH)
          const may = mayClear({ yieldPerYear: after, cost: fee, lifetime, hurdle: policy.hurdle.target }, policy)
          expect(verdict.outcome === 'EXECUTE').toBe(may)
        },
      ),
    )
  })

  it('never turns from EXECUTE when a move gains more or costs less', () => {
    fc.assert(
      fc.property(money, cost, fc.tuple(cost, cost), (after, fee, [more, less]) => {
        const worse = judge(proposal({ after, fee }), POLICY, WITH).outcome
        const better = judge(proposal({ after: after + more, fee: Math.max(0, fee - less) }), POLICY, WITH).outcome
        if (worse === 'EXECUTE') expect(better).toBe('EXECUTE')
        if (better === 'DEFER') expect(worse).toBe('DEFER')
      }),
    )
  })
})
