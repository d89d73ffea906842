import type { Refused } from '../../units/refusal.ts'
import type { VaultsConfig } from './config.ts'
import { close } from './cycle/close.ts'
import { open } from './cycle/open.ts'
import type { CycleInput, Execution } from './input.ts'
import type { Journal, Opened } from './journal.ts'
import type { VaultsState } from './state.ts'

export interface Cycled {
  readonly ok: true
  readonly state: VaultsState
  readonly journal: Journal
}

/**
 * The twelve steps of one cycle as a pure function (docs/rules/vaults.md#cycle). The state is untouched when it refuses. The journal holds the
 * whole input: the same state and `journal.input` lead to the same state again, bit by bit.
 */
export function cycle(state: VaultsState, input: CycleInput, config: VaultsConfig): Cycled | Refused {
  const opened = open(state, input, config)
  return opened.ok ? closed(state, { input, opened }, config) : opened
}

/** A cycle whose open half is known: `opened` is what `open` answers to the same state and input. */
export interface Halfway {
  readonly input: CycleInput
  readonly opened: Opened
}

/** The close of such a cycle, which is not opened again: the same answer as `cycle`. */
export function closed(state: VaultsState, { input, opened }: Halfway, config: VaultsConfig): Cycled | Refused {
  const done = close({ state, opened, execution: input.execution, key: input.key }, config)
  if (!done.ok) return done
  return { ok: true, state: done.state, journal: { epoch: state.epoch, input, opened, closed: done.closed } }
}

/** Every order filled at the mark and free of fees: for simulations and forecasts. */
export const filled = ({ pool, hedges }: Pick<Opened, 'pool' | 'hedges'>): Execution => ({
  pool: { filled: pool.order, fee: 0n },
  hedges: hedges.map(({ order }) => ({ filled: order, fee: 0n })),
})
