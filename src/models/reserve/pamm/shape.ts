import { sqrt } from '../../../units/rounding.ts'
import { ONE } from '../fixed.ts'
import { logarithmic } from '../root.ts'
import type { Rules } from '../rules.ts'
import type { Params } from './params.ts'

/** The parameters with the arithmetic they are taken in. */
export interface Shape {
  readonly params: Params
  /** √ of a figure of 18 places. */
  readonly root: (x: bigint) => bigint
  /** Up to so far above the floor of the price redemption is pro rata: there the curve is ill-conditioned. */
  readonly strip: bigint
}

const STRIP = 1_000_000_000n

/** Floored root and a strip of 1e−9, or the contracts' root and none (reserve.md §10.7). */
export const shapeOf = ({ redemption, quirks }: Pick<Rules, 'redemption' | 'quirks'>): Shape =>
  quirks.root === 'exact'
    ? { params: redemption, root: (x) => sqrt(x * ONE, 'down'), strip: STRIP }
    : { params: redemption, root: logarithmic, strip: 0n }
