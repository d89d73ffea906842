import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { since } from '../../units/time.ts'
import { block, type Finding, warn } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** Routine moves wait while USDT is off its peg or gas is dear; what is needed for safety is only warned about (docs/rules/venues.md#D30). */
export function freshness({ step, cost, now, market, policy, class: planClass }: VenuesExamined): readonly Finding[] {
  const say = planClass === 'SAFETY' ? warn : block
  const findings: Finding[] = []
  const off = Math.abs(market.price.USDT - 1)
  if (!(off <= policy.bounds.peg.warning))
    findings.push(
      say('USDT_OFF_PEG', 'USDT is off its peg', {
        facts: { usdtUsd: market.price.USDT, tolerance: policy.bounds.peg.warning },
        lift: 'Wait until it is back, or widen levels.peg.',
      }),
    )
  if (cost.gas > 0 && market.gas > policy.limits.gasMax)
    findings.push(
      say('GAS_TOO_DEAR', 'Gas is above what a routine move may pay', {
        facts: { gwei: market.gas, most: policy.limits.gasMax },
        lift: 'Wait for cheaper gas, or raise limits.gasMax.',
      }),
    )
  const age = since(market.asOf, now)
  if (age > policy.limits.ageMax && step.kind !== 'venues.deposit')
    findings.push(
      (isReducing(step) ? warn : say)('DATA_STALE', 'Market data is older than the policy allows', {
        facts: { ageSeconds: age, most: policy.limits.ageMax },
        lift: 'Wait for fresh data; only what reduces risk goes on without it.',
      }),
    )
  return findings
}

/** Steps that owe less, hold less or back more: what goes on without fresh data. */
function isReducing({ kind }: VenuesStep): boolean {
  return (
    kind === 'venues.supply' ||
    kind === 'venues.repay' ||
    kind === 'venues.deleverage' ||
    kind === 'venues.closePerp' ||
    kind === 'venues.internalTransfer'
  )
}
