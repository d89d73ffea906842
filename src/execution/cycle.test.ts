import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { of } from '../models/yield/carry.ts'
import type { Offered, Proposal } from '../planner/proposal.ts'
import { AT_ONCE, FREE } from '../portfolio/cost.ts'
import type { Foreseen } from '../portfolio/foresee.ts'
import type { Level, Measure } from '../portfolio/measure.ts'
import type { PlanClass } from '../portfolio/plan.ts'
import type { DecisionPolicy } from '../portfolio/policy.ts'
import type { Rule } from '../safety/check.ts'
import { block, warn } from '../safety/finding.ts'
import { fraction, usd } from '../units/estimate.ts'
import { hours, instant } from '../units/time.ts'
import { decide, isStranded, type Rooms, rationale } from './cycle.ts'

const DECISION: DecisionPolicy = {
  rule: 'horizon',
  horizonDays: 365,
  routineEvery: hours(0),
  hurdle: { target: 0.5, opportunistic: 1 },
  costMax: { safety: fraction(0.03), target: fraction(0.005) },
  dailyVolatility: fraction(0),
}
const yearly = (funding: number) => of({ supply: usd(0), staking: usd(0), borrow: usd(0), funding: usd(funding) })
const LIFT = { facts: {}, lift: 'x' }

interface Made {
  readonly purpose: string
  readonly class: PlanClass
  readonly gain: number
  readonly fee?: number
  readonly step?: string
}

/** A plan of one step that gains so much a year. */
function made({ purpose, class: planClass, gain, fee = 1, step = 'fine' }: Made): Offered<number, string> {
  const cost = { ...FREE, fee: usd(fee) }
  const taken: Foreseen<number, string> = {
    stage: 0,
    endsStage: true,
    step,
    before: 0,
    after: 1,
    cost,
    times: AT_ONCE,
    postings: [],
  }
  return {
    ok: true,
    plan: { id: purpose, purpose, description: purpose, class: planClass, urgency: 'routine', stages: [[step]] },
    forecast: { steps: [taken], final: 1, cost, times: AT_ONCE, refusal: null },
    moved: usd(1000),
    before: yearly(0),
    after: yearly(gain),
    lifetime: Number.POSITIVE_INFINITY,
    considered: [],
    cuts: [],
  }
}

const lacking = (purpose: string): Proposal<number, string> => ({
  ok: false,
  purpose,
  class: 'TARGET',
  refusal: { code: 'SOURCE_SHORT', detail: 'there is too little', ...LIFT },
  considered: [],
})

/** A step named `bad` is blocked, one named `odd` warned about. */
const rule: Rule<number, string, null, null> = ({ step }) =>
  step === 'bad' ? [block('BAD', 'it is bad', LIFT)] : step === 'odd' ? [warn('ODD', 'it is odd', LIFT)] : []

function decided(proposals: readonly Proposal<number, string>[], level: Level = 'NORMAL') {
  const rooms: Rooms<
    number,
    string,
    null,
    null,
    { readonly level: Level; readonly measures: () => readonly Measure[] }
  > = {
    assess: () => ({ level, measures: () => [] }),
    propose: () => proposals,
    ranksByRelief: true,
    rules: [rule],
    keys: { costMax: null, hurdle: null },
    judging: () => ({ decision: DECISION, hasOptimizer: true }),
  }
  return decide({ asOf: instant(0), state: 0, market: null }, null, rooms)
}

const safety = made({ purpose: 'save', class: 'SAFETY', gain: -100 })
const target = made({ purpose: 'restore', class: 'TARGET', gain: 10 })
const better = made({ purpose: 'restore more', class: 'TARGET', gain: 20 })
const chance = made({ purpose: 'earn', class: 'OPPORTUNISTIC', gain: 1000 })

