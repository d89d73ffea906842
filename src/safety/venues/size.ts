import { isDistressed } from '../../portfolio/venues/risk.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/**
 * A transfer is neither too small to be worth its cost nor larger than one mistake may be; bounds inclusive. Where an account is
 * distressed, the least size does not stand between a small sum and what it mends (docs/rules/venues.md#D22).
 */
export function size({ before, after, step, policy, market, class: planClass }: VenuesExamined): readonly Finding[] {
  if (step.kind !== 'venues.transfer') return []
  const sent = after.sent.at(-1)
  if (sent === undefined || before.sent === after.sent) return []
  const { transferMin, transferMax, emergencyMin } = policy.limits
  const isSafety = planClass === 'SAFETY'
  const least = isSafety ? Math.min(emergencyMin, transferMin) : transferMin
  const value = sent.value
  if (value >= least * ROUNDING && value <= transferMax * (1 + 1e-9)) return []
  const isSmall = value < least
  if (isSmall && value > 0 && isSafety && isDistressed({ asOf: market.asOf, state: before, market }, policy)) return []
  return [
    block(
      isSmall ? 'TRANSFER_TOO_SMALL' : 'TRANSFER_TOO_LARGE',
      `A transfer to ${step.to} is outside the size limits`,
      {
        facts: { value, least, most: transferMax },
        lift: isSmall
          ? `Send at least ${least} USD.`
          : `Split it into transfers of at most ${transferMax} USD, or raise limits.transferMax.`,
      },
    ),
  ]
}

/** A transfer planned at the least may arrive short of it by a fee or a tick; the most is never exceeded but for rounding. */
const ROUNDING = 1 - 1e-3
