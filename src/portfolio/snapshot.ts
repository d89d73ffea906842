import type { Instant } from '../units/time.ts'

/** What is true at one instant. Everything a decision may look at is in here, flights included in the state; nothing else is. */
export interface Snapshot<State, Market> {
  readonly asOf: Instant
  readonly state: State
  readonly market: Market
}
