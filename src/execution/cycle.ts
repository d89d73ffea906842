import type { EmergencyEvent, Response } from '../planner/emergency.ts'
import { judge, type Outcome, type Verdict } from '../planner/judge.ts'
import type { Offered, Proposal } from '../planner/proposal.ts'
import { isAtLeast, type Level, type Measure } from '../portfolio/measure.ts'
import type { PlanClass } from '../portfolio/plan.ts'
import type { DecisionPolicy } from '../portfolio/policy.ts'
import type { Snapshot } from '../portfolio/snapshot.ts'
import { check, isBlocked, type Located, type Rule } from '../safety/check.ts'
import type { Finding } from '../safety/finding.ts'
import { type Assessed, isSameRelief, measuresAfter, type Relief, relief, relievesMore } from './relief.ts'

/** What a book's rooms on the floors below answer; with it the cycle is the same for every book. */
export interface Rooms<State, Step, Market, Policy, Assessment extends Assessed> {
  /** The snapshot with stand-ins for what the market does not know, and what there is to tell of them; the same one where all is known. */
  readonly sound?: (snapshot: Snapshot<State, Market>, policy: Policy) => Snapshot<State, Market>
  readonly faults?: (market: Market) => readonly Finding[]
  readonly assess: (snapshot: Snapshot<State, Market>, policy: Policy) => Assessment
  readonly propose: (
    snapshot: Snapshot<State, Market>,
    assessment: Assessment,
    policy: Policy,
  ) => readonly Proposal<State, Step>[]
  /** What is done about emergencies: its proposals take the place of `propose`'s while one stands. */
  readonly respond?: (
    snapshot: Snapshot<State, Market>,
    assessment: Assessment,
    policy: Policy,
  ) => Response<State, Step>
  /** The book once what is on its way has arrived in time, with nothing else done; left out where nothing settles by itself. */
  readonly settle?: (snapshot: Snapshot<State, Market>, policy: Policy) => State
  /** Whether the SAFETY plan that relieves most goes first; where not, the order is that of net benefit alone. */
  readonly ranksByRelief: boolean
  readonly rules: readonly Rule<State, Step, Market, Policy>[]
  /** Keys of this book's config that hold a judgement up, for advice. */
  readonly keys: PolicyKeys
  readonly judging: (policy: Policy) => { readonly decision: DecisionPolicy; readonly hasOptimizer: boolean }
}

/** Where a config of the book states what judgement looks at; null where its config has no such key. */
export interface PolicyKeys {
  readonly costMax: { readonly safety: string; readonly target: string } | null
  readonly hurdle: { readonly target: string; readonly opportunistic: string } | null
}

/** A proposal after judgement and check. */
export interface Weighed<State, Step> {
  readonly proposal: Offered<State, Step>
  readonly verdict: Verdict
  readonly findings: readonly Located[]
}

/** One walk from a snapshot to a plan that may be carried out, or to none, with all that was weighed on the way. */
export interface Decision<State, Step, Assessment> {
  readonly assessment: Assessment
  readonly outcome: Outcome
  readonly chosen: Weighed<State, Step> | null
  readonly weighed: readonly Weighed<State, Step>[]
  readonly unavailable: readonly Extract<Proposal<State, Step>, { ok: false }>[]
  /** What there is to tell of emergencies, whether or not there is a plan. */
  readonly events: readonly EmergencyEvent[]
  /** What the market did not know: faults of data, beside which the decision was made. */
  readonly findings: readonly Finding[]
}

const RANK: Readonly<Record<PlanClass, number>> = { SAFETY: 0, TARGET: 1, OPPORTUNISTIC: 2 }

/**
 * assess → propose → judge → check. Chosen is the first class that has a plan to execute; within SAFETY the one that relieves
 * most of what is at risk (where the book ranks so), then the one with the largest net benefit; ties go to the earlier proposal. A plan with a blocking
 * finding is never chosen. Pure.
 */
export function decide<State, Step, Market, Policy, Assessment extends Assessed>(
  observed: Snapshot<State, Market>,
  policy: Policy,
  rooms: Rooms<State, Step, Market, Policy, Assessment>,
): Decision<State, Step, Assessment> {
  const snapshot = rooms.sound?.(observed, policy) ?? observed
  const findings = rooms.faults?.(snapshot.market) ?? NONE
  const assessment = rooms.assess(snapshot, policy)
  const { proposals: answers, events } = rooms.respond?.(snapshot, assessment, policy) ?? CALM
  const proposals = answers ?? rooms.propose(snapshot, assessment, policy)
  if (proposals.length === 0) return quiet(assessment, events, findings)
  const weighed: Weighed<State, Step>[] = []
  const unavailable: Extract<Proposal<State, Step>, { ok: false }>[] = []
  for (const proposal of proposals) {
    if (proposal.ok) weighed.push(weigh(proposal, assessment.level, { snapshot, policy, rooms }))
    else unavailable.push(proposal)
  }
  const chosen = best(weighed, reliefOf(assessment, { snapshot, policy, rooms }))
  return {
    assessment,
    outcome: outcomeOf(chosen, weighed, unavailable.length > 0),
    chosen,
    weighed,
    unavailable,
    events,
    findings,
  }
}

const CALM = { proposals: null, events: [] }

