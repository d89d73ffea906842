import type { Ratio } from '../../../units/ratio.ts'
import { sqrt } from '../../../units/rounding.ts'
import { ONE } from '../fixed.ts'
import { logarithmic } from '../root.ts'

/** The shape of the price of redemption (docs/models/reserve.md). */
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

/** The parameters with the arithmetic they are taken in. */
export interface Shape {
  readonly params: Params
  /** √ of a figure of 18 places. */
  readonly root: (x: bigint) => bigint
  /** Up to so far above the floor of the price redemption is pro rata: there the curve is ill-conditioned. */
  readonly strip: bigint
}

/** What the rules say about redemption. */
export interface Priced {
  readonly redemption: Params
  readonly quirks: { readonly root: 'logarithmic' | 'exact' }
}

const STRIP = 1_000_000_000n

/** Floored root and a strip of 1e−9, or the contracts' root and none (docs/models/reserve.md). */
export const shapeOf = ({ redemption, quirks }: Priced): Shape =>
  quirks.root === 'exact'
    ? { params: redemption, root: (x) => sqrt(x * ONE, 'down'), strip: STRIP }
    : { params: redemption, root: logarithmic, strip: 0n }
