import { decide } from '../execution/cycle.ts'
import { VENUES_ROOMS } from '../execution/venues.ts'
import { paid } from '../portfolio/cost.ts'
import { isAtLeast } from '../portfolio/measure.ts'
import type { Plan } from '../portfolio/plan.ts'
import { nextAlarms, withAlarms } from '../portfolio/venues/alarm.ts'
import { type Assessment, assess } from '../portfolio/venues/risk.ts'
import type { VenuesFlight, VenuesState } from '../portfolio/venues/state.ts'
import type { VenuesStep } from '../portfolio/venues/step.ts'
import * as Attribution from './attribution.ts'
import * as Execution from './execution.ts'
import { type Page, page } from './market.ts'
import { outlook } from './outlook.ts'
import { fund, pass } from './passage.ts'
import type { Listener } from './recorder.ts'
import { become, type Run, type Setup } from './run.ts'

/**
 * The cycle over history, hour by hour. Between two rows: what the venues did to the positions at the worst of the hour, and
 * what they gained. At a row: funding of positions held into it, flights that landed, the running plan's next stage, then a
 * decision on the figures of that row alone. Yields each row when it is done.
 */
export function* hours(setup: Setup, recorder: Listener): Generator<number, VenuesState> {
  const { policy, terms, down = [] } = setup
  const history = setup.rates === 'standing' ? setup.history : outlook(setup.history)
  const pages: readonly [Page, Page, Page] = [
    page(history, terms, down),
    page(history, terms, down),
    page(history, terms, down),
  ]
  const run: Run = {
    setup,
    recorder,
    currency: policy.mode.shareClass === 'ETH' ? 'ETH' : 'USD',
    now: pages[0],
    state: setup.start,
    lines: null,
    running: null,
    parts: Attribution.none(),
  }
  for (let row = 0; row < history.hours; row++) {
    const before = run.now
    run.now = pages[row % 2 === 0 ? 0 : 1]
    run.now.turn(row)
    Attribution.clear(run.parts)
    if (row > 0) {
      pass(run, row, { before, spare: pages[2] })
      fund(run, row)
    }
    const { assessment, state } = act(run)
    recorder.hour(row, run.now.market, {
      state: run.state,
      parts: run.parts,
      assessment,
      isSettled: state === run.state,
    })
    yield row
  }
  return run.state
}

/** Credits what landed, goes on with the running plan or decides anew, and answers the figures the decision was made on. */
function act(run: Run): { assessment: Assessment; state: VenuesState } {
  const { market } = run.now
  const { policy } = run.setup
  if (run.state.flights.length > 0) take(run, Execution.land(run.state, run.running, { market, landed: landedBy(run) }))
  goOn(run)
  const { state } = run
  const snapshot = { asOf: market.asOf, state, market }
  if (run.running !== null) {
    const assessment = assess(snapshot, policy)
    if (!isAtLeast(assessment.level, 'CRITICAL') || isEmergency(run.running.plan)) return { assessment, state }
    run.recorder.stopped(market, {
      plan: run.running.plan,
      findings: [],
      why: 'Something became critical while it was under way',
    })
    run.running = null
  }
  const decision = decide(snapshot, policy, run.setup.rooms ?? VENUES_ROOMS)
  run.recorder.decision(market, decision)
  become(run, withAlarms(run.state, nextAlarms(decision.assessment, snapshot, policy)))
  const decided = run.state
  run.running = Execution.begin(decision, run.state)
  goOn(run)
  return { assessment: decision.assessment, state: decided }
}

/** Whether a plan answers an emergency: nothing but the next decision after it takes its place. */
function isEmergency({ purpose }: Plan<VenuesStep>): boolean {
  return purpose.startsWith('EMERGENCY')
}

/** Takes every stage that waits for nothing. A stage that is stopped ends its plan; what is in flight lands by itself. */
function goOn(run: Run): void {
  const { market } = run.now
  while (run.running !== null && !Execution.isWaiting(run.running, run.state, landedBy(run))) {
    const { plan, next } = run.running
    const taken = Execution.stage(run.running, run.state, { market, policy: run.setup.policy })
    take(run, taken)
    if (taken.stopped.length > 0)
      run.recorder.stopped(market, { plan, findings: taken.stopped, why: 'A step was refused when it was to be taken' })
    run.running = taken.stopped.length > 0 || next + 1 >= plan.stages.length ? null : { ...run.running, next: next + 1 }
  }
}

function landedBy({ setup, now }: Run): (flight: VenuesFlight) => boolean {
  return (flight) => Execution.hasLanded(flight, now.market, setup.flights)
}

function take(run: Run, { state, costs }: Execution.Taken): void {
  become(run, state)
  const unit = Attribution.unit(run.now.market, run.currency)
  for (const cost of costs) {
    run.parts.transaction -= paid(cost) / unit
    run.recorder.cost(cost, unit)
  }
}
