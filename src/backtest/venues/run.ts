import type { Running } from '../../execution/run.ts'
import type { VenuesRooms } from '../../execution/venues.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Place } from '../../portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import type { Terms } from '../../portfolio/venues/terms.ts'
import type { History } from '../../ports/history.ts'
import * as Attribution from './attribution.ts'
import type { Listener } from './recorder.ts'

/** What a replay runs: a history, a book at its start, the policy, and how long flights take. */
export interface Setup {
  readonly history: History
  readonly terms: Terms
  readonly policy: VenuesPolicy
  readonly start: VenuesState
  readonly flights: 'p50' | 'p95' | 'stress'
  /** Venues that answer to nothing, all the time. */
  readonly down?: readonly Place[]
  /** Lending rates that decisions see: a week's median, as in all that runs for long, or each as it stands. */
  readonly rates?: 'median' | 'standing'
  /** Whose answers decide; without it the venues book's own. */
  readonly rooms?: VenuesRooms
}

/** A replay under way: the market it stands at, the book and its lines, what is under way, and this hour's parts. */
export interface Run {
  readonly setup: Setup
  readonly recorder: Listener
  readonly currency: Attribution.Currency
  /** The market of the hour it stands at. */
  now: VenuesMarket
  /** The market of any hour of its history. */
  readonly at: (row: number) => VenuesMarket
  state: VenuesState
  lines: Attribution.Lines | null
  running: Running<VenuesState, VenuesStep>
  readonly parts: Attribution.Parts
}

/** Puts a new state into a run; its lines are made when they are next asked for. */
export function become(run: Run, state: VenuesState): void {
  if (state === run.state) return
  run.state = state
  run.lines = null
}

export function linesOf(run: Run): Attribution.Lines {
  run.lines ??= Attribution.lines(run.state)
  return run.lines
}
