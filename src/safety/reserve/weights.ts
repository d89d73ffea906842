import { holding } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import type { Timestamp } from '../../units/chain.ts'
import { divide, mulDiv } from '../../units/rounding.ts'

/** Whole numbers of 1e−18. */
const ONE = 10n ** 18n

export interface Weighed {
  readonly weight: bigint
  readonly target: bigint
}

/**
 * Weights and target weights anew, each from its definition with one rounding at the end: value ÷ total, and due ÷ Σ due of
 * due = scheduled · price ÷ price at calibration. Within a few units of 1e−18 of what the reserve itself reckons with.
 */
export function weigh(tranches: readonly Tranche[], prices: readonly bigint[], now: Timestamp): readonly Weighed[] {
  const values = tranches.map((tranche, at) => worth(tranche, prices[at] ?? 0n, now))
  const dues = tranches.map((tranche, at) => due(tranche, prices[at] ?? 0n, now))
  const total = sum(values)
  const all = sum(dues)
  return tranches.map((_, at) => ({
    weight: total === 0n ? 0n : mulDiv(values[at] ?? 0n, ONE, total, 'half'),
    target: all === 0n ? 0n : mulDiv(dues[at] ?? 0n, ONE, all, 'half'),
  }))
}

const sum = (values: readonly bigint[]): bigint => values.reduce((all, value) => all + value, 0n)

const worth = (tranche: Tranche, price: bigint, now: Timestamp): bigint =>
  mulDiv(holding(tranche, tranche.balance, now), price * ONE, 10n ** BigInt(tranche.decimals), 'down')

// Scaled by 1e36, so that dividing by the price at calibration loses nothing that shows.
function due({ calibration }: Tranche, price: bigint, now: Timestamp): bigint {
  const { weight, previousWeight, time, duration } = calibration
  const elapsed = now - time
  const scheduled =
    elapsed >= duration
      ? weight * ONE
      : previousWeight * ONE + divide((weight - previousWeight) * elapsed * ONE, duration, 'zero')
  return calibration.price === 0n ? 0n : mulDiv(scheduled, price * ONE, calibration.price, 'down')
}
