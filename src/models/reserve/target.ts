import type { Price } from '../../units/price.ts'
import { type Ratio, of as ratioOf, ZERO } from '../../units/ratio.ts'
import { divDown, divUp, mulDown, ONE } from './fixed.ts'

/** scheduledWeight · price / price at calibration, floored twice: a tranche that performed better is due more. */
export const drifted = (scheduled: Ratio, price: Price, calibrated: Price): Ratio =>
  ratioOf(mulDown(divDown(price, calibrated), scheduled))

/**
 * The drifted weights as shares of their sum, asked one after the other in the order of the tranches: each rounded up, and cut where one
 * is reached. They sum to exactly one, and the last ones bear the rounding. All zero where the sum is (docs/models/reserve.md).
 */
export function sharesOf(sum: bigint): (weight: Ratio) => Ratio {
  let given = 0n
  return (weight) => {
    if (sum === 0n) return ZERO
    const share = divUp(weight, sum)
    const target = given + share > ONE ? ONE - given : share
    given += target
    return ratioOf(target)
  }
}
