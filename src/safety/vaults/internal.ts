import { column, sum } from '../../models/vault/table.ts'
import { block, type Finding } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/** What one vault is long another is short: internal deltas sum to zero for every asset (docs/rules/vaults.md#state). */
export function internal({ step, after, market: { config } }: VaultsExamined): readonly Finding[] {
  if (step.kind !== 'vaults.book' && step.kind !== 'vaults.close') return []
  return config.assets.flatMap((asset, a) => {
    const left = sum(column(after.internal, a))
    if (left === 0n) return []
    return [
      block('INTERNAL_UNBALANCED', `Internal hedges of ${asset} would not sum to zero`, {
        facts: { asset, sum: String(left) },
        lift: 'This is a fault of the engine: do not act on this plan, and report it.',
      }),
    ]
  })
}
