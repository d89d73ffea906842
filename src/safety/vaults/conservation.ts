import { abs, at, row, sum } from '../../models/vault/table.ts'
import { holding } from '../../portfolio/vaults/cycle/holding.ts'
import type { Underway } from '../../portfolio/vaults/underway.ts'
import { block, type Finding } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/**
 * What a vault has in its buffer, in the pool and as equity changes by the fees it pays and by nothing else, to the unit. At the close the parts
 * come to its net assets within two units (docs/rules/vaults.md#findings), and shares are those of the open half.
 */
export function conservation(examined: VaultsExamined): readonly Finding[] {
  const broken = breach(examined)
  if (broken === null) return []
  return [
    block('NOT_CONSERVED', 'Worth would appear or vanish', {
      facts: { step: examined.step.kind, what: broken },
      lift: 'This is a fault of the engine: do not act on this plan, and report it.',
    }),
  ]
}

function breach({ before, after, market: { config } }: VaultsExamined): string | null {
  const lost = config.vaults.find((_, v) => total(after, v) !== total(before, v))
  if (lost !== undefined) return lost
  const { next, opened, fees } = after
  if (next === null) return null
  if (next.shares.some((shares, v) => shares !== at(opened.shares, v))) return 'shares'
  const { netAssets } = holding(next, opened.marks, config)
  const off = config.vaults.find((_, v) => abs(at(netAssets, v) - at(opened.netAssets, v) + at(fees, v)) > ROUNDING)
  return off === undefined ? null : `${off} at the close`
}

/** All that a vault has, and what it has paid, counted from the open half of the cycle. */
const total = ({ buffer, pooled, equity, fees }: Underway, v: number): bigint =>
  at(buffer, v) + at(pooled, v) + sum(row(equity, v)) + at(fees, v)

/** Units that pool and buffer lose in being turned into units and tokens. */
const ROUNDING = 2n
