import * as BreakEven from '../models/yield/breakeven.ts'
import { paid, total } from '../portfolio/cost.ts'
import type { Level } from '../portfolio/measure.ts'
import type { PlanClass } from '../portfolio/plan.ts'
import type { DecisionPolicy } from '../portfolio/policy.ts'
import { type Usd, usd } from '../units/estimate.ts'
import type { Offered } from './proposal.ts'

/** EXECUTE it, leave it as NEUTRAL, DEFER it because it loses, or ERROR: it could not be judged. */
export type Outcome = 'EXECUTE' | 'NEUTRAL' | 'DEFER' | 'ERROR'

/** What a proposal is worth doing for. Figures are in USD; `breakEvenDays` is null when income does not rise. */
export interface Verdict {
  readonly outcome: Outcome
  readonly rule: DecisionPolicy['rule'] | 'bands' | 'safety'
  readonly yieldPerYear: Usd
  readonly horizonDays: number
  readonly benefit: Usd
  readonly cost: Usd
  readonly costBps: number
  readonly netBenefit: Usd
  readonly hurdle: Usd
  readonly breakEvenDays: number | null
  readonly rationale: string
}

/**
 * Judges a proposal. SAFETY runs when its cost is within its cap, or whatever it costs once something is critical; the rest
 * by the gain over the horizon against the cost and a hurdle, by the literal inequalities, or, in a mode without
 * an optimizer, by its band alone with a cap on the cost. Source: docs/rules/venues.md#D1, #D3, #D5, #D7, #D29.
 */
export function judge<State, Step>(
  proposal: Offered<State, Step>,
  policy: DecisionPolicy,
  { hasOptimizer, level }: Setting,
): Verdict {
  const figures = weigh(proposal, policy)
  const planClass = proposal.plan.class
  if (!isKnown(figures)) return unknown(figures, planClass)
  if (planClass === 'SAFETY') return safety(figures, policy, level === 'CRITICAL')
  if (planClass === 'TARGET' && !hasOptimizer) return bands(figures, policy, level)
  return policy.rule === 'literal'
    ? literal(figures)
    : overHorizon(figures, planClass === 'TARGET' ? policy.hurdle.target : policy.hurdle.opportunistic)
}

/** The literal rule on its two figures, USD a year and USD once (docs/rules/venues.md#D1, #D2). */
export function literalOutcome(yieldPerYear: number, cost: number): 'EXECUTE' | 'NEUTRAL' | 'DEFER' {
  if (yieldPerYear > cost) return 'EXECUTE'
  return Math.abs(yieldPerYear) < cost * 0.5 ? 'NEUTRAL' : 'DEFER'
}

/** The horizon rule on the same two figures (docs/rules/venues.md#D1). A move that costs nothing and loses nothing is made. */
export function horizonOutcome(netBenefit: number, hurdle: number): 'EXECUTE' | 'NEUTRAL' | 'DEFER' {
  if (netBenefit > hurdle || (netBenefit === 0 && hurdle === 0)) return 'EXECUTE'
  return netBenefit < -hurdle ? 'DEFER' : 'NEUTRAL'
}

/** Whether a move with this gain and this cost could be judged EXECUTE: the same sums as `judge`, before there is a plan. */
export function mayClear({ yieldPerYear, cost, lifetime, hurdle }: Prospect, policy: DecisionPolicy): boolean {
  if (policy.rule === 'literal') return yieldPerYear > cost
  const benefit = BreakEven.benefit(usd(yieldPerYear), Math.min(policy.horizonDays, lifetime))
  return horizonOutcome(benefit - cost, hurdle * cost) === 'EXECUTE'
}

function weigh<State, Step>(
  { before, after, forecast, moved, lifetime }: Offered<State, Step>,
  policy: DecisionPolicy,
): Figures {
  const horizonDays = policy.rule === 'literal' ? 365 : Math.min(policy.horizonDays, lifetime)
  const yieldPerYear = usd(after.total - before.total)
  const cost = total(forecast.cost)
  const benefit = BreakEven.benefit(yieldPerYear, horizonDays)
  return {
    yieldPerYear,
    horizonDays,
    benefit,
    cost,
    costBps: BreakEven.costBps(usd(paid(forecast.cost)), moved),
    netBenefit: usd(benefit - cost),
    breakEvenDays: BreakEven.breakEvenDays(cost, yieldPerYear),
  }
}

/** Whether there is something to judge by: a NaN would pass for NEUTRAL, since it is neither above nor below anything. */
function isKnown({ cost, yieldPerYear, benefit, costBps }: Figures): boolean {
  return [cost, yieldPerYear, benefit].every(Number.isFinite) && !Number.isNaN(costBps)
}

