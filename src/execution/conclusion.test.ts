import { describe, expect, it } from 'vitest'
import { of as carryOf } from '../models/yield/carry.ts'
import type { EmergencyEvent } from '../planner/emergency.ts'
import type { Offered, Proposal } from '../planner/proposal.ts'
import { AT_ONCE, FREE } from '../portfolio/cost.ts'
import { type Measure, of, worst } from '../portfolio/measure.ts'
import type { PlanClass } from '../portfolio/plan.ts'
import type { DecisionPolicy } from '../portfolio/policy.ts'
import { block, type Finding, warn } from '../safety/finding.ts'
import { fraction, usd } from '../units/estimate.ts'
import { hours, instant } from '../units/time.ts'
import { conclude } from './conclusion.ts'
import { decide, type PolicyKeys, type Rooms } from './cycle.ts'
import { POOL_ROOMS } from './pool.ts'
import { RESERVE_ROOMS } from './reserve.ts'
import { VAULTS_ROOMS } from './vaults.ts'
import { VENUES_ROOMS } from './venues.ts'

/** A book of a loan's health, an exchange's equity ratio, and the share that flowed of a limit. */
interface Toy {
  readonly health: number
  readonly ratio: number
  readonly flow: number
}

const SAFE: Toy = { health: 1.2, ratio: 0.5, flow: 0 }
const DECISION: DecisionPolicy = {
  rule: 'horizon',
  horizonDays: 30,
  routineEvery: hours(0),
  hurdle: { target: 0.5, opportunistic: 1 },
  costMax: { safety: fraction(0.03), target: fraction(0.005) },
  dailyVolatility: fraction(0),
}
const lower = (target: number, warning: number, critical: number) =>
  ({ worse: 'lower', target, low: warning, high: Number.POSITIVE_INFINITY, warning, critical }) as const
const FLOW = { worse: 'higher', target: 0, low: 0, high: Infinity, warning: 0.8, critical: 0.95 } as const

const measuresOf = ({ health, ratio, flow }: Toy): readonly Measure[] => [
  of('health', 'AAVE:main', { value: health, bounds: lower(1.2, 1.15, 1.1) }),
  of('equityRatio', 'BYBIT', { value: ratio, bounds: lower(0.5, 0.2, 0.12) }),
  ...(flow === 0 ? [] : [of('flow', 'USDC/out', { value: flow, bounds: FLOW })]),
]

const NO_CARRY = carryOf({ supply: usd(0), staking: usd(0), borrow: usd(0), funding: usd(0) })

function plan(
  purpose: string,
  final: Toy,
  { planClass = 'SAFETY' as PlanClass, step = 'fine', fee = 1 } = {},
): Offered<Toy, string> {
  const cost = { ...FREE, fee: usd(fee) }
  const foreseen = { stage: 0, endsStage: true, step, before: SAFE, after: final, cost, times: AT_ONCE, postings: [] }
  return {
    ok: true,
    plan: { id: purpose, purpose, description: purpose, class: planClass, urgency: 'routine', stages: [[step]] },
    forecast: { steps: [foreseen], final, cost, times: AT_ONCE, refusal: null },
    moved: usd(1000),
    before: NO_CARRY,
    after: NO_CARRY,
    lifetime: Number.POSITIVE_INFINITY,
    considered: [],
    cuts: [],
  }
}

const lacking: Proposal<Toy, string> = {
  ok: false,
  purpose: 'LTV reduction',
  class: 'SAFETY',
  refusal: { code: 'SOURCE_SHORT', detail: 'Nothing is left', facts: {}, lift: 'Bring capital.' },
  considered: [],
}

const emergency = (missing: number): EmergencyEvent => ({
  kind: 'EMERGENCY_MARGIN_SUPPORT',
  place: 'BYBIT',
  cause: 'STANDING',
  since: instant(0),
  timeToLiquidation: null,
  isImminent: false,
  before: {},
  needed: 100,
  raised: 100 - missing,
  missing,
  chosen: [],
  rejected: [],
  approvals: [],
  post: null,
})

