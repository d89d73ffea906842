import { paid } from '../../portfolio/cost.ts'
import * as Worth from '../../portfolio/venues/worth.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** A step changes net assets by its stated cost and by nothing else: the pin that holds `apply`, planner and safety together. */
export function conservation({ before, after, cost, market }: VenuesExamined): readonly Finding[] {
  const had = Worth.netAssets(before, market)
  const lost = had - Worth.netAssets(after, market)
  const stated = paid(cost)
  if (Math.abs(lost - stated) <= TOLERANCE * Math.max(1, Math.abs(had))) return []
  return [
    block('NOT_CONSERVED', 'Net assets would change by something other than the stated cost', {
      facts: { lost, stated },
      lift: 'This is a fault of the engine: do not act on this plan, and report it.',
    }),
  ]
}

/** Relative to net assets: what float64 may lose in a sum over all positions. */
const TOLERANCE = 1e-9
