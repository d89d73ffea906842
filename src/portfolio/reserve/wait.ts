import type { Reserve } from '../../models/reserve/reserve.ts'
import { block, timestamp } from '../../units/chain.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { WaitStep } from './step.ts'

/** The reserve so many blocks and seconds later. Flows, levels and schedules are kept as of when they last moved, and decay when asked. */
export function wait(reserve: Reserve, { blocks, seconds }: WaitStep): Reserve | Refused {
  if (blocks < 0n || seconds < 0n)
    return refuse(
      'TIME_BACKWARDS',
      `A reserve at block ${reserve.block} cannot go ${blocks} blocks and ${seconds} seconds on`,
      {
        facts: { block: String(reserve.block), blocks: String(blocks), seconds: String(seconds) },
        lift: 'Put the events into the order of their blocks.',
      },
    )
  return later(reserve, blocks, seconds)
}

export const later = (reserve: Reserve, blocks: bigint, seconds: bigint): Reserve => ({
  ...reserve,
  block: block(reserve.block + blocks),
  time: timestamp(reserve.time + seconds),
})
