import type { Ratio } from '../../units/ratio.ts'
import { absSub, mulUp } from './fixed.ts'
import type { Rules } from './rules.ts'

/** Widest drift that needs no move: target · band, rounded up (docs/models/reserve.md). */
export const edge = (target: Ratio, band: Ratio): bigint => mulUp(target, band)

/** Edges count as inside. */
export const isInside = (weight: Ratio, target: Ratio, band: Ratio): boolean =>
  absSub(target, weight) <= edge(target, band)

/** Whether the way from one weight to the other leads toward the target. It may overshoot, but not as far as it came from. */
export function isCloser({ from, to, target }: Way, closer: Rules['closer']): boolean {
  const before = absSub(from, target)
  const after = absSub(to, target)
  return closer === 'strict' ? after < before : after <= before
}

interface Way {
  readonly from: Ratio
  readonly to: Ratio
  readonly target: Ratio
}
