import { native } from '../../models/vault/sharePrice.ts'
import { at } from '../../models/vault/table.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { Applied } from '../applied.ts'
import { AT_ONCE, FREE } from '../cost.ts'
import { ownPrice } from './cycle/holding.ts'
import type { VaultsMarket } from './market.ts'
import type { VaultsState } from './state.ts'
import type { CloseStep } from './step.ts'
import { type Underway, units } from './underway.ts'

/** Ends a cycle with what its steps moved. Buffers go back to tokens rounded up, so that their worth is what was booked. */
export function close(state: Underway, { deploy }: CloseStep, { config }: VaultsMarket): Applied<Underway> {
  const { from, input, opened } = state
  const broke = state.buffer.findIndex((float) => float < 0n)
  if (broke !== -1) return overdrawn(config.vaults[broke] ?? '', at(state.buffer, broke))
  const next: VaultsState = {
    epoch: from.epoch + 1,
    key: input.key,
    marks: opened.marks,
    buffer: state.buffer.map((float, v) => native(float, ownPrice(config, opened.marks.prices, v), 'up')),
    units: units(state),
    external: state.external,
    equity: state.equity,
    internal: state.internal,
    shares: opened.shares,
    highWater: opened.highWater,
    deployed: opened.wanted,
    shortfall: opened.marking.shortfall,
  }
  const after = { ...state, input: deploy === null ? input : { ...input, deploy }, next }
  return { ok: true, state: after, cost: FREE, times: AT_ONCE, postings: [] }
}

const overdrawn = (vault: string, float: bigint): Refused =>
  refuse('NEGATIVE_BUFFER', `The buffer of ${vault} would be below zero at the close.`, {
    facts: { vault, buffer: String(float) },
    lift: 'Burn more pool units of this vault, top up its buffer, or let a withdrawal wait for the next cycle.',
  })
