import type { VenuesDecision } from '../execution/venues.ts'
import { VENUES_ROOMS } from '../execution/venues.ts'
import type { Cost } from '../portfolio/applied.ts'
import type { Plan } from '../portfolio/plan.ts'
import { apply } from '../portfolio/venues/apply.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import type { VenuesFlight, VenuesState } from '../portfolio/venues/state.ts'
import type { VenuesStep } from '../portfolio/venues/step.ts'
import { examine, isBlocked } from '../safety/check.ts'
import { block, type Finding } from '../safety/finding.ts'

/** A plan under way: the stages that are left, and the book as it stood when it began. */
export interface Running {
  readonly plan: Plan<VenuesStep>
  readonly next: number
  readonly start: VenuesState
}

/** What taking a stage came to: the book, what it cost, and the findings that stopped it part-way, if any. */
export interface Taken {
  readonly state: VenuesState
  readonly costs: readonly Cost[]
  readonly stopped: readonly Finding[]
}

export interface World {
  readonly market: VenuesMarket
  readonly policy: VenuesPolicy
}

/** Begins the plan that a decision chose. */
export function begin({ chosen }: VenuesDecision, state: VenuesState): Running | null {
  return chosen === null ? null : { plan: chosen.proposal.plan, next: 0, start: state }
}

/** Takes the next stage step by step, every rule asked again with today's figures before each; the first block ends it. */
export function stage({ plan, next, start }: Running, state: VenuesState, { market, policy }: World): Taken {
  const steps = plan.stages[next] ?? []
  const costs: Cost[] = []
  let now = state
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]
    if (step === undefined) continue
    const applied = apply(now, step, market)
    if (!applied.ok) {
      const { code, detail, facts, lift } = applied.refusal
      return { state: now, costs, stopped: [block(code, detail, { facts, lift })] }
    }
    const foreseen = { before: now, after: applied.state, step, cost: applied.cost, endsStage: i === steps.length - 1 }
    const findings = examine(foreseen, start, {
      rules: VENUES_ROOMS.rules,
      now: market.asOf,
      market,
      policy,
      class: plan.class,
    })
    if (isBlocked(findings)) return { state: now, costs, stopped: findings }
    now = applied.state
    costs.push(applied.cost)
  }
  return { state: now, costs, stopped: [] }
}

/** Whether a flight has landed by now, by the duration that the replay takes for flights. */
export function hasLanded(
  flight: VenuesFlight,
  { asOf }: Pick<VenuesMarket, 'asOf'>,
  quantile: 'p50' | 'p95' | 'stress',
): boolean {
  return flight.eta[quantile] <= asOf
}

/** Whether a running plan still waits for something that it sent. */
export function isWaiting({ plan }: Running, state: VenuesState, landed: (flight: VenuesFlight) => boolean): boolean {
  return state.flights.some((flight) => flight.key.startsWith(plan.id) && !landed(flight))
}

/** Credits what has landed and belongs to no running plan: a plan that was stopped leaves nothing in flight. */
export function land(
  state: VenuesState,
  running: Running | null,
  { market, landed }: { market: VenuesMarket; landed: (flight: VenuesFlight) => boolean },
): Taken {
  const costs: Cost[] = []
  let now = state
  for (const flight of state.flights) {
    if (!landed(flight) || (running !== null && flight.key.startsWith(running.plan.id))) continue
    const applied = apply(now, { kind: 'venues.deposit', flight: flight.key }, market)
    if (!applied.ok) continue
    now = applied.state
    costs.push(applied.cost)
  }
  return { state: now, costs, stopped: [] }
}
