import { ONE, type Price, of as priceOf } from '../../units/price.ts'
import { ONE as WHOLE } from '../../units/ratio.ts'
import { add, mulDown } from './fixed.ts'
import { fairPrice, type Pool } from './lp.ts'
import type { Asset, Prices } from './tranche.ts'

/**
 * How much of an asset is in one unit of the tranche, as factors of 18 places that are applied one after the other, each floored:
 * the rate of a provider and the underlying for each share, say. No factors: one for one.
 */
export interface Part {
  readonly asset: Asset
  readonly factors: readonly bigint[]
}

/** A stable asset at most at one: what the reserve counts for what it takes in (docs/models/reserve.md). */
export const lower = ({ peg, price }: Asset): Price => (peg !== null && price > ONE ? ONE : price)

/** A stable asset at least at one: what the reserve counts for what it pays out. */
export const upper = ({ peg, price }: Asset): Price => (peg !== null && price < ONE ? ONE : price)

/**
 * Prices of one unit of a tranche made of these parts: Σ price · factors, with the pegs held on the price of each asset before it is
 * multiplied. Fault on overflow.
 */
export const pricesOf = (parts: readonly Part[]): Prices => ({
  raw: sum(parts, ({ price }) => price),
  lower: sum(parts, lower),
  upper: sum(parts, upper),
})

/** Prices of one unit of a tranche that holds these assets, as `pricesOf`; of one that is a share of a pool by its invariant. */
export function priced(assets: readonly Asset[], pool?: Pool): Prices {
  if (pool === undefined)
    return pricesOf(assets.map((asset) => ({ asset, factors: asset.per === WHOLE ? [] : [asset.per] })))
  const raw = assets.map(({ price }) => price)
  return {
    raw: fairPrice(pool, raw, 'counted'),
    lower: fairPrice(pool, assets.map(lower), 'counted'),
    upper: fairPrice(pool, assets.map(upper), 'charged'),
  }
}

function sum(parts: readonly Part[], priced: (asset: Asset) => Price): Price {
  let total = 0n
  for (const { asset, factors } of parts) {
    let price: bigint = priced(asset)
    for (const factor of factors) price = mulDown(price, factor)
    total = add(total, price)
  }
  return priceOf(total)
}
