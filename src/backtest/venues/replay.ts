import { decide } from '../../execution/cycle.ts'
import { IDLE } from '../../execution/run.ts'
import { VENUES_ROOMS } from '../../execution/venues.ts'
import { isAtLeast } from '../../portfolio/measure.ts'
import { nextAlarms, withAlarms } from '../../portfolio/venues/alarm.ts'
import { type Assessment, assess } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import * as Attribution from './attribution.ts'
import * as Execution from './execution.ts'
import { markets } from './market.ts'
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
  const at = markets(history, terms, down)
  const run: Run = {
    setup,
    recorder,
    currency: policy.mode.shareClass === 'ETH' ? 'ETH' : 'USD',
    now: at(0),
    at,
    state: setup.start,
    lines: null,
    running: IDLE,
    parts: Attribution.none(),
  }
  for (let row = 0; row < history.hours; row++) {
    const before = run.now
    run.now = at(row)
    Attribution.clear(run.parts)
    if (row > 0) {
      pass(run, row, before)
      fund(run, row)
    }
    const { assessment, state } = act(run)
    recorder.hour(row, run.now, {
      state: run.state,
      parts: run.parts,
      assessment,
      isSettled: state === run.state,
    })
    yield row
  }
  return run.state
}

/** Credits what landed, goes on with the plan under way or decides anew, and answers the figures the decision was made on. */
function act(run: Run): { assessment: Assessment; state: VenuesState } {
  const { now: market } = run
  const { policy } = run.setup
  if (run.state.flights.length > 0) Execution.land(run)
  if (run.running.carried !== null) Execution.happen(run, TICKED)
  const { state } = run
  const snapshot = { asOf: market.asOf, state, market }
  const { carried } = run.running
  if (carried !== null) {
    const assessment = assess(snapshot, policy)
    if (!isAtLeast(assessment.level, 'CRITICAL') || carried.plan.urgency === 'emergency') return { assessment, state }
    Execution.happen(run, { kind: 'ended', plan: carried.plan.id, how: 'superseded', findings: [] })
  }
  const decision = decide(snapshot, policy, run.setup.rooms ?? VENUES_ROOMS)
  run.recorder.decision(market, decision)
  become(run, withAlarms(run.state, nextAlarms(decision.assessment, snapshot, policy)))
  const decided = run.state
  if (decision.chosen !== null)
    Execution.happen(run, { kind: 'decided', plan: decision.chosen.proposal.plan, start: decided })
  return { assessment: decision.assessment, state: decided }
}

const TICKED = { kind: 'ticked' } as const