interface Case {
  readonly state: Toy
  readonly proposals: readonly Proposal<Toy, string>[]
  /** What the book becomes by itself. */
  readonly settled?: Partial<Toy>
  readonly missing?: number
  readonly ranks?: boolean
  /** Parts of the policy that judges. */
  readonly judged?: Partial<DecisionPolicy>
  readonly hasOptimizer?: boolean
  readonly keys?: PolicyKeys
  /** What is said of the book itself. */
  readonly findings?: readonly Finding[]
}

function concluded({
  state,
  proposals,
  settled,
  missing,
  ranks = true,
  judged,
  hasOptimizer = false,
  findings = [],
  keys = VENUES_ROOMS.keys,
}: Case) {
  const settle = settled === undefined ? {} : { settle: ({ state: end }: { state: Toy }) => ({ ...end, ...settled }) }
  const rooms: Rooms<Toy, string, null, null, { level: Measure['level']; measures: () => readonly Measure[] }> = {
    assess: ({ state: now }) => ({
      level: measuresOf(now).reduce<Measure['level']>((level, one) => worst(level, one.level), 'NORMAL'),
      measures: () => measuresOf(now),
    }),
    propose: () => proposals,
    respond: () => ({ proposals: null, events: missing === undefined ? [] : [emergency(missing)] }),
    ranksByRelief: ranks,
    rules: [({ step }) => (step === 'bad' ? [block('BAD', 'It is bad', { facts: {}, lift: 'Do not.' })] : [])],
    keys,
    judging: () => ({ decision: { ...DECISION, ...judged }, hasOptimizer }),
    ...settle,
  }
  const snapshot = { asOf: instant(0), state, market: null }
  const decision = decide(snapshot, null, rooms)
  return { decision, ...conclude(decision, snapshot, { policy: null, rooms, findings }) }
}

const TWO: Toy = { ...SAFE, health: 1.14, ratio: 0.147 }

describe('the result follows from the state after the plan', () => {
  it('is EXECUTE only where nothing is left at WARNING or worse', () => {
    const { result, blocked, levels, remaining } = concluded({ state: TWO, proposals: [plan('mend', SAFE)] })
    expect([result, blocked, remaining]).toEqual(['EXECUTE', false, []])
    expect(levels).toEqual({ before: 'WARNING', after: 'NORMAL', settled: 'NORMAL' })
  })

  it('is PARTIAL where a warning stands after the plan, whatever the plan does', () => {
    const sweep = plan('sweep', TWO)
    const { result, blocked, levels, remaining } = concluded({ state: TWO, proposals: [sweep, lacking] })
    expect([result, blocked, levels.after]).toEqual(['PARTIAL', true, 'WARNING'])
    expect(remaining.map(({ name, place, after }) => [name, place, after?.value])).toEqual([
      ['health', 'AAVE:main', 1.14],
      ['equityRatio', 'BYBIT', 0.147],
    ])
  })

  it('is PARTIAL where the plan itself raises a warning', () => {
    const worse = plan('restore', { ...SAFE, ratio: 0.19 }, { planClass: 'TARGET' })
    const { result, remaining } = concluded({ state: SAFE, proposals: [worse] })
    expect([result, remaining.map(({ before }) => before?.level)]).toEqual(['PARTIAL', ['NORMAL']])
  })

  it('is BLOCKED where a warning stands and no plan may run', () => {
    expect(concluded({ state: TWO, proposals: [lacking] })).toMatchObject({ result: 'BLOCKED', blocked: true })
    expect(concluded({ state: TWO, proposals: [] })).toMatchObject({ result: 'BLOCKED', blocked: true })
    const bad = plan('mend', SAFE, { step: 'bad' })
    expect(concluded({ state: TWO, proposals: [bad] })).toMatchObject({ result: 'BLOCKED', blocked: true })
  })

  it('is WAIT where what is on its way mends it, and never waits for what is CRITICAL', () => {
    const on = { ratio: 0.5 }
    const thin = { ...SAFE, ratio: 0.15 }
    expect(concluded({ state: thin, proposals: [], settled: on })).toMatchObject({ result: 'WAIT', blocked: true })
    const critical = { ...SAFE, ratio: 0.1 }
    expect(concluded({ state: critical, proposals: [], settled: on })).toMatchObject({
      result: 'BLOCKED',
      blocked: true,
    })
  })

  it('says of a flow that the plan used up that time mends it, and that it stands until then', () => {
    const spent = plan('restore', { ...SAFE, flow: 1 }, { planClass: 'TARGET' })
    const { result, measures } = concluded({ state: SAFE, proposals: [spent], settled: { flow: 0.1 } })
    expect(result).toBe('PARTIAL')
    expect(measures.at(-1)).toMatchObject({ name: 'flow', before: null, awaited: true })
    const still = concluded({ state: SAFE, proposals: [spent], settled: { flow: 0.9 } })
    expect(still.measures.at(-1)).toMatchObject({ awaited: false })
  })

  it('waits for nothing that is gone once settled', () => {
    const spent = plan('restore', { ...SAFE, flow: 1 }, { planClass: 'TARGET' })
    expect(concluded({ state: SAFE, proposals: [spent], settled: { flow: 0 } }).result).toBe('PARTIAL')
  })

  it('is as decided where nothing is at risk', () => {
    expect(concluded({ state: SAFE, proposals: [] })).toMatchObject({ result: 'NEUTRAL', blocked: false })
    expect(concluded({ state: SAFE, proposals: [{ ...lacking, class: 'TARGET' }] }).result).toBe('DEFER')
    const mended = { ...SAFE, flow: 0.5 }
    expect(concluded({ state: mended, proposals: [plan('clear', SAFE)] }).measures.at(-1)?.after).toBeNull()
  })

  it('is not met while an emergency has no full answer, though every level is', () => {
    expect(concluded({ state: SAFE, proposals: [plan('mend', SAFE)], missing: 40 })).toMatchObject({
      result: 'PARTIAL',
      blocked: true,
      remaining: [],
    })
    expect(concluded({ state: SAFE, proposals: [plan('mend', SAFE)], missing: 0 }).result).toBe('EXECUTE')
  })
})

