import { hours } from '../backtest/venues/replay.ts'
import { VENUES_ROOMS, type VenuesRooms } from '../execution/venues.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import type { VenuesState } from '../portfolio/venues/state.ts'
import { HOUR_MS, instant } from '../units/time.ts'
import { path } from './path.ts'
import type { Outcome, Row } from './result.ts'
import { after, type Scenario } from './scenario.ts'
import type { Scene } from './shock.ts'
import { watch } from './watch.ts'

/** What every scenario is run with. */
export interface Trial {
  readonly policy: VenuesPolicy
  readonly flights: 'p50' | 'p95' | 'stress'
  /** Whose answers decide; without it the venues book's own. */
  readonly rooms?: VenuesRooms
}

/** Hours that follow the shock, in which the book may get safe. */
export const HELD = 24

/** The rooms of a book that is left alone. */
export const STILL: VenuesRooms = {
  ...VENUES_ROOMS,
  propose: () => [],
  respond: () => ({ proposals: [], events: [] }),
}

/** Walks the one cycle along the scenario: what it decides, what the venues do, and what becomes of the book. */
export function run(scene: Scene, scenario: Scenario, { policy, flights, rooms = VENUES_ROOMS }: Trial): Outcome {
  const struck = after(scenario, scene)
  const { from, to } = { from: scene.market, to: struck.market }
  const history = path({
    label: scenario.title,
    asOf: from.asOf,
    from,
    to,
    ramp: scenario.within,
    hold: HELD,
    accrues: true,
  })
  const listener = watch(policy)
  const walk = hours(
    { history, terms: to.terms, down: to.down, policy, start: struck.state, flights, rates: 'standing', rooms },
    listener,
  )
  while (walk.next().done !== true);
  return listener.outcome()
}

export function row(scene: Scene, scenario: Scenario, trial: Trial): Row {
  const { id, title, within, shocks } = scenario
  const { plans: _, blocked: __, ...idle } = run(scene, scenario, { ...trial, rooms: STILL })
  return { id, title, within, held: HELD, isPair: shocks.length > 1, ...run(scene, scenario, trial), idle }
}

/**
 * The book that the policy makes of a start when nothing happens at all: its own deployment on a market that stands still,
 * until nothing has been done for a day. It ends at the market's instant, so that what it sent is in the past.
 */
export function deployed(
  start: VenuesState,
  { market }: Pick<Scene, 'market'>,
  { policy, flights }: Trial,
): VenuesState {
  const asOf = instant(market.asOf - DEPLOYING_MAX * HOUR_MS)
  const still = { label: 'still', asOf, from: market, to: market, ramp: 0, hold: DEPLOYING_MAX, accrues: false }
  const listener = watch(policy)
  const setup = { history: path(still), terms: market.terms, policy, start, flights, rates: 'standing' as const }
  for (const _ of hours(setup, listener)) if (listener.quiet() > QUIET) break
  return listener.state() ?? start
}

const DEPLOYING_MAX = 240
const QUIET = 24
