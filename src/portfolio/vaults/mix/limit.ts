import { abs, at } from '../../../models/vault/table.ts'
import type { MixHolding, MixPool } from './pool.ts'
import type { Split } from './split.ts'

/** A pool of a mix whose order is less than it should be. US dollars, not signed. */
export interface Limited {
  readonly pool: string
  readonly isMint: boolean
  readonly wanted: bigint
  readonly order: bigint
  /** `others`: the burns that would pay a mint, or the mints that a burn would pay, are limited themselves. */
  readonly by: 'lock' | 'mintMax' | 'burnMax' | 'others'
  /** Seconds until its units may be burnt. */
  readonly locked: bigint
}

/** What each pool of a mix does not take or give now, and why. */
export const limits = (
  { wanted, orders }: Split,
  { locked }: MixHolding,
  pools: readonly Pick<MixPool, 'name' | 'mintMax' | 'burnMax'>[],
): readonly Limited[] =>
  pools.flatMap(({ name, mintMax, burnMax }, k) => {
    const [wish, sent] = [at(wanted, k), at(orders, k)]
    if (wish === sent) return []
    const isMint = wish > 0n
    const isFull = abs(sent) === (isMint ? mintMax : burnMax)
    const isLocked = !isMint && at(locked, k) > 0n
    const by = isLocked ? 'lock' : !isFull ? 'others' : isMint ? 'mintMax' : 'burnMax'
    return [{ pool: name, isMint, wanted: abs(wish), order: abs(sent), by, locked: at(locked, k) }]
  })
