import type { Ratio } from '../../../units/ratio.ts'

/** The shape of the price of redemption (reserve.md §10). */
export interface Params {
  /** ᾱ: the least slope at which the price falls, for an anchor supply of one. */
  readonly slopeMin: Ratio
  /** x̄_U: the most that is redeemed at par, as a share of the anchor supply. */
  readonly parMax: Ratio
  /** θ̄: the price below which redemption is pro rata. */
  readonly priceFloor: Ratio
  /** What is left of the redemption level after one block. */
  readonly memory: Ratio
  /** Share of the supply that the reserve must hold twice before it is held back from the price. */
  readonly discount: Ratio
}
