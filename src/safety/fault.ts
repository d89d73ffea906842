import type { Unusable } from '../portfolio/unusable.ts'
import { block, type Finding, warn } from './finding.ts'

/** A fault of data: the one finding, in every book, for a figure that is missing or no number. */
export function dataFault({ figure, found }: Unusable): Finding {
  return warn('DATA_FAULT', `The ${figure} is ${found}, which is not a usable figure`, {
    facts: { figure, found },
    lift: 'Mend the feed. Until then nothing that rests on it raises an alarm, and no step touches it.',
  })
}

/** The same for a list, in its order. */
export const dataFaults = (unusable: readonly Unusable[]): readonly Finding[] => unusable.map(dataFault)

/** What a step would touch and nobody knows: its size and its cost would be made up. None where that is undefined. */
export function unknown(touched: Unusable | undefined): readonly Finding[] {
  if (touched === undefined) return []
  const { figure, found } = touched
  return [
    block('PRICE_UNKNOWN', `The ${figure} is not known, and the step would go by it`, {
      facts: { figure, found },
      lift: `Wait for a ${figure}; everything else may go on.`,
    }),
  ]
}
