import { sum } from '../../models/vault/table.ts'
import { poolFee } from '../../portfolio/vaults/cost.ts'
import type { Arrival } from '../../portfolio/vaults/input.ts'
import type { TradeCosts } from '../../portfolio/vaults/market.ts'
import { filledOf, type Priced, worthOf } from '../../portfolio/vaults/request.ts'
import type { Pending } from '../../portfolio/vaults/state.ts'
import type { Epoch, Keeper } from './epoch.ts'
import { fillOf } from './fill.ts'

/** What an epoch says of the pending request: stated, or as the pool's orders are filled. */
export const keeperOf = ({ keeper, fills }: Epoch): Keeper => keeper ?? { filling: fills.pool, isCancelled: false }

export interface Told extends Priced {
  readonly costs: TradeCosts
  /** Seconds since the last close, and after which a request is cancelled; null where it waits. */
  readonly elapsed: bigint
  readonly timeout: bigint | null
}

/** The news of a request since the last close, in order, at today's marks. What is reported of none is kept, so that it is refused. */
export function arrivalsOf(pending: Pending | undefined, keepers: readonly Keeper[], told: Told): readonly Arrival[] {
  let left = pending ?? null
  const found: Arrival[] = []
  const isLate = pending !== undefined && told.timeout !== null && pending.age + told.elapsed >= told.timeout
  for (const [i, { filling, isCancelled }] of keepers.entries()) {
    if (left === null && filling.kind === 'part') continue
    const order = left === null ? 0n : sum(worthOf(left, told))
    const fill = fillOf(order, filling, { size: order, feeOf: (sent) => poolFee(told.costs, sent) })
    if (left === null && fill.filled === 0n) continue
    const arrival = { ...fill, isCancelled: isCancelled || (isLate && i === keepers.length - 1) }
    found.push(arrival)
    const done = left === null ? null : filledOf(left, arrival, told)
    left = done === null || !done.ok || arrival.isCancelled ? null : done.left
  }
  return found
}
