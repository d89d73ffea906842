import { add, sum } from '../../models/vault/table.ts'
import type { Fill } from '../../portfolio/vaults/input.ts'
import type { Journal } from '../../portfolio/vaults/journal.ts'

/** Pool orders of a cycle: what was filled at once, and what a keeper filled of a request since the cycle before. */
export const poolFills = ({ closed, opened, input }: Journal): readonly Fill[] => [
  ...(opened.live?.request?.booked ?? []).map(({ filled, fee }) => ({ filled, fee })),
  { filled: closed.pool.filled, fee: input.execution.pool.fee },
]

/** Fees of both by vault. */
export const poolFees = ({ closed, opened }: Journal): readonly bigint[] =>
  (opened.live?.request?.booked ?? []).reduce<readonly bigint[]>(
    (all, { fees }) => add([all], [fees])[0] ?? [],
    closed.pool.fees,
  )

/** The same as one fill. */
export function poolFill(journal: Journal): Fill {
  const fills = poolFills(journal)
  return { filled: sum(fills.map(({ filled }) => filled)), fee: sum(fills.map(({ fee }) => fee)) }
}
