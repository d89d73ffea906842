import { decayed, flowOf, limitOf } from '../../models/reserve/flow.ts'
import type { Direction } from '../../models/reserve/order.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { zip } from '../../models/reserve/zip.ts'
import type { Way } from '../../portfolio/reserve/policy.ts'
import { of as amountOf } from '../../units/amount.ts'
import type { Act, Turn, Turnover } from './least.ts'
import type { Setting } from './scene.ts'
import type { Channel } from './timing.ts'

/** The acts of a kind of order, by the direction they flow in. */
const ACTS: Readonly<Record<Way, Readonly<Record<Direction, readonly Act[]>>>> = {
  mint: { in: ['mint'], out: [] },
  redeem: { in: [], out: ['redeem'] },
  swap: { in: ['buy'], out: ['sell'] },
}

/** What these kinds of order ask of each direction of each tranche. */
export function channelsOf(
  { state: { reserve } }: Setting,
  turnover: Turnover,
  ways: readonly Way[],
): readonly Channel[] {
  const size = [sizeOf(turnover, 0), sizeOf(turnover, 1)] as const
  return zip(reserve.tranches, turnover).flatMap(([tranche, turn]) =>
    DIRECTIONS.flatMap((direction): readonly Channel[] => {
      const share = ways.flatMap((way) => ACTS[way][direction]).reduce((sum, act) => sum + turn[act], 0)
      if (share === 0) return []
      const flow = flowOf(tranche, direction)
      return [
        {
          tranche: tranche.id,
          direction,
          asked: share * turn.line.units,
          flow: Number(decayed(flow, tranche.flowRule.memory, reserve.block)),
          limit: leastLimit(tranche, turn, { direction, size }),
          memory: Number(tranche.flowRule.memory) / 1e18,
          closedFor: Math.max(0, Number(flow.blockedUntil + 1n - reserve.block)),
        },
      ]
    }),
  )
}

const DIRECTIONS: readonly Direction[] = ['in', 'out']

// A limit that is a share of the balance moves with it: what holds before the first order and after the last holds in between.
function leastLimit({ flowRule: { limit }, balance }: Tranche, turn: Turn, { direction, size }: Moving): number {
  if (limit.kind === 'amount') return Number(limit.amount)
  const { line } = turn
  const limitAt = (done: 0 | 1): number => {
    const held = Math.max(0, Number(balance) + done * changeOf(turn) * line.units)
    const goal = direction === 'in' ? ((line.low + line.high) / 4) * size[done] * line.units : 0
    return Number(limitOf(limit, amountOf(BigInt(Math.floor(Math.max(held, goal))))))
  }
  return Math.min(limitAt(0), limitAt(1))
}

interface Moving {
  readonly direction: Direction
  /** The reserve before and after all of it, as a share of what it is worth now. */
  readonly size: readonly [number, number]
}

const changeOf = ({ mint, buy, redeem, sell }: Turn): number => mint + buy - redeem - sell

const sizeOf = (turnover: Turnover, done: 0 | 1): number =>
  turnover.reduce((sum, turn) => sum + turn.line.value + done * changeOf(turn), 0)
