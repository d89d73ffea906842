import * as Worth from '../../portfolio/venues/worth.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** No exchange holds more than its share of net assets, unrealised gains and capital on its way there included (docs/rules/venues.md#findings). */
export function exposure({ before, after, step, market, policy }: VenuesExamined): readonly Finding[] {
  if (step.kind !== 'venues.transfer' || step.to === 'WALLET') return []
  const netAssets = Worth.netAssets(after, market)
  const share = Worth.standing(step.to, after, market) / netAssets
  const most = policy.limits.exposureMax
  if (share <= most || share <= Worth.standing(step.to, before, market) / Worth.netAssets(before, market)) return []
  return [
    block('EXPOSURE_TOO_HIGH', `${step.to} would hold too much of the book`, {
      facts: { share, most },
      lift: 'Send to another exchange, or take out what is over target there first.',
    }),
  ]
}
