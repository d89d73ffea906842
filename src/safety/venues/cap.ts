import { sized } from '../../units/text.ts'
import { HOUR_MS } from '../../units/time.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** What leaves a place within an hour and within a day is capped: a bug or a stolen key can only do so much (docs/rules/venues.md#D22). */
export function cap({ before, after, step, market, policy }: VenuesExamined): readonly Finding[] {
  if (step.kind !== 'venues.transfer' || before.sent === after.sent) return []
  let hour = 0
  let day = 0
  for (const { at, value } of after.sent) {
    const age = market.asOf - at
    if (age < 24 * HOUR_MS) day += value
    if (age < HOUR_MS) hour += value
  }
  const { perHour, perDay } = policy.limits
  const findings: Finding[] = []
  if (hour > perHour) findings.push(over('CAP_PER_HOUR', { sent: hour, most: perHour }))
  if (day > perDay) findings.push(over('CAP_PER_DAY', { sent: day, most: perDay }))
  return findings
}

function over(code: 'CAP_PER_HOUR' | 'CAP_PER_DAY', facts: { sent: number; most: number }): Finding {
  const span = code === 'CAP_PER_HOUR' ? 'an hour' : 'a day'
  return block(code, `More would be sent within ${span} than the policy allows`, {
    facts,
    lift: `Wait until less than ${sized(facts.most, 'down')} USD was sent within ${span}, or have the cap raised by a person.`,
  })
}
