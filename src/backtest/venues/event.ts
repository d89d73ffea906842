import { rationale } from '../../execution/cycle.ts'
import type { VenuesDecision } from '../../execution/venues.ts'
import { paid } from '../../portfolio/cost.ts'
import type { Plan } from '../../portfolio/plan.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { phrase } from '../../portfolio/venues/phrase.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import type { Finding } from '../../safety/finding.ts'
import { format } from '../../units/time.ts'
import type { Event } from './result.ts'

/** The line of a decision: the plan begun, or what was held back; null where there was nothing to decide. `unit` is USD per unit of the book's currency. */
export function ofDecision(decision: VenuesDecision, { asOf }: VenuesMarket, unit: number): Event | null {
  const { chosen, assessment, outcome } = decision
  const base = {
    at: format(asOf),
    rationale: rationale(decision),
    level: assessment.level,
    repeats: 0,
    emergency: decision.events.length === 0 ? null : decision.events,
  }
  if (chosen !== null) {
    const { plan, forecast, moved } = chosen.proposal
    const steps = forecast.steps.map(({ step, before }) => phrase(step, before.flights))
    return {
      ...base,
      kind: 'plan',
      class: plan.class,
      purpose: plan.purpose,
      moved: moved / unit,
      cost: paid(forecast.cost) / unit,
      steps,
      findings: chosen.findings.map(short),
    }
  }
  const first = decision.weighed[0]
  const missing = decision.unavailable[0]
  if (first === undefined && missing === undefined) return decision.events.length === 0 ? null : alert(base, decision)
  const planClass = first?.proposal.plan.class ?? missing?.class ?? null
  const findings = [
    ...decision.weighed.flatMap((weighed) => weighed.findings),
    ...decision.unavailable.map(({ refusal }) => ({ ...refusal, severity: 'block' as const })),
  ]
  return {
    ...base,
    kind: outcome === 'ERROR' ? 'error' : 'defer',
    class: planClass,
    purpose: first?.proposal.plan.purpose ?? missing?.purpose ?? '',
    moved: (first?.proposal.moved ?? 0) / unit,
    cost: first === undefined ? 0 : paid(first.proposal.forecast.cost) / unit,
    steps: [],
    findings: findings.map(short),
  }
}

/** A decision without a plan that has something to tell: a state of the world, or help that is on its way. */
function alert(
  base: Pick<Event, 'at' | 'rationale' | 'level' | 'repeats' | 'emergency'>,
  { events }: VenuesDecision,
): Event {
  const said = events.map(({ kind, cause, place }) => `${kind === 'RISK_ALERT' ? cause : kind} ${place}`).join(', ')
  return { ...base, kind: 'alert', class: null, purpose: `Alert: ${said}`, moved: 0, cost: 0, steps: [], findings: [] }
}

export function ofLiquidation(
  { asOf }: VenuesMarket,
  { place, detail, lost }: { place: string; detail: string; lost: number },
): Event {
  return {
    at: format(asOf),
    kind: 'liquidation',
    class: null,
    purpose: `Liquidation at ${place}`,
    rationale: detail,
    level: 'CRITICAL',
    moved: 0,
    cost: lost,
    steps: [],
    findings: [],
    repeats: 0,
    emergency: null,
  }
}

export function ofStop(
  { asOf }: VenuesMarket,
  { plan, findings, why }: { plan: Plan<VenuesStep>; findings: readonly Finding[]; why: string },
): Event {
  return {
    at: format(asOf),
    kind: 'stopped',
    class: plan.class,
    purpose: plan.purpose,
    rationale: why,
    level: 'NORMAL',
    moved: 0,
    cost: 0,
    steps: [],
    findings: findings.map(short),
    repeats: 0,
    emergency: null,
  }
}

/** What a held-back decision is about, cheap to tell: the same purposes held back by the same codes are one line with a count. */
export function keyOf({ weighed, unavailable, outcome, events }: VenuesDecision): string {
  let key: string = outcome
  for (const { kind, cause, place } of events) key += ` ${kind} ${cause === 'STANDING' ? 'CRITICAL' : cause} ${place}`
  for (const { proposal, findings } of weighed) key += ` ${proposal.plan.purpose} ${findings[0]?.code ?? ''}`
  for (const { purpose, refusal } of unavailable) key += ` ${purpose} ${refusal.code}`
  return key
}

/** Whether two decisions hold back the same purposes for the same codes: `keyOf` without the string. */
export function isSame(a: VenuesDecision, b: VenuesDecision): boolean {
  if (a.events.length > 0 || b.events.length > 0) return false
  if (a.weighed.length > 0 || b.weighed.length > 0 || a.unavailable.length !== b.unavailable.length) return false
  for (let i = 0; i < a.unavailable.length; i++) {
    const [one, other] = [a.unavailable[i], b.unavailable[i]]
    if (one?.purpose !== other?.purpose || one?.refusal.code !== other?.refusal.code) return false
  }
  return true
}

function short({
  code,
  severity,
  detail,
  lift,
}: Pick<Finding, 'code' | 'severity' | 'detail' | 'lift'>): Event['findings'][number] {
  return { code, severity, detail, lift }
}
