import { type Quantity, quantity } from '../../units/estimate.ts'

/** What a place can hold. WETH is wrapped ETH, weETH a share of staked ETH, stETH another issuer's staked ETH met on one exit route. */
export type Asset = 'USDT' | 'ETH' | 'WETH' | 'weETH' | 'stETH' | 'BTC'

/** Whole tokens of every asset in one account; an absent asset is a zero, so that every holding has the same shape. */
export type Holdings = Readonly<Record<Asset, Quantity>>

export const ASSETS: readonly Asset[] = ['USDT', 'ETH', 'WETH', 'weETH', 'stETH', 'BTC']

export const NOTHING: Holdings = holdings({})

/** Every asset named, the rest zero. */
export function holdings(some: Partial<Record<Asset, number>>): Holdings {
  return {
    USDT: of(some.USDT),
    ETH: of(some.ETH),
    WETH: of(some.WETH),
    weETH: of(some.weETH),
    stETH: of(some.stETH),
    BTC: of(some.BTC),
  }
}

/** What is held of an asset, its name written out as in `priceOf`. */
export function heldOf(held: Holdings, asset: Asset): Quantity {
  switch (asset) {
    case 'USDT':
      return held.USDT
    case 'ETH':
      return held.ETH
    case 'WETH':
      return held.WETH
    case 'weETH':
      return held.weETH
    case 'stETH':
      return held.stETH
    case 'BTC':
      return held.BTC
  }
}

function of(n: number | undefined): Quantity {
  return quantity(n ?? 0)
}
