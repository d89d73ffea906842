import type { Verdict } from '../planner/judge.ts'
import type { Considered } from '../planner/proposal.ts'
import { isAtLeast, type Level, type Measure, type MeasureName, toReport, worst } from '../portfolio/measure.ts'
import type { PlanClass } from '../portfolio/plan.ts'
import type { Snapshot } from '../portfolio/snapshot.ts'
import type { Located } from '../safety/check.ts'
import type { Finding } from '../safety/finding.ts'
import type { Refusal } from '../units/refusal.ts'
import { type Decision, isStranded, type PolicyKeys, type Rooms, type Weighed } from './cycle.ts'
import { type Assessed, measuresAfter } from './relief.ts'

/**
 * What a decision comes to for the one who asks, by the state after the plan. EXECUTE: the plan runs and nothing is left at
 * WARNING or worse. PARTIAL: it runs, and something is left, or the book it rests on cannot be as stated. BLOCKED: something is at WARNING or worse and no plan may run.
 * WAIT: no plan may run, and what is on its way mends it in time. NEUTRAL, DEFER and ERROR as decided, with nothing at WARNING or worse.
 */
export type Result = 'EXECUTE' | 'PARTIAL' | 'BLOCKED' | 'WAIT' | 'NEUTRAL' | 'DEFER' | 'ERROR'

/** One measure now and after the plan. `awaited`: past its warning after the plan, and mended by what is on its way. */
export interface Change {
  readonly name: MeasureName
  readonly place: string
  readonly before: Reading | null
  readonly after: Reading | null
  readonly awaited: boolean
}

/** A value with its level: null where nothing has a limit, and, with `isKnown` false, where it cannot be told. */
interface Reading {
  readonly value: number | null
  readonly isKnown: boolean
  readonly level: Level
}

/** Why a plan that was proposed is not taken. OUTRANKED: it may run, and another does more. UNAVAILABLE: it could not be written. */
export type Fate = 'BLOCKED' | 'OUTRANKED' | 'UNAVAILABLE' | 'NEUTRAL' | 'DEFER' | 'ERROR'

export interface Rejected {
  readonly purpose: string
  readonly class: PlanClass
  readonly fate: Fate
  /** In one line. */
  readonly why: string
  readonly lift: string | null
  readonly verdict: Verdict | null
  readonly refusal: Refusal | null
  readonly findings: readonly Located[]
  readonly considered: readonly Considered[]
}

export interface Conclusion {
  readonly result: Result
  /** The worst level now, at the end of the plan, and once what is on its way has arrived. Without a plan the end is now. */
  readonly levels: { readonly before: Level; readonly after: Level; readonly settled: Level }
  readonly measures: readonly Change[]
  /** At WARNING or worse after the plan, what is awaited included: until it arrives, the risk stands. */
  readonly remaining: readonly Change[]
  /** Blocking findings about the book itself: it cannot be as stated, or is being taken over, so no plan ends well by itself. */
  readonly untenable: readonly Finding[]
  /** What was not taken: SAFETY first. */
  readonly rejected: readonly Rejected[]
  /** Something stays at risk: the command exits with 1. */
  readonly blocked: boolean
}

/** Concludes a decision from the state that its plan ends in. Pure. */
export function conclude<State, Step, Market, Policy, Assessment extends Assessed>(
  decision: Decision<State, Step, Assessment>,
  snapshot: Snapshot<State, Market>,
  { policy, rooms, findings = [] }: Asking<State, Step, Market, Policy, Assessment>,
): Conclusion {
  const { chosen, assessment } = decision
  const before = assessment.measures()
  const after = chosen === null ? before : measuresAfter(chosen.proposal, snapshot, { assess: rooms.assess, policy })
  const end = { ...snapshot, state: chosen === null ? snapshot.state : chosen.proposal.forecast.final }
  const settled =
    rooms.settle === undefined ? after : rooms.assess({ ...end, state: rooms.settle(end, policy) }, policy).measures()
  const measures = changes(before, { after, settled })
  const remaining = measures.filter(({ after: is }) => is !== null && isAtRisk(is.level))
  const untenable = findings.filter(({ severity }) => severity === 'block')
  const isLeft = remaining.length > 0 || untenable.length > 0 || isStranded(decision)
  return {
    result: resultOf(decision, {
      isLeft,
      isAwaited: remaining.length > 0 && remaining.every(({ awaited }) => awaited),
    }),
    levels: { before: assessment.level, after: levelOf(after), settled: levelOf(settled) },
    measures,
    remaining,
    untenable,
    rejected: rejectedOf(decision, rooms.keys),
    blocked: isLeft,
  }
}

