import type { Reserve } from '../../models/reserve/reserve.ts'
import { block, timestamp } from '../../units/chain.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { format, instant } from '../../units/time.ts'
import type { WaitStep } from './step.ts'

/** The reserve so many blocks and seconds later. Flows, levels and schedules are kept as of when they last moved, and decay when asked. */
export function wait(reserve: Reserve, { blocks, seconds }: WaitStep): Reserve | Refused {
  if (blocks < 0n || seconds < 0n)
    return refuse('TIME_BACKWARDS', before(reserve, blocks, seconds), {
      facts: { block: String(reserve.block), blocks: String(blocks), seconds: String(seconds) },
      lift: 'Put the events into the order of their blocks.',
    })
  return later(reserve, blocks, seconds)
}

/** A time that is before the reserve's, as a date where it has one, else as a block. */
function before({ block: now, time }: Reserve, blocks: bigint, seconds: bigint): string {
  const at = time + seconds
  if (seconds >= 0n || at < 0n) return `Block ${now + blocks} is before the reserve's block ${now}`
  return `${format(instant(Number(at) * 1000)).replace('T00:00:00Z', '')} is before the reserve's time (block ${now})`
}

export const later = (reserve: Reserve, blocks: bigint, seconds: bigint): Reserve => ({
  ...reserve,
  block: block(reserve.block + blocks),
  time: timestamp(reserve.time + seconds),
})
