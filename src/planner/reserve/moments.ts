import type { Reserve } from '../../models/reserve/reserve.ts'
import { divide } from '../../units/rounding.ts'

/** Blocks until every schedule of weights has ended. */
export function scheduleEnd({ tranches, time }: Reserve, blockSeconds: bigint): bigint {
  let most = 0n
  for (const { calibration } of tranches) {
    const left = calibration.time + calibration.duration - time
    if (calibration.weight !== calibration.previousWeight && left > most) most = left
  }
  return blocksOf(most, blockSeconds)
}

/** Blocks from now at which a schedule of weights ends, or a commitment comes to count or ceases to; the nearest first. */
export function corners(reserve: Reserve, blockSeconds: bigint): readonly bigint[] {
  const { tranches, time } = reserve
  const turns = tranches.flatMap(({ commitment }): readonly bigint[] => {
    if (commitment === null) return []
    const { start, cliff, vesting, revoked } = commitment
    return [start, start + cliff, start + vesting, ...(revoked === null ? [] : [revoked])]
  })
  const ahead = turns.filter((at) => at > time).map((at) => blocksOf(at - time, blockSeconds))
  return [...new Set([scheduleEnd(reserve, blockSeconds), ...ahead])]
    .filter((blocks) => blocks > 0n)
    .sort((a, b) => (a < b ? -1 : 1))
}

/** Those, and points between them at which targets are looked at: what is waited for may come about anywhere on the way. */
export function moments(reserve: Reserve, blockSeconds: bigint): readonly bigint[] {
  const turns = corners(reserve, blockSeconds)
  const all = turns.flatMap((to, at) => {
    const from = turns[at - 1] ?? 0n
    return PARTS.map((part) => from + divide((to - from) * part, BigInt(PARTS.length), 'up'))
  })
  return [...new Set(all)]
}

const PARTS = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n]

const blocksOf = (seconds: bigint, blockSeconds: bigint): bigint => divide(seconds, blockSeconds, 'up')
