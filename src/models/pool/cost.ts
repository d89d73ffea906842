import { MODELS } from './attribution/models.ts'
import type { Model } from './rules.ts'

/** Gas of one booking: a Transfer has one at its source and one at its destination. */
export interface Gas {
  /** One slot that changes from something to something else: 5000 − 2100 (EIP-2929). */
  readonly perWrite: number
  /** All that is not a write, and is the same in every model. */
  readonly fixed: number
}

/** A booking of one slot is 8,900, and one of three, as at a destination, 14,700. */
export const GAS: Gas = { perWrite: 2900, fixed: 6000 }

/** Of so many bookings that wrote so many slots. */
export const gasOf = (bookings: number, slots: number, { perWrite, fixed }: Gas): number =>
  bookings * fixed + slots * perWrite

export interface Cost {
  readonly model: Model
  /** Slots written. */
  readonly source: number
  readonly destination: number
  readonly destinationOfBase: number
  /** The most slots that one side changes where earlier claims are cleared. */
  readonly clearing: number
  readonly gas: { readonly source: number; readonly destination: number }
}

/** Writes and gas of a Transfer that clears no earlier claim, by model. */
export const table = (gas: Gas = GAS): readonly Cost[] =>
  NAMES.map((model) => {
    const { writes } = MODELS[model]
    const { source, destination } = writes
    return { model, ...writes, gas: { source: gasOf(1, source, gas), destination: gasOf(1, destination, gas) } }
  })

const NAMES: readonly Model[] = ['vs-only', 'vb-vs', 'token-vb']
