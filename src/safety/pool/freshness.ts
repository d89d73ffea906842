import { since } from '../../units/time.ts'
import { block, warn } from '../finding.ts'
import { isSend, type PoolRule } from './examined.ts'

/** Nothing is sent on old prices; where it is for safety, that is only said. What comes home, or lands, waits for nothing. */
export const freshness: PoolRule = ({ step, now, market, policy, class: planClass }) => {
  const age = since(market.asOf, now)
  if (!isSend(step) || (age >= 0 && age <= policy.limits.ageMax)) return []
  const say = planClass === 'SAFETY' && age >= 0 ? warn : block
  return [
    say('DATA_STALE', 'Prices are older than the policy allows, or of a time to come', {
      facts: { ageSeconds: age, most: policy.limits.ageMax },
      lift: 'Wait for fresh prices.',
    }),
  ]
}
