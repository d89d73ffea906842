import type { Flow, FlowRule } from '../../models/reserve/tranche.ts'
import { zip } from '../../models/reserve/zip.ts'
import { divide, mulDiv } from '../../units/rounding.ts'
import { block, type Finding } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'
import { isOrder, type Seen, seen } from './seen.ts'
import { weigh } from './weights.ts'

/** What moves is counted in the flow of its own direction, which stays within its limit and was open; the other direction is left alone. */
export function flowLimit(examined: ReserveExamined): readonly Finding[] {
  if (!isOrder(examined.step)) return []
  const { block: now, time } = examined.before.reserve
  const all = seen(examined)
  const weighed = weigh(
    all.map(({ before: tranche, price }) => ({ tranche, price })),
    time,
  )
  return zip(all, weighed).flatMap(([each, { wanted }]) => {
    const { balance, commitment } = each.before
    const half = commitment === null ? divide(wanted, 2n, 'up') : 0n
    const base = half > balance ? half : balance
    return [
      ...direction('in', each, { moved: each.came, was: each.before.inflow, is: each.after.inflow, now, base }),
      ...direction('out', each, {
        moved: each.went,
        was: each.before.outflow,
        is: each.after.outflow,
        now,
        base: balance,
      }),
    ]
  })
}

interface Moved {
  readonly moved: bigint
  readonly was: Flow
  readonly is: Flow
  readonly now: bigint
  /** Native units that a limit which is a share is a share of. */
  readonly base: bigint
}

function direction(name: 'in' | 'out', { id, before }: Seen, { moved, was, is, now, base }: Moved): readonly Finding[] {
  if (moved === 0n) return []
  const limit = limitOf(before.flowRule, base)
  const isOpen = now > was.blockedUntil
  if (isOpen && is.amount <= limit && is.amount >= moved) return []
  return [
    block('FLOW_ABOVE_LIMIT', `More would flow ${name} of ${id} than its limit lets through, or while it is closed`, {
      facts: {
        tranche: id,
        direction: name,
        moved: String(moved),
        flow: String(is.amount),
        limit: String(limit),
        closedUntil: String(was.blockedUntil),
      },
      lift: `Move less of ${id}, or wait until its flow has faded and it is open.`,
    }),
  ]
}

const limitOf = ({ limit }: FlowRule, base: bigint): bigint =>
  limit.kind === 'amount' ? limit.amount : mulDiv(base, limit.of, 10n ** 18n, 'down')
