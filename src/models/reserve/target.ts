import type { Price } from '../../units/price.ts'
import { type Ratio, of as ratioOf, ZERO } from '../../units/ratio.ts'
import { add, divDown, divUp, mulDown, ONE } from './fixed.ts'

/** scheduledWeight · price / price at calibration, floored twice: a tranche that performed better is due more. */
export const drifted = (scheduled: Ratio, price: Price, calibrated: Price): Ratio =>
  ratioOf(mulDown(divDown(price, calibrated), scheduled))

/**
 * The drifted weights as shares of their sum, each rounded up and cut where one is reached: they sum to exactly one, and the last
 * ones bear the rounding. All zero where the sum is (reserve.md §6.3).
 */
export function targetWeights(weights: readonly Ratio[]): readonly Ratio[] {
  let sum = 0n
  for (const weight of weights) sum = add(sum, weight)
  if (sum === 0n) return weights.map(() => ZERO)
  let given = 0n
  return weights.map((weight) => {
    const share = divUp(weight, sum)
    const target = given + share > ONE ? ONE - given : share
    given += target
    return ratioOf(target)
  })
}
