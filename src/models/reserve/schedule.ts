import type { Timestamp } from '../../units/chain.ts'
import { type Ratio, of as ratioOf } from '../../units/ratio.ts'
import { divDown, mulDown, sub } from './fixed.ts'
import type { Calibration } from './tranche.ts'

/**
 * The weight by the calendar: from the previous weight to the goal in a straight line over `duration` seconds, floored toward the
 * previous weight both ways, so that a rising and a falling weight need not sum to one exactly. A duration of 0 is at once.
 * Before the calibration it is a Fault (docs/models/reserve.md).
 */
export function scheduledWeight({ weight, previousWeight, time, duration }: Calibration, now: Timestamp): Ratio {
  const elapsed = sub(now, time)
  if (elapsed >= duration) return weight
  const part = divDown(elapsed, duration)
  return weight > previousWeight
    ? ratioOf(previousWeight + mulDown(weight - previousWeight, part))
    : ratioOf(previousWeight - mulDown(previousWeight - weight, part))
}
