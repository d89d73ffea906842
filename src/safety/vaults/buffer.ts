import { at } from '../../models/vault/table.ts'
import { dollars } from '../../units/dollars.ts'
import { type Finding, warn } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/** A plan that would close with a buffer below zero says so. It is no reason to stop: the vault borrows from the float of the others. */
export function buffer({ step, after, market: { config } }: VaultsExamined): readonly Finding[] {
  if (step.kind !== 'vaults.close') return []
  return config.vaults.flatMap((vault, v) => {
    const left = at(after.buffer, v)
    if (left >= 0n) return []
    return [
      warn('BUFFER_OVERDRAWN', `The buffer of ${vault} would end at ${dollars(left)}`, {
        facts: { vault, buffer: String(left) },
        lift: 'Let the vault burn pool units as soon as the pool gives them, or pay its claims in.',
      }),
    ]
  })
}
