import { WAD } from '../../models/vault/table.ts'
import type { Fill } from '../../portfolio/vaults/input.ts'
import { divide } from '../../units/rounding.ts'
import type { Filling } from './epoch.ts'

export interface Sent {
  /** What was sent of the order: more than it is worth where the own pool takes a part of the other side. */
  readonly size: bigint
  readonly feeOf: (traded: bigint) => bigint
}

/** What becomes of an order, US dollars, at the costs of the run unless the fee is reported. */
export function fillOf(order: bigint, filling: Filling, { size, feeOf }: Sent): Fill {
  const filled = filling.kind === 'part' ? divide(order * filling.part, WAD, 'zero') : filling.filled
  const traded = order === 0n || size === order ? filled : divide(filled * size, order, 'half')
  return { filled, fee: filling.fee ?? feeOf(traded) }
}
