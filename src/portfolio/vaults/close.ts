import type { Applied } from '../applied.ts'
import { AT_ONCE, FREE } from '../cost.ts'
import { ended } from './cycle/close.ts'
import type { VaultsMarket } from './market.ts'
import type { CloseStep } from './step.ts'
import { type Underway, units } from './underway.ts'

/** Ends a cycle with what its steps moved. */
export function close(state: Underway, { deploy }: CloseStep, { config }: VaultsMarket): Applied<Underway> {
  const { from, input, opened, buffer, external, equity, internal, asked } = state
  const left = { buffer, units: units(state), external, equity, internal, asked }
  const next = ended({ from, opened, key: input.key }, left, config)
  const after = { ...state, input: deploy === null ? input : { ...input, deploy }, next }
  return { ok: true, state: after, cost: FREE, times: AT_ONCE, postings: [] }
}
