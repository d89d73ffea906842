import { tradedBy } from '../../portfolio/venues/traded.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** A trade may not lose more to execution than the policy allows, as a fraction of what is traded. */
export function slippage({ before, after, step, cost, market, policy }: VenuesExamined): readonly Finding[] {
  const traded = tradedBy(step, { before, after }, market)
  if (traded === 0) return []
  const loss = cost.slippage / traded
  const most = policy.limits.slippageMax
  if (loss <= most) return []
  return [
    block('SLIPPAGE_TOO_HIGH', 'A trade would lose too much to execution', {
      facts: { loss, most, traded },
      lift: 'Trade less at once, wait for a deeper market, or raise limits.slippageMax.',
    }),
  ]
}