describe('a book that cannot be as it is stated', () => {
  const said = { facts: {}, lift: 'Look at the exchange.' }
  const lost = block('EXCHANGE_LIQUIDATED', 'BYBIT was taken over', said)
  const odd = warn('PERP_LONG', 'BYBIT is long', said)

  it('is at most PARTIAL, however well its plan ends', () => {
    const { result, blocked, untenable } = concluded({
      state: TWO,
      proposals: [plan('mend', SAFE)],
      findings: [odd, lost],
    })
    expect([result, blocked, untenable]).toEqual(['PARTIAL', true, [lost]])
  })

  it('is BLOCKED without a plan, though every level is NORMAL', () => {
    expect(concluded({ state: SAFE, proposals: [], findings: [lost] })).toMatchObject({
      result: 'BLOCKED',
      blocked: true,
      remaining: [],
    })
  })

  it('changes nothing where a finding only warns', () => {
    const { result, blocked } = concluded({ state: TWO, proposals: [plan('mend', SAFE)], findings: [odd] })
    expect([result, blocked]).toEqual(['EXECUTE', false])
  })
})

describe('what is not taken', () => {
  it('never says EXECUTE, and lists blocked remedies first', () => {
    const { rejected } = concluded({
      state: TWO,
      proposals: [
        plan('mend all', SAFE),
        plan('mend some', { ...SAFE, ratio: 0.147 }),
        plan('earn', SAFE, { planClass: 'TARGET', fee: 50 }),
        plan('harm', SAFE, { step: 'bad' }),
        lacking,
      ],
    })
    expect(rejected.map(({ purpose, fate }) => [purpose, fate])).toEqual([
      ['harm', 'BLOCKED'],
      ['LTV reduction', 'UNAVAILABLE'],
      ['mend some', 'OUTRANKED'],
      ['earn', 'DEFER'],
    ])
    expect(rejected[0]).toMatchObject({ why: 'It is bad', lift: 'Do not.' })
    expect(rejected[1]).toMatchObject({ why: 'Nothing is left', lift: 'Bring capital.' })
  })
})

