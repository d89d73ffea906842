import type { Applied } from './applied.ts'

/** What a book's room on this floor answers, under the same names in every book. */
export interface Book<State, Step, Market> {
  readonly netAssets: (state: State, market: Market) => number
  readonly apply: (state: State, step: Step, market: Market) => Applied<State>
}
