import { since } from '../../units/time.ts'
import { block, type Finding, warn } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'

/** Orders need fresh prices; closing a direction does not wait for them. */
export function freshness({ now, market, policy, step, class: planClass }: ReserveExamined): readonly Finding[] {
  const age = since(market.asOf, now)
  if (age <= policy.ageMax || step.kind === 'reserve.wait') return []
  const say = planClass === 'SAFETY' ? warn : block
  return [
    say('DATA_STALE', 'Market data is older than the policy allows', {
      facts: { ageSeconds: age, most: policy.ageMax },
      lift: 'Wait for fresh data.',
    }),
  ]
}
