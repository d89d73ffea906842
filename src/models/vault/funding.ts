import { lr } from '../../units/split.ts'
import { abs, sum } from './table.ts'

export interface Funding {
  readonly cost: readonly bigint[]
  /** What nobody holds a position for: to be shown, never dropped. */
  readonly unassigned: bigint
  readonly mode: 'signed' | 'gross' | 'none'
}

/** Below this part of the gross the net says nothing about who caused the funding: 1 in 100. */
const NOISE = 100n

/**
 * Realised funding F of one asset (positive is a cost) to the vaults that hold it (docs/rules/vaults.md#funding): lr(F · X · sign(net), |net|), so a
 * vault on the opposite side is credited. Where |net| < 1 % of gross it goes by |X| / gross; without a position it is unassigned.
 */
export function assign(funding: bigint, deltas: readonly bigint[]): Funding {
  const sizes = deltas.map(abs)
  const gross = sum(sizes)
  const net = sum(deltas)
  if (gross === 0n) return { cost: deltas.map(() => 0n), unassigned: funding, mode: 'none' }
  if (net === 0n || abs(net) * NOISE < gross) {
    const nums = sizes.map((size) => funding * size)
    return { cost: lr(nums, gross), unassigned: 0n, mode: 'gross' }
  }
  const nums = deltas.map((delta) => funding * (net > 0n ? delta : -delta))
  return { cost: lr(nums, abs(net)), unassigned: 0n, mode: 'signed' }
}
