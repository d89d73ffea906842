import { since } from '../../units/time.ts'
import { block, type Finding } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/** Nothing is traded, booked or closed at old prices or at prices that are none (docs/rules/vaults.md#guards). */
export function freshness({ now, market, policy, after }: VaultsExamined): readonly Finding[] {
  const findings: Finding[] = []
  const age = since(market.asOf, now)
  if (age > policy.ageMax)
    findings.push(
      block('DATA_STALE', 'Market data is older than the policy allows', {
        facts: { ageSeconds: age, most: policy.ageMax },
        lift: 'Wait for fresh data.',
      }),
    )
  const { prices, poolPrice } = after.opened.marks
  const bad = [...market.config.assets, 'pool'].find((_, a) => ([...prices, poolPrice][a] ?? 0n) <= 0n)
  if (bad !== undefined)
    findings.push(
      block('PRICE_NOT_USABLE', `${bad} would be marked at an invalid price`, {
        facts: { instrument: bad },
        lift: `Wait for a price of ${bad}.`,
      }),
    )
  return findings
}
