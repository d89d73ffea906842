import { basename } from 'node:path'
import { type Obstacle, obstacles } from '../backtest/venues/obstacle.ts'
import { type Change, type Conclusion, conclude, type Result } from '../execution/conclusion.ts'
import { decide, isStranded, rationale, type Weighed } from '../execution/cycle.ts'
import { VENUES_ROOMS } from '../execution/venues.ts'
import type { Cut } from '../planner/cut.ts'
import type { EmergencyEvent } from '../planner/emergency.ts'
import type { Verdict } from '../planner/judge.ts'
import type { Considered } from '../planner/proposal.ts'
import { type Instruction, instructions } from '../planner/venues/instruction.ts'
import type { Cost, Times } from '../portfolio/applied.ts'
import { total } from '../portfolio/cost.ts'
import type { Foreseen } from '../portfolio/foresee.ts'
import { type Level, type MeasureReport, toReport } from '../portfolio/measure.ts'
import type { PlanClass } from '../portfolio/plan.ts'
import { figuresOf } from '../portfolio/venues/figures.ts'
import { income } from '../portfolio/venues/income.ts'
import { type Leftover, leftovers } from '../portfolio/venues/leftover.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import type { Components } from '../portfolio/venues/mode.ts'
import { phrase } from '../portfolio/venues/phrase.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import { sound } from '../portfolio/venues/sound.ts'
import { empty, type VenuesState } from '../portfolio/venues/state.ts'
import type { VenuesStep } from '../portfolio/venues/step.ts'
import * as Worth from '../portfolio/venues/worth.ts'
import type { Located } from '../safety/check.ts'
import type { Finding } from '../safety/finding.ts'
import { anomalies } from '../safety/venues/anomaly.ts'
import { format, type Instant, seconds } from '../units/time.ts'
import { compile } from './config/compile.ts'
import type { Config } from './config/config.ts'
import { hash } from './config/hash.ts'
import { type Emergency, emergencies } from './emergency.ts'
import { type Choice, moment } from './market.ts'
import { disagreements } from './ratio.ts'
import { openState } from './state.ts'
import { concluded, type NotTaken, verdictOf } from './verdict.ts'

/**
 * What would be done now and why: the content of `npx trimtab plan --json`. Money is in USD, fractions are plain, durations in
 * seconds; null stands for a level that does not apply.
 */
export interface Report {
  readonly schema: 1
  readonly title: string
  readonly file: string
  readonly mode: string
  readonly shareClass: string
  readonly policy: string
  readonly components: Components
  readonly market: { readonly label: string; readonly simulated: boolean; readonly seed: number | null }
  readonly asOf: string
  /** The file of the book, or null for the capital of the config. */
  readonly book: string | null
  readonly level: Level
  readonly measures: readonly MeasureReport[]
  /** What the book as it was stated does not agree with, blocking findings first. */
  readonly findings: readonly Finding[]
  readonly worth: { readonly netAssets: number; readonly places: Readonly<Record<string, number>> }
  readonly delta: { readonly ETH: number; readonly BTC: number; readonly drift: number; readonly fraction: number }
  readonly income: Readonly<Record<'supply' | 'staking' | 'borrow' | 'funding' | 'total', number>>
  readonly decision: {
    readonly outcome: Result
    /** In one line. */
    readonly verdict: string
    readonly rationale: string
    readonly levels: Conclusion['levels']
    /** At WARNING or worse after the plan, and mended by nothing on its way. */
    readonly remaining: readonly Change[]
    /** Something stays at risk after the plan, or has no plan: exit code 1. `stranded` where an emergency has no full answer. */
    readonly blocked: boolean
    readonly stranded: boolean
  }
  /** Every measure now and after the plan. */
  readonly changes: readonly Change[]
  readonly plan: Chosen | null
  /** What is too small to be an order, after the plan or as the book stands. */
  /** Why the capital of the config stays idle; empty where a plan runs or the book is a file. */
  readonly obstacles: readonly Obstacle[]
  readonly leftovers: readonly Leftover[]
  /** Blocked remedies first. */
  readonly notTaken: readonly NotTaken[]
  readonly emergencies: readonly Emergency[]
  /** What the emergencies that stand came to: what was needed, raised and is missing, and from where. */
  readonly events: readonly EmergencyEvent[]
}

export interface Chosen {
  readonly id: string
  readonly class: PlanClass
  readonly purpose: string
  readonly description: string
  readonly moved: number
  readonly verdict: Verdict
  readonly cost: Cost & { readonly total: number }
  readonly times: Times
  readonly steps: readonly StepReport[]
  readonly findings: readonly Located[]
  readonly considered: readonly Considered[]
  /** Where a limit keeps the plan from moving all that it would. */
  readonly cuts: readonly Cut[]
  readonly transfers: readonly Instruction[]
}

export interface StepReport {
  readonly stage: number
  readonly text: string
  readonly step: VenuesStep
  readonly cost: Cost
  readonly times: Times
  /** The book after the step; null where there is nothing to measure. */
  readonly after: {
    readonly netAssets: number
    readonly delta: number
    readonly deltaFraction: number
    readonly worstHealth: number | null
    readonly worstEquityRatio: number | null
  }
}

