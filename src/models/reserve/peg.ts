import type { Price } from '../../units/price.ts'
import type { Asset } from './tranche.ts'

/** Whether every stable asset is between its floor and its ceiling, both inclusive (docs/models/reserve.md). */
export const isOnPeg = (assets: readonly Asset[]): boolean =>
  assets.every(({ peg, price }) => peg === null || (peg.floor <= price && price <= peg.ceiling))

/** Whether some stable asset is below its floor. Above its ceiling is tolerated when minting. */
export const isBelowPeg = (assets: readonly Asset[]): boolean =>
  assets.some(({ peg, price }) => peg !== null && price < peg.floor)

/** Whether at least one asset is worth so much; a tranche without assets is not (docs/models/reserve.md). */
export const isPriced = (assets: readonly Asset[], least: Price): boolean => assets.some(({ price }) => price >= least)
