import type { VenuesDecision } from '../../execution/venues.ts'
import type { Outcome } from '../../planner/judge.ts'
import type { Cost } from '../../portfolio/applied.ts'
import type { Level } from '../../portfolio/measure.ts'
import type { Plan, PlanClass } from '../../portfolio/plan.ts'
import { type Leftover, leftovers } from '../../portfolio/venues/leftover.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { Assessment } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import * as Worth from '../../portfolio/venues/worth.ts'
import type { Finding } from '../../safety/finding.ts'
import * as Attribution from './attribution.ts'
import * as Deployment from './deployment.ts'
import * as Line from './event.ts'
import { type Obstacle, obstacles } from './obstacle.ts'
import type { Event } from './result.ts'
import { type Tape, tape } from './tape.ts'

/** Is told what a replay does, as it does it. */
export interface Listener {
  hour(row: number, market: VenuesMarket, at: Hour): void
  decision(market: VenuesMarket, decision: VenuesDecision): void
  stopped(market: VenuesMarket, stop: { plan: Plan<VenuesStep>; findings: readonly Finding[]; why: string }): void
  /** `before` is the book that the venue took from, at the market's prices of that moment. */
  liquidation(market: VenuesMarket, loss: { place: string; detail: string; lost: number; before: VenuesState }): void
  cost(cost: Cost, unit: number): void
}

/** Collects what a replay does: totals, extremes, events, and the tape of its series. */
export interface Recorder extends Listener {
  readonly totals: Totals
  readonly tape: Tape
  /** What kept the starting capital from being deployed, as far as the policy shows it. */
  obstacles(): readonly Obstacle[]
  events(): readonly Event[]
  /** What was too small to be an order in the last hour. */
  leftovers(): readonly Leftover[]
}

export interface Hour {
  readonly state: VenuesState
  readonly parts: Attribution.Parts
  readonly assessment: Assessment
  /** Whether the book is still the one that was assessed. */
  readonly isSettled: boolean
}

/** Running figures of a replay, in the book's currency. */
export interface Totals {
  parts: Attribution.Parts
  residual: number
  maxResidual: number
  start: number
  end: number
  peak: number
  maxDrawdown: number
  worstHealth: number
  worstEquityRatio: number
  worstDelta: number
  liquidations: number
  stopped: number
  gas: number
  fee: number
  slippage: number
  readonly deployment: Deployment.Tally
  readonly decisions: Record<Outcome, number>
  readonly plans: Record<PlanClass, number>
  readonly hoursAtLevel: Record<Level, number>
}

/** A book before its first decision. */
interface Begun {
  readonly policy: VenuesPolicy
  readonly start: VenuesState
}

/** The policy of `begun` gives the share of the capital that should be at work, its start what keeps capital from it; without it that is all of it. */
export function recorder(hours: number, currency: Attribution.Currency, begun?: Begun): Recorder {
  const policy = begun?.policy
  const totals = blank()
  let before: readonly Obstacle[] = []
  let left: readonly Leftover[] = []
  const events: Event[] = []
  const reel = tape(hours, policy?.mode.coin === 'BTC' ? 'BTC' : 'ETH')
  /** Decisions held back since the last plan, by what they are about: where their line stands. */
  const held = new Map<string, number>()
  const repeats: number[] = []
  let last: { readonly decision: VenuesDecision; readonly at: number } | null = null
  const isHeldAgain = (decision: VenuesDecision): boolean => {
    const at = last !== null && Line.isSame(decision, last.decision) ? last.at : held.get(Line.keyOf(decision))
    if (at === undefined) return false
    repeats[at] = (repeats[at] ?? 0) + 1
    last = { decision, at }
    return true
  }
  return {
    totals,
    tape: reel,
    obstacles: () => before,
    leftovers: () => left,
    events: () => events.map((event, at) => ({ ...event, repeats: repeats[at] ?? 0 })),
    hour(row, market, { state, parts, assessment, isSettled }) {
      const netAssets = isSettled ? assessment.figures.netAssets : Worth.netAssets(state, market)
      const unit = Attribution.unit(market, currency)
      const worth = netAssets / unit
      if (row === 0) {
        totals.deployment.target = policy === undefined ? 1 : Deployment.targetOf(state, market, policy)
        before = begun === undefined ? [] : obstacles(begun.start, market, begun.policy)
      }
      if (row === hours - 1 && policy !== undefined) left = leftovers(state, market, policy)
      Deployment.add(totals.deployment, row, {
        atWork: (netAssets - Deployment.idleWorth(state, market)) / unit,
        worth,
      })
      close(totals, row, { worth, parts })
      countLevel(totals.hoursAtLevel, assessment.level)
      extremes(totals, assessment)
      reel.add(row, market, { worth, parts: totals.parts, residual: totals.residual, assessment })
    },
    decision(market, decision) {
      countOutcome(totals.decisions, decision.outcome)
      if (decision.chosen !== null) totals.plans[decision.chosen.proposal.plan.class] += 1
      if (decision.weighed.length === 0 && decision.unavailable.length === 0 && decision.events.length === 0) {
        totals.deployment.quiet += 1
        return
      }
      if (decision.chosen === null && isHeldAgain(decision)) return
      const event = Line.ofDecision(decision, market, Attribution.unit(market, currency))
      if (event === null) return
      if (decision.chosen !== null) held.clear()
      else held.set(Line.keyOf(decision), events.length)
      last = decision.chosen === null ? { decision, at: events.length } : null
      events.push(event)
    },
    stopped(market, stop) {
      totals.stopped += 1
      events.push(Line.ofStop(market, stop))
    },
    liquidation(market, loss) {
      totals.liquidations += 1
      events.push(Line.ofLiquidation(market, loss))
    },
    cost({ gas, fee, slippage }, unit) {
      totals.gas += gas / unit
      totals.fee += fee / unit
      totals.slippage += slippage / unit
    },
  }
}

