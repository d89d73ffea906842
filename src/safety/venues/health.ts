import * as Loan from '../../portfolio/venues/loan.ts'
import { block, type Finding } from '../finding.ts'
import { isNoWorse, type VenuesExamined } from './examined.ts'

/** No step may leave a lending account below its warning level, unless it stood there before and the step does not make it worse. */
export function health({ before, after, market, policy }: VenuesExamined): readonly Finding[] {
  if (before.loans === after.loans) return []
  const findings: Finding[] = []
  const { warning } = policy.bounds.health
  for (let i = 0; i < after.loans.length; i++) {
    const now = after.loans[i]
    const then = before.loans[i]
    if (now === undefined || now === then) continue
    const { health: left } = Loan.of(now, market)
    const had = then === undefined ? Number.POSITIVE_INFINITY : Loan.of(then, market).health
    if (left >= warning || isNoWorse(left, had)) continue
    findings.push(
      block('HEALTH_TOO_LOW', `Lending account ${now.id} would fall below its warning level`, {
        facts: { health: left, before: had, warning },
        lift: 'Move less, or repay debt in the same plan first.',
      }),
    )
  }
  return findings
}
