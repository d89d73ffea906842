import { drive, type World } from '../../execution/drive.ts'
import type { Fact } from '../../execution/run.ts'
import { VENUES_ROOMS } from '../../execution/venues.ts'
import type { Cost } from '../../portfolio/applied.ts'
import { paid } from '../../portfolio/cost.ts'
import { apply } from '../../portfolio/venues/apply.ts'
import { VENUES } from '../../portfolio/venues/book.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesFlight, VenuesState } from '../../portfolio/venues/state.ts'
import { isSending, type VenuesStep } from '../../portfolio/venues/step.ts'
import * as Attribution from './attribution.ts'
import { become, type Run } from './run.ts'

/** Tells the run what happened. The venues of a replay fill every order at once and whole. */
export function happen(run: Run, fact: Fact<VenuesState, VenuesStep>): void {
  run.running = drive(run.running, fact, worldOf(run))
}

/**
 * What landed by now. The plan that sent it is told and goes on where all of its flights are down; what no plan waits for is
 * credited at once, so that a plan that was stopped leaves nothing in flight.
 */
export function land(run: Run): void {
  const landed = run.state.flights.filter((flight) => hasLanded(flight, run.now, run.setup.flights))
  const [own, other] = [
    landed.filter((flight) => isAwaited(run, flight)),
    landed.filter((flight) => !isAwaited(run, flight)),
  ]
  for (const flight of other) credit(run, flight)
  for (const { key } of own) {
    const order = run.running.open.find((each) => each.order.key === key)?.order
    if (order !== undefined) happen(run, { kind: 'landed', key: order.key })
  }
}

/** Whether the plan that is carried out sent it: a later stage credits it. */
function isAwaited({ running: { carried } }: Run, { key }: VenuesFlight): boolean {
  return carried?.plan.stages.some((steps) => steps.some((step) => isSending(step) && step.flight === key)) === true
}

/** Whether a flight has landed by now, by the duration that the replay takes for flights. */
function hasLanded(
  { eta }: VenuesFlight,
  { asOf }: Pick<VenuesMarket, 'asOf'>,
  quantile: 'p50' | 'p95' | 'stress',
): boolean {
  return eta[quantile] <= asOf
}

function credit(run: Run, { key }: VenuesFlight): void {
  const order = run.running.open.find((each) => each.order.key === key)?.order
  if (order !== undefined) happen(run, { kind: 'landed', key: order.key })
  const applied = apply(run.state, { kind: 'venues.deposit', flight: key }, run.now)
  if (applied.ok) take(run, applied)
}

function worldOf(run: Run): World<VenuesState, VenuesStep, VenuesMarket, VenuesPolicy> {
  const { now: market } = run
  return {
    scene: () => ({ asOf: market.asOf, state: run.state, market, policy: run.setup.policy, rooms: ROOMS }),
    submit: ({ order, foreseen }) => {
      take(run, foreseen)
      return { kind: 'filled', key: order.key, isFlying: isSending(order.step) }
    },
    ended: (plan, how, findings) => {
      const why = WHY[how]
      if (why !== null) run.recorder.stopped(market, { plan, findings, why })
    },
  }
}

/** What stopped a plan, in words; null where nothing did. */
const WHY = {
  done: null,
  stopped: 'A step was refused when it was to be taken',
  voided: 'What it had sent will not arrive',
  superseded: 'Something became critical while it was under way',
  abandoned: 'It was given up',
} as const

/** Rules of the house, whoever decides. */
const ROOMS = { book: VENUES, rules: VENUES_ROOMS.rules }

function take(run: Run, { state, cost }: { readonly state: VenuesState; readonly cost: Cost }): void {
  become(run, state)
  const unit = Attribution.unit(run.now, run.currency)
  run.parts.transaction -= paid(cost) / unit
  run.recorder.cost(cost, unit)
}
