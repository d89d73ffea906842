import { since } from '../../units/time.ts'
import { block, warn } from '../finding.ts'
import { isSend, type PoolRule } from './examined.ts'

/**
 * Nothing is sent on old prices; a Transfer for safety is, with a warning, for it takes its shares along. A Sync of a wrong size moves worth between
 * holders and waits always. What comes home, or lands, waits for nothing.
 */
export const freshness: PoolRule = ({ step, now, market, policy, class: planClass }) => {
  const age = since(market.asOf, now)
  if (!isSend(step) || (age >= 0 && age <= policy.limits.ageMax)) return []
  const say = planClass === 'SAFETY' && step.kind === 'pool.transfer' && age >= 0 ? warn : block
  return [
    say('DATA_STALE', 'Prices are older than the policy allows, or of a time to come', {
      facts: { ageSeconds: age, most: policy.limits.ageMax },
      lift: 'Wait for fresh prices.',
    }),
  ]
}