function safety(figures: Figures, { costMax }: DecisionPolicy, isCritical: boolean): Verdict {
  const capBps = costMax.safety * 1e4
  const may = isCritical || figures.costBps <= capBps
  const why = may
    ? `Safety first: ${isCritical ? 'something is critical' : within(figures, capBps)}`
    : `Costs ${costOf(figures)}, above the safety cap of ${capBps.toFixed(0)} bps`
  return { ...figures, outcome: may ? 'EXECUTE' : 'DEFER', rule: 'safety', hurdle: usd(0), rationale: why }
}

/** A cap of all that is moved is none, and is not named. */
function within({ costBps }: Figures, capBps: number): string {
  const cost = `cost ${costBps.toFixed(1)} bps`
  return capBps < 1e4 ? `${cost} is within the cap of ${capBps.toFixed(0)} bps` : `${cost} of what it moves`
}

/** A cost without anything moved is a sum, and no share of anything. */
function costOf({ cost, costBps }: Figures): string {
  return Number.isFinite(costBps) ? `${costBps.toFixed(1)} bps` : `${money(cost)} and moves nothing`
}

function bands(figures: Figures, { costMax }: DecisionPolicy, level: Level): Verdict {
  const capBps = costMax.target * 1e4
  const may = figures.costBps <= capBps
  const cause = level === 'NORMAL' ? 'Within its bands, off its targets' : 'Out of its band'
  const why = may
    ? `${cause}; ${within(figures, capBps)}`
    : `${cause}, but it costs ${costOf(figures)}, above the cap of ${capBps.toFixed(0)} bps`
  return { ...figures, outcome: may ? 'EXECUTE' : 'DEFER', rule: 'bands', hurdle: usd(0), rationale: why }
}

function overHorizon(figures: Figures, multiple: number): Verdict {
  const hurdle = usd(multiple * figures.cost)
  const outcome = horizonOutcome(figures.netBenefit, hurdle)
  return { ...figures, outcome, rule: 'horizon', hurdle, rationale: reason(outcome, figures, hurdle) }
}

function reason(outcome: 'EXECUTE' | 'NEUTRAL' | 'DEFER', figures: Figures, hurdle: Usd): string {
  const days = figures.horizonDays.toFixed(0)
  const gain = `${money(figures.benefit)} over ${days} days for ${money(figures.cost)}`
  switch (outcome) {
    case 'EXECUTE':
      return `Gains ${gain}; pays back in ${figures.breakEvenDays?.toFixed(1) ?? '0'} days`
    case 'NEUTRAL':
      return `${gain}: the net ${money(figures.netBenefit)} does not clear the hurdle of ${money(hurdle)}`
    case 'DEFER':
      return `${gain}: the net ${money(figures.netBenefit)} is below the hurdle of ${money(hurdle)}`
  }
}

/** The literal outcomes, with a reason that fits the sign (docs/rules/venues.md#D2). */
function literal(figures: Figures): Verdict {
  const outcome = literalOutcome(figures.yieldPerYear, figures.cost)
  const change = `${money(figures.yieldPerYear)} a year against a cost of ${money(figures.cost)}`
  const deferred =
    figures.yieldPerYear > 0 ? 'gains less than it costs' : figures.yieldPerYear < 0 ? 'loses yield' : 'changes nothing'
  const text = {
    EXECUTE: `Long-term benefit: ${change}`,
    NEUTRAL: `Minimal impact: ${change}`,
    DEFER: `Not now, it ${deferred}: ${change}`,
  }
  return { ...figures, outcome, rule: 'literal', hurdle: figures.cost, rationale: text[outcome] }
}

function unknown(figures: Figures, planClass: PlanClass): Verdict {
  const goes = planClass === 'SAFETY'
  return {
    ...figures,
    outcome: goes ? 'EXECUTE' : 'ERROR',
    rule: 'safety',
    hurdle: usd(0),
    rationale: goes ? 'Safety on rules alone: its gain could not be computed' : 'Its gain could not be computed',
  }
}

function money(value: number): string {
  const sign = value < 0 ? '−' : ''
  const digits = Math.abs(value) >= 1000 ? 0 : 2
  // By hand: a replay says this at every hour that it looks at a move, and a locale costs a hundred times as much.
  return `${sign}${Math.abs(value).toFixed(digits).replace(THOUSANDS, ',')} USD`
}

const THOUSANDS = /\B(?=(?:\d{3})+(?!\d))/g

type Figures = Omit<Verdict, 'outcome' | 'rule' | 'hurdle' | 'rationale'>

interface Prospect {
  readonly yieldPerYear: number
  readonly cost: number
  readonly lifetime: number
  readonly hurdle: number
}

interface Setting {
  readonly hasOptimizer: boolean
  /** The worst level of the book now. */
  readonly level: Level
}
