import { MODELS } from './attribution/models.ts'
import type { Model } from './rules.ts'

/** Gas of the accounting of one Transfer, both ends together. */
export interface Gas {
  /** One slot that changes from something to something else: 5000 − 2100 (EIP-2929). */
  readonly write: number
  /** All that is not a write, and is the same in every model. */
  readonly rest: number
}

/** The figures at which the attribution document's 8,900 and 14,700 come out. */
export const GAS: Gas = { write: 2900, rest: 3100 }

export interface Cost {
  readonly model: Model
  readonly source: number
  readonly destination: number
  readonly destinationOfBase: number
  /** The most slots that one side changes where earlier claims are cleared. */
  readonly clearing: number
  readonly gas: number
}

/** Writes and gas of one Transfer that clears no earlier claim, by model: rest + write · (source + destination). */
export const table = ({ write, rest }: Gas = GAS): readonly Cost[] =>
  NAMES.map((model) => {
    const { writes } = MODELS[model]
    return { model, ...writes, gas: rest + write * (writes.source + writes.destination) }
  })

const NAMES: readonly Model[] = ['vs-only', 'vb-vs', 'token-vb']