function resultOf<State, Step, Assessment extends Assessed>(
  { chosen, outcome }: Decision<State, Step, Assessment>,
  { isLeft, isAwaited }: { isLeft: boolean; isAwaited: boolean },
): Result {
  if (chosen !== null) return isLeft ? 'PARTIAL' : 'EXECUTE'
  if (!isLeft) return outcome
  return isAwaited ? 'WAIT' : 'BLOCKED'
}

/** Every measure that stands before or after, in the order of the tables. */
function changes(
  before: readonly Measure[],
  { after, settled }: { after: readonly Measure[]; settled: readonly Measure[] },
): readonly Change[] {
  const added = after.filter((one) => find(before, one) === undefined)
  return [...before, ...added].map((one) => {
    const is = find(after, one)
    return {
      name: one.name,
      place: one.place,
      before: reading(find(before, one)),
      after: reading(is),
      awaited: is !== undefined && isAwaited(is, find(settled, one)),
    }
  })
}

/** What is CRITICAL is never left to something on its way; a flow that a plan used up comes back by itself. */
function isAwaited(after: Measure, settled: Measure | undefined): boolean {
  if (!isAtRisk(after.level) || settled === undefined || isAtRisk(settled.level)) return false
  return after.level === 'WARNING' || after.name === 'flow'
}

function rejectedOf<State, Step, Assessment>(
  { weighed, unavailable, chosen }: Decision<State, Step, Assessment>,
  keys: PolicyKeys,
): readonly Rejected[] {
  const all = [
    ...weighed.filter((each) => each !== chosen).map((each) => held(each, keys)),
    ...unavailable.map(
      ({ purpose, class: planClass, refusal, considered }): Rejected => ({
        purpose,
        class: planClass,
        fate: 'UNAVAILABLE',
        why: refusal.detail,
        lift: refusal.lift,
        verdict: null,
        refusal,
        findings: [],
        considered,
      }),
    ),
  ]
  return [...all.filter(isRemedy), ...all.filter((one) => !isRemedy(one))]
}

function held<State, Step>({ proposal, verdict, findings }: Weighed<State, Step>, keys: PolicyKeys): Rejected {
  const { plan, considered } = proposal
  const rest = { purpose: plan.purpose, class: plan.class, verdict, refusal: null, findings, considered }
  const blocking = findings.find(({ severity }) => severity === 'block')
  if (blocking !== undefined) return { ...rest, fate: 'BLOCKED', why: blocking.detail, lift: blocking.lift }
  if (verdict.outcome === 'EXECUTE')
    return {
      ...rest,
      fate: 'OUTRANKED',
      why: 'It could run; the plan that is taken does more and goes first',
      lift: null,
    }
  return { ...rest, fate: verdict.outcome, why: verdict.rationale, lift: liftOf(verdict, plan.class, keys) }
}

/** What would turn a judgement; null where nothing in the policy would. */
function liftOf({ outcome, rule }: Verdict, planClass: PlanClass, { costMax, hurdle }: PolicyKeys): string | null {
  if (outcome === 'ERROR' || rule === 'literal') return null
  if (rule === 'safety' || rule === 'bands') {
    const key = costMax?.[rule === 'safety' ? 'safety' : 'target']
    return key === undefined ? 'Wait until it costs less.' : `Wait until it costs less, or raise ${key}.`
  }
  const key = hurdle?.[planClass === 'TARGET' ? 'target' : 'opportunistic']
  return key === undefined ? 'Wait until it pays.' : `Wait until it pays, or lower ${key}.`
}

/** A remedy is a SAFETY plan that could not run. */
export function isRemedy({ class: planClass, fate }: Rejected): boolean {
  return planClass === 'SAFETY' && fate !== 'OUTRANKED'
}

const isAtRisk = (level: Level): boolean => isAtLeast(level, 'WARNING')

const find = (all: readonly Measure[], { name, place }: Pick<Measure, 'name' | 'place'>): Measure | undefined =>
  all.find((one) => one.name === name && one.place === place)

function reading(of: Measure | undefined): Reading | null {
  if (of === undefined) return null
  const { value, isKnown, level } = toReport(of)
  return { value, isKnown, level }
}

const levelOf = (measures: readonly Measure[]): Level =>
  measures.reduce<Level>((level, measure) => worst(level, measure.level), 'NORMAL')

interface Asking<State, Step, Market, Policy, Assessment extends Assessed> {
  readonly policy: Policy
  readonly rooms: Rooms<State, Step, Market, Policy, Assessment>
  /** What there is to say of the book itself. */
  readonly findings?: readonly Finding[]
}