export interface Asked {
  readonly choice: Choice
  readonly at: Instant | null
  readonly state: string | null
}

/**
 * One walk of the cycle up to its decision; nothing is sent, written or changed. Who asks wants an answer now, so routine moves
 * are looked at whatever the clock says.
 */
export async function planOf(config: Config, { choice, at, state: file }: Asked): Promise<Report> {
  const { policy, start, exchanges, loans, terms, data } = compile(config)
  const {
    market: observed,
    label,
    simulated,
    seed,
  } = await moment(data, { mode: policy.mode, exchanges, terms }, { choice, at, state: file })
  const { state, ratios } =
    file === null ? { state: empty(start, exchanges, loans), ratios: {} } : await openState(file, config, observed)
  const asking = { ...policy, decision: { ...policy.decision, routineEvery: seconds(0) } }
  const { market } = sound({ asOf: observed.asOf, state, market: observed }, asking)
  const decision = decide({ asOf: market.asOf, state, market }, asking, VENUES_ROOMS)
  const { assessment, chosen } = decision
  const findings = bySeverity([
    ...decision.findings,
    ...anomalies({ asOf: market.asOf, state, market }, policy),
    ...disagreements(ratios, assessment.figures.exchanges, terms.exchanges),
  ])
  const conclusion = conclude(
    decision,
    { asOf: market.asOf, state, market },
    { policy: asking, rooms: VENUES_ROOMS, findings },
  )
  const { outcome, levels, remaining, blocked, changes, notTaken } = concluded(conclusion)
  return {
    schema: 1,
    title: config.title,
    file: basename(config.file),
    mode: policy.mode.name,
    shareClass: policy.mode.shareClass,
    policy: hash(policy),
    components: policy.mode.components,
    market: { label, simulated, seed },
    asOf: format(market.asOf),
    book: file === null ? null : basename(file),
    level: assessment.level,
    measures: assessment.measures().map(toReport),
    findings,
    worth: worthOf(state, market),
    delta: {
      ...assessment.figures.delta,
      drift: assessment.figures.drift,
      fraction: assessment.figures.driftFraction,
    },
    income: { ...income(state, market) },
    decision: {
      outcome,
      verdict: verdictOf(conclusion, chosen?.proposal.plan ?? null),
      rationale: rationale(decision),
      levels,
      remaining,
      blocked,
      stranded: isStranded(decision),
    },
    changes,
    plan: chosen === null ? null : chosenOf(chosen, { market, policy }),
    obstacles:
      file === null && chosen === null ? obstacles(state, market, policy).filter(({ isBlocking }) => isBlocking) : [],
    leftovers: leftovers(chosen?.proposal.forecast.final ?? state, market, policy),
    notTaken,
    emergencies: emergencies(policy, assessment),
    events: decision.events,
  }
}

function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  const isBlocking = ({ severity }: Finding): boolean => severity === 'block'
  return [...findings.filter(isBlocking), ...findings.filter((one) => !isBlocking(one))]
}

function worthOf(state: VenuesState, market: VenuesMarket): Report['worth'] {
  const { netAssets, wallet, staked, loans, exchanges, flights } = Worth.value(state, market)
  return { netAssets, places: { WALLET: wallet, AAVE: loans, ETHERFI: staked, ...exchanges, FLIGHTS: flights } }
}

interface World {
  readonly market: VenuesMarket
  readonly policy: VenuesPolicy
}

function chosenOf({ proposal, verdict, findings }: Weighed<VenuesState, VenuesStep>, world: World): Chosen {
  const { plan, forecast, moved, considered, cuts } = proposal
  return {
    id: plan.id,
    class: plan.class,
    purpose: plan.purpose,
    description: plan.description,
    moved,
    verdict,
    cost: { ...forecast.cost, total: total(forecast.cost) },
    times: forecast.times,
    steps: forecast.steps.map((step) => stepOf(step, world)),
    findings,
    considered,
    cuts,
    transfers: instructions(plan, forecast, world.market),
  }
}

function stepOf(
  { stage, step, cost, times, before, after }: Foreseen<VenuesState, VenuesStep>,
  { market, policy }: World,
): StepReport {
  const figures = figuresOf(after, market, policy)
  const { coin } = policy.mode
  const least = (values: readonly number[]): number | null => {
    const lowest = Math.min(...values)
    return Number.isFinite(lowest) ? lowest : null
  }
  return {
    stage: stage + 1,
    text: phrase(step, before.flights),
    step,
    cost,
    times,
    after: {
      netAssets: figures.netAssets,
      delta: coin === 'BTC' ? figures.delta.BTC : figures.delta.ETH,
      deltaFraction: figures.driftFraction,
      worstHealth: least(figures.loans.map(({ health }) => health)),
      worstEquityRatio: least(figures.exchanges.map(({ equityRatio }) => equityRatio)),
    },
  }
}
