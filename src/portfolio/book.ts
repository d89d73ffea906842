import type { Instant } from '../units/time.ts'
import type { Applied } from './applied.ts'

/** What a book's room on this floor answers, under the same names in every book. */
export interface Book<State, Step, Market> extends Conduct<State, Step, Market> {
  readonly netAssets: (state: State, market: Market) => number
}

/** What it takes to carry out a book's steps. */
export interface Conduct<State, Step, Market> {
  readonly apply: (state: State, step: Step, market: Market) => Applied<State>
  /** Whether the world does the step by itself, so that a plan only waits for it; left out where it never does. */
  readonly isAwaited?: (step: Step) => boolean
  /** Until when a plan waits here, where the step is a wait that begins at `asOf`; left out where none is. */
  readonly until?: (step: Step, asOf: Instant) => Instant | null
}
