import type { MeasureName } from '../../portfolio/measure.ts'
import { assess } from '../../portfolio/venues/risk.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** A transfer is neither too small to be worth its cost nor larger than one mistake may be; bounds inclusive (docs/rules/venues.md D22). */
export function size(examined: VenuesExamined): readonly Finding[] {
  const { before, after, step, policy, class: planClass } = examined
  if (step.kind !== 'venues.transfer') return []
  const sent = after.sent.at(-1)
  if (sent === undefined || before.sent === after.sent) return []
  const { transferMin, transferMax, emergencyMin } = policy.limits
  const least = planClass === 'SAFETY' ? Math.min(emergencyMin, transferMin) : transferMin
  const value = sent.value
  if (value >= least * ROUNDING && value <= transferMax * (1 + 1e-9)) return []
  const isSmall = value < least
  if (isSmall && value > 0 && planClass === 'SAFETY' && isCritical(examined)) return []
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

/** Where a loan or an exchange account is critical, the least size does not stand between a small sum and what it mends. */
function isCritical({ before, market, policy }: VenuesExamined): boolean {
  const measures = assess({ asOf: market.asOf, state: before, market }, policy).measures()
  return measures.some(({ name, level }) => level === 'CRITICAL' && MENDED.has(name))
}

/** Measures that money which arrives can mend. */
const MENDED: ReadonlySet<MeasureName> = new Set<MeasureName>(['health', 'ltv', 'equityRatio', 'marginHealth'])

/** A transfer planned at the least may arrive short of it by a fee or a tick; the most is never exceeded but for rounding. */
const ROUNDING = 1 - 1e-3
