import { at } from '../../models/vault/table.ts'
import type { Waiting } from './state.ts'

/** What still waits once `leaving` shares of each vault are paid, the oldest first. */
export function unpaid(queue: readonly Waiting[], leaving: readonly bigint[]): readonly Waiting[] {
  const left = [...leaving]
  return queue.flatMap((one) => {
    const paid = at(left, one.vault) < one.shares ? at(left, one.vault) : one.shares
    left[one.vault] = at(left, one.vault) - paid
    return paid === one.shares ? [] : [{ ...one, shares: one.shares - paid }]
  })
}
