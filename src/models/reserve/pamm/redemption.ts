import { add, divDown, min, mulDown, ONE, sub } from '../fixed.ts'
import { anchored, valueAt } from './curve.ts'
import type { Shape } from './params.ts'
import { anchorOf, type Level, type Region, regionOf } from './region.ts'

/** How a redemption is priced, and from where: at one, by the share of the reserve that each coin has, or along the curve. */
export type Pricing =
  | { readonly kind: 'par' }
  | { readonly kind: 'proRata'; readonly price: bigint }
  | { readonly kind: 'curve'; readonly region: Region; readonly anchor: bigint }

/**
 * What is paid for `coins`, in value of 18 places, never more than one each. `redeemed` has decayed to this block, `value` is the reserve
 * at lower prices, `supply` the coins before any is burnt (docs/models/reserve.md). Fault out of the curve's range.
 */
export function payout(coins: bigint, level: Level, shape: Shape): bigint {
  if (coins === 0n) return 0n
  const held = { ...level, value: discounted(level, shape) }
  const pricing = pricingOf(held, shape)
  switch (pricing.kind) {
    case 'par':
      return coins
    case 'proRata':
      return mulDown(pricing.price, coins)
    case 'curve': {
      const supply = add(held.redeemed, held.supply)
      const curve = anchored(mulDown(pricing.anchor, supply), supply, shape)
      const paid = sub(held.value, valueAt(add(held.redeemed, coins), curve))
      return min(min(paid, coins), held.supply)
    }
  }
}

/** How a level is priced whose discount has been taken. */
export function pricingOf({ redeemed, value, supply }: Level, shape: Shape): Pricing {
  const anchorSupply = add(redeemed, supply)
  const level = {
    redeemed: divDown(redeemed, anchorSupply),
    value: divDown(value, anchorSupply),
    supply: divDown(supply, anchorSupply),
  }
  const share = divDown(level.value, level.supply)
  if (share >= ONE) return { kind: 'par' }
  if (share <= shape.params.priceFloor + shape.strip) return { kind: 'proRata', price: divDown(value, supply) }
  const region = regionOf(level, shape)
  return { kind: 'curve', region, anchor: anchorOf(level, region, shape) }
}

/** The reserve less the discount, which at most brings it to the supply; a reserve of up to two discounts is left as it is. */
export function discounted({ value, supply }: Level, { params }: Shape): bigint {
  const held = mulDown(params.discount, supply)
  return value > 2n * held ? min(value - held, supply) : value
}
