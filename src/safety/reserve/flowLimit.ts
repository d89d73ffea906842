import type { Flow, FlowLimit, Tranche } from '../../models/reserve/tranche.ts'
import { mulDiv } from '../../units/rounding.ts'
import { block, type Finding } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'
import { isOrder, type Seen, seen } from './seen.ts'

/** What moves is counted in the flow of its own direction, which stays within its limit and was open; the other direction is left alone. */
export function flowLimit(examined: ReserveExamined): readonly Finding[] {
  if (!isOrder(examined.step)) return []
  const now = examined.before.reserve.block
  return seen(examined).flatMap((each) => [
    ...direction('in', each, { moved: each.came, was: each.before.inflow, is: each.after.inflow, now }),
    ...direction('out', each, { moved: each.went, was: each.before.outflow, is: each.after.outflow, now }),
  ])
}

interface Moved {
  readonly moved: bigint
  readonly was: Flow
  readonly is: Flow
  readonly now: bigint
}

function direction(name: 'in' | 'out', { id, before }: Seen, { moved, was, is, now }: Moved): readonly Finding[] {
  if (moved === 0n) return []
  const limit = limitOf(before)
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

function limitOf({ flowRule, balance }: Tranche): bigint {
  const limit: FlowLimit = flowRule.limit
  return limit.kind === 'amount' ? limit.amount : mulDiv(balance, limit.of, 10n ** 18n, 'down')
}