function weigh<State, Step, Market, Policy, Assessment extends Assessed>(
  proposal: Offered<State, Step>,
  level: Level,
  { snapshot, policy, rooms }: Setting<State, Step, Market, Policy, Assessment>,
): Weighed<State, Step> {
  const { decision, hasOptimizer } = rooms.judging(policy)
  const verdict = judge(proposal, decision, { hasOptimizer, level })
  if (verdict.outcome !== 'EXECUTE') return { proposal, verdict, findings: [] }
  const { asOf, market } = snapshot
  const findings = check(proposal.forecast, proposal.plan, { rules: rooms.rules, now: asOf, market, policy })
  return { proposal, verdict, findings }
}

/**
 * Whether a book at risk is left without what it needs: no plan, or one after which something is still missing. What must
 * never pass in silence. Help that is on its way leaves nothing missing.
 */
export function isStranded<State, Step, Assessment extends Assessed>(
  decision: Decision<State, Step, Assessment>,
): boolean {
  const emergencies = decision.events.filter(({ kind }) => kind !== 'RISK_ALERT')
  if (decision.chosen !== null || emergencies.length > 0) return emergencies.some(isUnmet)
  return isAtLeast(decision.assessment.level, 'CRITICAL')
}

/** What is within a tenth of its target ends the emergency, even where the last of it is missing. */
function isUnmet({ missing, post }: EmergencyEvent): boolean {
  return missing > 0 && post?.isReached !== true
}

function best<State, Step>(
  weighed: readonly Weighed<State, Step>[],
  relieves: (of: Weighed<State, Step>) => Relief,
): Weighed<State, Step> | null {
  const may = weighed.filter(({ verdict, findings }) => verdict.outcome === 'EXECUTE' && !isBlocked(findings))
  const most = Math.min(...may.map(({ proposal }) => RANK[proposal.plan.class]))
  const rivals = may.filter(({ proposal }) => RANK[proposal.plan.class] === most)
  let chosen: Weighed<State, Step> | null = null
  for (const candidate of rivals) if (chosen === null || isBefore(candidate, chosen, relieves)) chosen = candidate
  return chosen
}

function isBefore<State, Step>(
  a: Weighed<State, Step>,
  b: Weighed<State, Step>,
  relieves: (of: Weighed<State, Step>) => Relief,
): boolean {
  const [ofA, ofB] = [relieves(a), relieves(b)]
  return isSameRelief(ofA, ofB) ? a.verdict.netBenefit > b.verdict.netBenefit : relievesMore(ofA, ofB)
}

/** What each SAFETY plan relieves, measured when rivals are compared. A book without an alarm, and a plan of another class, has nothing to relieve. */
function reliefOf<State, Step, Market, Policy, Assessment extends Assessed>(
  assessment: Assessment,
  { snapshot, policy, rooms }: Setting<State, Step, Market, Policy, Assessment>,
): (of: Weighed<State, Step>) => Relief {
  if (!rooms.ranksByRelief || !isAtLeast(assessment.level, 'WARNING')) return () => NO_RELIEF
  let before: readonly Measure[] | null = null
  return ({ proposal }) => {
    if (proposal.plan.class !== 'SAFETY') return NO_RELIEF
    before ??= assessment.measures()
    return relief(before, measuresAfter(proposal, snapshot, { assess: rooms.assess, policy }))
  }
}

const NO_RELIEF: Relief = { ended: 0, moved: 0 }

function outcomeOf<State, Step>(
  chosen: Weighed<State, Step> | null,
  weighed: readonly Weighed<State, Step>[],
  isLacking: boolean,
): Outcome {
  if (chosen !== null) return 'EXECUTE'
  if (weighed.some(({ verdict }) => verdict.outcome === 'ERROR')) return 'ERROR'
  const isDeferred =
    isLacking || weighed.some(({ verdict, findings }) => verdict.outcome === 'DEFER' || isBlocked(findings))
  return isDeferred ? 'DEFER' : 'NEUTRAL'
}

/** Why a decision is what it is, in one line: written when asked for, since most hours nobody asks. */
export function rationale<State, Step, Assessment extends Assessed>({
  assessment,
  chosen,
  weighed,
  unavailable,
}: Decision<State, Step, Assessment>): string {
  if (chosen !== null) return `${chosen.proposal.plan.purpose}: ${chosen.verdict.rationale}`
  if (weighed.length === 0 && unavailable.length === 0) return quietly(assessment.level)
  const held = weighed.map(({ proposal, verdict, findings }) => {
    const blocking = findings.find(({ severity }) => severity === 'block')
    return `${proposal.plan.purpose}: ${blocking === undefined ? verdict.rationale : `${blocking.code}, ${blocking.detail}`}`
  })
  const missing = unavailable.map(({ purpose, refusal }) => `${purpose}: ${refusal.code}, ${refusal.detail}`)
  return [...held, ...missing].join(' · ')
}

function quietly(level: Level): string {
  if (isAtLeast(level, 'WARNING')) return 'Something is past its warning, and no source has enough to mend it'
  return level === 'DRIFT' ? 'Something is out of its band, and nothing needs to move' : 'Everything is within its band'
}

const NONE: readonly never[] = []

/** The decision of an hour in which nothing was proposed. */
function quiet<State, Step, Assessment extends Assessed>(
  assessment: Assessment,
  events: readonly EmergencyEvent[],
  findings: readonly Finding[],
): Decision<State, Step, Assessment> {
  const outcome = isAtLeast(assessment.level, 'WARNING') ? 'DEFER' : 'NEUTRAL'
  return { assessment, outcome, chosen: null, weighed: NONE, unavailable: NONE, events, findings }
}

interface Setting<State, Step, Market, Policy, Assessment extends Assessed> {
  readonly snapshot: Snapshot<State, Market>
  readonly policy: Policy
  readonly rooms: Rooms<State, Step, Market, Policy, Assessment>
}