/** The books of an hour: what net assets changed by must be what was booked and revalued; the rest is the residual. */
function close(totals: Totals, row: number, { worth, parts }: { worth: number; parts: Attribution.Parts }): void {
  if (row === 0) {
    totals.start = worth - Attribution.sum(parts)
    totals.end = totals.start
    totals.peak = worth
  }
  const residual = worth - totals.end - Attribution.sum(parts)
  totals.residual += residual
  totals.maxResidual = Math.max(totals.maxResidual, Math.abs(residual / worth))
  Attribution.add(totals.parts, parts)
  totals.end = worth
  totals.peak = Math.max(totals.peak, worth)
  totals.maxDrawdown = Math.max(totals.maxDrawdown, 1 - worth / totals.peak)
}

/** One more hour at a level, the names written out as in `priceOf`. */
function countLevel(hours: Totals['hoursAtLevel'], level: Level): void {
  if (level === 'NORMAL') hours.NORMAL += 1
  else if (level === 'DRIFT') hours.DRIFT += 1
  else if (level === 'WARNING') hours.WARNING += 1
  else hours.CRITICAL += 1
}

function countOutcome(decisions: Totals['decisions'], outcome: Outcome): void {
  if (outcome === 'EXECUTE') decisions.EXECUTE += 1
  else if (outcome === 'NEUTRAL') decisions.NEUTRAL += 1
  else if (outcome === 'DEFER') decisions.DEFER += 1
  else decisions.ERROR += 1
}

function extremes(totals: Totals, { figures }: Assessment): void {
  for (const { health } of figures.loans) if (health < totals.worstHealth) totals.worstHealth = health
  for (const { equityRatio } of figures.exchanges)
    if (equityRatio < totals.worstEquityRatio) totals.worstEquityRatio = equityRatio
  const delta = Math.abs(figures.driftFraction)
  if (delta > Math.abs(totals.worstDelta)) totals.worstDelta = figures.driftFraction
}

function blank(): Totals {
  return {
    parts: Attribution.none(),
    residual: 0,
    maxResidual: 0,
    start: 0,
    end: 0,
    peak: 0,
    maxDrawdown: 0,
    worstHealth: Number.POSITIVE_INFINITY,
    worstEquityRatio: Number.POSITIVE_INFINITY,
    worstDelta: 0,
    liquidations: 0,
    stopped: 0,
    gas: 0,
    fee: 0,
    slippage: 0,
    deployment: Deployment.blank(),
    decisions: { EXECUTE: 0, NEUTRAL: 0, DEFER: 0, ERROR: 0 },
    plans: { SAFETY: 0, TARGET: 0, OPPORTUNISTIC: 0 },
    hoursAtLevel: { NORMAL: 0, DRIFT: 0, WARNING: 0, CRITICAL: 0 },
  }
}
