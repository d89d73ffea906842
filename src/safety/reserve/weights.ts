import { shareCounting } from '../../models/reserve/commitment.ts'
import { holding } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { zip } from '../../models/reserve/zip.ts'
import type { Timestamp } from '../../units/chain.ts'
import { divide, mulDiv } from '../../units/rounding.ts'

/** Whole numbers of 1e−18. */
const ONE = 10n ** 18n

export interface Weighed {
  readonly weight: bigint
  readonly target: bigint
  /** Native units at the target, and a little over for the rounding of the target. */
  readonly wanted: bigint
}

/**
 * Weights and target weights anew, each from its definition with one rounding at the end: value ÷ total, and due ÷ Σ due of
 * due = scheduled · price ÷ price at calibration, of a commitment whose target follows times the share that counts. Within a few units of 1e−18 of what the reserve itself reckons with.
 */
export function weigh(lines: readonly Line[], now: Timestamp): readonly Weighed[] {
  const parts = lines.map((line) => ({ value: worth(line, now), due: due(line, now) }))
  const total = sum(parts.map(({ value }) => value))
  const all = sum(parts.map((part) => part.due))
  return zip(lines, parts).map(([{ tranche, price }, part]) => {
    const target = all === 0n ? 0n : mulDiv(part.due, ONE, all, 'half')
    const worthOf = mulDiv(total, target + ROUNDING, ONE, 'up')
    return {
      weight: total === 0n ? 0n : mulDiv(part.value, ONE, total, 'half'),
      target,
      wanted: price === 0n ? 0n : mulDiv(worthOf, 10n ** BigInt(tranche.decimals), price * ONE, 'up'),
    }
  })
}

/** Units of 1e−18 that a target may differ by from the reserve's own. */
const ROUNDING = 64n

interface Line {
  readonly tranche: Tranche
  readonly price: bigint
}

const sum = (values: readonly bigint[]): bigint => values.reduce((all, value) => all + value, 0n)

const worth = ({ tranche, price }: Line, now: Timestamp): bigint =>
  mulDiv(holding(tranche, now), price * ONE, 10n ** BigInt(tranche.decimals), 'down')

// Scaled by 1e36, so that dividing by the price at calibration loses nothing that shows.
function due({ tranche: { calibration, commitment }, price }: Line, now: Timestamp): bigint {
  const { weight, previousWeight, time, duration } = calibration
  const elapsed = now - time
  const scheduled =
    elapsed >= duration
      ? weight * ONE
      : previousWeight * ONE + divide((weight - previousWeight) * elapsed * ONE, duration, 'zero')
  if (calibration.price === 0n) return 0n
  const drifted = mulDiv(scheduled, price * ONE, calibration.price, 'down')
  return commitment?.target === 'follows' ? mulDiv(drifted, shareCounting(commitment, now), ONE, 'down') : drifted
}