describe('what is chosen', () => {
  it('is SAFETY before TARGET before OPPORTUNISTIC, whatever they bring', () => {
    expect(decided([chance, target, safety]).chosen?.proposal).toBe(safety)
    expect(decided([chance, target]).chosen?.proposal).toBe(target)
    expect(decided([chance]).chosen?.proposal).toBe(chance)
  })

  it('is what brings most within its class, the earlier of two that bring the same', () => {
    expect(decided([target, better]).chosen?.proposal).toBe(better)
    expect(decided([better, target]).chosen?.proposal).toBe(better)
    const twin = { ...target }
    expect(decided([twin, target]).chosen?.proposal).toBe(twin)
  })

  it('is never what a rule blocks, and may be what a rule only warns about', () => {
    const bad = made({ purpose: 'harm', class: 'SAFETY', gain: 100, step: 'bad' })
    const odd = made({ purpose: 'risk', class: 'TARGET', gain: 10, step: 'odd' })
    const decision = decided([bad, odd, chance])
    expect(decision.chosen?.proposal).toBe(odd)
    expect(decision.chosen?.findings).toMatchObject([{ code: 'ODD', severity: 'warn', stage: 0, at: 0 }])
    expect(decision.weighed[0]?.findings).toMatchObject([{ code: 'BAD', severity: 'block' }])
  })

  it('is nothing that could not be carried to its end', () => {
    const refused = {
      ...target,
      forecast: { ...target.forecast, refusal: { code: 'GAS_SHORT', detail: 'no gas', ...LIFT } },
    }
    expect(decided([refused]).chosen).toBeNull()
    expect(rationale(decided([refused]))).toBe('restore: GAS_SHORT, no gas')
  })

  it('is, by law, the first class with a plan that goes, and the best of it', () => {
    const plans = fc.array(
      fc.record({
        class: fc.constantFrom<PlanClass>('SAFETY', 'TARGET', 'OPPORTUNISTIC'),
        gain: fc.integer({ min: -50, max: 50 }),
        step: fc.constantFrom('fine', 'odd', 'bad'),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(plans, (all) => {
        const decision = decided(all.map((one, i) => made({ ...one, purpose: String(i) })))
        const rank = { SAFETY: 0, TARGET: 1, OPPORTUNISTIC: 2 }
        const going = decision.weighed.filter(
          ({ verdict, findings }) =>
            verdict.outcome === 'EXECUTE' && findings.every(({ severity }) => severity === 'warn'),
        )
        const { chosen } = decision
        expect(chosen === null).toBe(going.length === 0)
        for (const other of going) {
          if (chosen === null) continue
          const [a, b] = [rank[chosen.proposal.plan.class], rank[other.proposal.plan.class]]
          expect(a).toBeLessThanOrEqual(b)
          if (a === b) expect(chosen.verdict.netBenefit).toBeGreaterThanOrEqual(other.verdict.netBenefit)
        }
      }),
    )
  })
})

describe('what a decision comes to', () => {
  const neutral = made({ purpose: 'shrug', class: 'TARGET', gain: 1.2 })
  const losing = made({ purpose: 'lose', class: 'TARGET', gain: -10 })
  const broken = made({ purpose: 'guess', class: 'TARGET', gain: Number.NaN })

  it.each([
    [
      'a plan that goes',
      [target],
      ['EXECUTE', 'restore: Gains 10.00 USD over 365 days for 1.00 USD; pays back in 36.5 days'],
    ],
    ['one that hardly pays', [neutral], ['NEUTRAL', 'shrug: 1.20 USD over 365 days']],
    ['one that loses', [losing], ['DEFER', 'lose: −10.00 USD over 365 days']],
    ['one that cannot be judged', [broken, losing], ['ERROR', 'guess: Its gain could not be computed']],
    ['one that cannot be had', [lacking('want')], ['DEFER', 'want: SOURCE_SHORT, there is too little']],
    [
      'one that is blocked',
      [made({ purpose: 'harm', class: 'TARGET', gain: 100, step: 'bad' })],
      ['DEFER', 'harm: BAD, it is bad'],
    ],
    ['one that goes beside one that cannot be judged', [broken, target], ['EXECUTE', 'restore: Gains']],
  ] as const)('with %s', (_, proposals, [outcome, why]) => {
    const decision = decided(proposals)
    expect(decision.outcome).toBe(outcome)
    expect(rationale(decision)).toContain(why)
  })

  it('names every plan that was held back', () => {
    expect(rationale(decided([losing, neutral, lacking('want')])).split(' · ').length).toBe(3)
    expect(decided([losing, lacking('want')]).unavailable.map(({ purpose }) => purpose)).toEqual(['want'])
  })

  it.each([
    ['NORMAL', 'NEUTRAL', 'Everything is within its band'],
    ['DRIFT', 'NEUTRAL', 'Something is out of its band, and nothing needs to move'],
    ['WARNING', 'DEFER', 'Something is past its warning, and no source has enough to mend it'],
    ['CRITICAL', 'DEFER', 'Something is past its warning, and no source has enough to mend it'],
  ] as const)('where nothing is proposed at %s', (level, outcome, why) => {
    const decision = decided([], level)
    expect(decision.outcome).toBe(outcome)
    expect(rationale(decision)).toBe(why)
    expect(isStranded(decision)).toBe(level === 'CRITICAL')
  })

  it('leaves a book at risk stranded only without a plan', () => {
    expect(isStranded(decided([lacking('save')], 'CRITICAL'))).toBe(true)
    expect(isStranded(decided([safety], 'CRITICAL'))).toBe(false)
    expect(isStranded(decided([lacking('save')], 'WARNING'))).toBe(false)
  })

  it('lets what is critical cost what it costs', () => {
    const dear = made({ purpose: 'save', class: 'SAFETY', gain: 0, fee: 500 })
    expect(decided([dear], 'WARNING')).toMatchObject({ outcome: 'DEFER', chosen: null })
    expect(decided([dear], 'CRITICAL').outcome).toBe('EXECUTE')
  })
})
