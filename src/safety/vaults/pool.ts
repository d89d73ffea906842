import { abs } from '../../models/vault/table.ts'
import { dollars } from '../../units/dollars.ts'
import { block, type Finding } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/** The pool takes and gives what it has room for, and gives nothing while it is locked. */
export function pool({ step, market: { pool: side } }: VaultsExamined): readonly Finding[] {
  if (step.kind !== 'vaults.mint' && step.kind !== 'vaults.burn' && step.kind !== 'vaults.request') return []
  const isIn = step.kind === 'vaults.mint' || (step.kind === 'vaults.request' && step.amount > 0n)
  const amount = abs(step.amount)
  const most = isIn ? side.mintMax : side.burnMax
  const to = isIn ? 'go into the pool' : 'come out of the pool'
  const findings: Finding[] = []
  if (!isIn && side.locked > 0n)
    findings.push(
      block('POOL_LOCKED', 'Units would be burnt so soon after a mint that the pool does not let them go', {
        facts: { seconds: String(side.locked) },
        lift: 'Wait, or cross among the vaults.',
      }),
    )
  if (most !== null && amount > most)
    findings.push(
      block('POOL_CAPACITY', `${dollars(amount)} would ${to}, which has room for ${dollars(most)}`, {
        facts: { asked: String(amount), capacity: String(most) },
        lift: 'Do it in parts, or wait for capacity.',
      }),
    )
  return findings
}