describe('of several SAFETY plans', () => {
  const chosen = (proposals: readonly Proposal<Toy, string>[], state = TWO) =>
    concluded({ state, proposals }).decision.chosen?.proposal.plan.purpose

  it('the one that ends more alarms goes first, however little the other costs', () => {
    const sweep = plan('sweep', TWO, { fee: 0 })
    expect(chosen([sweep, plan('mend', SAFE, { fee: 20 })])).toBe('mend')
    expect(chosen([plan('mend', SAFE, { fee: 20 }), sweep])).toBe('mend')
  })

  it('what ends a CRITICAL goes before what ends warnings', () => {
    const state = { ...SAFE, health: 1.05, ratio: 0.15 }
    expect(chosen([plan('margin', { ...state, ratio: 0.5 }), plan('loan', { ...state, health: 1.2 })], state)).toBe(
      'loan',
    )
  })

  it('where none ends an alarm, the one that takes it furthest goes first', () => {
    const sweep = plan('sweep', TWO, { fee: 0 })
    expect(chosen([sweep, plan('support', { ...TWO, ratio: 0.19 })])).toBe('support')
  })

  it('a book that does not rank so takes the one of the larger net benefit', () => {
    const proposals = [plan('mend', SAFE, { fee: 20 }), plan('refund', TWO, { fee: 0 })]
    const { decision } = concluded({ state: TWO, proposals, ranks: false })
    expect(decision.chosen?.proposal.plan.purpose).toBe('refund')
  })

  it('where both relieve as much, the cheaper goes first', () => {
    expect(chosen([plan('dear', SAFE, { fee: 9 }), plan('cheap', SAFE, { fee: 2 })])).toBe('cheap')
  })
})

describe('what would turn a judgement', () => {
  const target = { planClass: 'TARGET' } as const
  const lifts = (of: Omit<Case, 'state'>, state = SAFE) => concluded({ state, ...of }).rejected.map(({ lift }) => lift)

  it('is the cap on costs that a plan passes', () => {
    expect(lifts({ proposals: [plan('mend', SAFE, { fee: 500 })] }, TWO)).toEqual([
      'Wait until it costs less, or raise decision.costMax.safety.',
    ])
    expect(lifts({ proposals: [plan('restore', SAFE, { ...target, fee: 500 })] })).toEqual([
      'Wait until it costs less, or raise decision.costMax.target.',
    ])
  })

  it('is the hurdle of its class where gain is weighed', () => {
    const hasOptimizer = true
    expect(lifts({ proposals: [plan('deploy', SAFE, target)], hasOptimizer })).toEqual([
      'Wait until it pays, or lower decision.hurdle.target.',
    ])
    expect(lifts({ proposals: [plan('migrate', SAFE, { planClass: 'OPPORTUNISTIC' })], hasOptimizer })).toEqual([
      'Wait until it pays, or lower decision.hurdle.opportunistic.',
    ])
  })

  it.each([
    ['a pool', POOL_ROOMS.keys, 'Wait until it costs less, or raise policy.costMax.'],
    ['a reserve', RESERVE_ROOMS.keys, 'Wait until it costs less, or raise operator.costMax.'],
    ['vaults, which have no such key', VAULTS_ROOMS.keys, 'Wait until it costs less.'],
  ])('is a key that its book has: %s', (_, keys, lift) => {
    expect(lifts({ proposals: [plan('mend', SAFE, { fee: 500 })], keys }, TWO)).toEqual([lift])
    expect(lifts({ proposals: [plan('restore', SAFE, { ...target, fee: 500 })], keys })).toEqual([lift])
    expect(lifts({ proposals: [plan('deploy', SAFE, target)], hasOptimizer: true, keys })).toEqual([
      'Wait until it pays.',
    ])
  })

  it('is nothing in the policy where its rule has no bound to move', () => {
    const judged = { rule: 'literal' } as const
    expect(lifts({ proposals: [plan('deploy', SAFE, target)], judged, hasOptimizer: true })).toEqual([null])
  })
})
