import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { touched, unknownOf } from '../../portfolio/venues/unknown.ts'
import { block, type Finding, warn } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** No step may touch a figure of the market that is missing or no number: its size and its cost would be made up. */
export function price({ step, market }: VenuesExamined): readonly Finding[] {
  const found = touched(step, unknownOf(market))
  if (found === undefined) return []
  return [
    block('PRICE_UNKNOWN', `The ${found.figure} is not known, and the step would go by it`, {
      facts: { figure: found.figure, found: String(found.value) },
      lift: `Wait for a ${found.figure}; everything else may go on.`,
    }),
  ]
}

/** What a market does not know, a finding for each figure. */
export function faults(market: VenuesMarket): readonly Finding[] {
  return unknownOf(market).map(({ figure, value }) =>
    warn('DATA_FAULT', `The ${figure} is ${value}, which is not a usable figure`, {
      facts: { figure, found: String(value) },
      lift: 'Mend the feed. Until then a stand-in is taken for net assets; nothing that rests on it raises an alarm, and no step touches it.',
    }),
  )
}
