import { type Quantity, quantity, type Usd, usd } from '../../units/estimate.ts'
import type { Asset } from './asset.ts'
import type { VenuesMarket } from './market.ts'
import type { Exchange } from './place.ts'
import { executionCost, type Pair } from './terms.ts'

/** What a swap would give: tokens bought, and what it loses against the prices the book is valued at. */
export interface SwapQuote {
  readonly bought: Quantity
  readonly fee: Usd
  readonly slippage: Usd
}

/**
 * A spot trade by the execution-cost table, in whole tokens. weETH sells at its market rate, not at the protocol's; a pair
 * without a market of its own trades through ETH. Source: docs/decisions/execution-cost.md.
 */
export function quoteSwap(
  market: VenuesMarket,
  place: 'WALLET' | Exchange,
  { sell, buy, quantity: sold }: Swap,
): SwapQuote {
  const worth = sold * market.price[sell]
  let kept = 1
  for (const pair of pairsOf(sell, buy)) kept *= 1 - executionCost(market.terms.depth[pair], worth)
  const atMarket = worth * discount(market, sell) * kept
  const feeRate = place === 'WALLET' ? 0 : market.terms.exchanges[place].spotFee
  const fee = atMarket * feeRate
  const bought = (atMarket - fee) / (market.price[buy] * discount(market, buy))
  return { bought: quantity(bought), fee: usd(fee), slippage: usd(worth - fee - bought * market.price[buy]) }
}

/** Whether a place trades one asset for another at all. */
export function hasMarket(place: 'WALLET' | Exchange, sell: Asset, buy: Asset): boolean {
  if (sell === buy || (isEther(sell) === isEther(buy) && isEther(sell))) return false
  if (place === 'WALLET') return sell !== 'BTC' && buy !== 'BTC'
  const listed = (asset: Asset) => asset === 'USDT' || asset === 'ETH' || asset === 'BTC'
  return listed(sell) && listed(buy) && (sell === 'USDT' || buy === 'USDT')
}

function isEther(asset: Asset): boolean {
  return asset === 'ETH' || asset === 'WETH'
}

function pairsOf(sell: Asset, buy: Asset): readonly Pair[] {
  if (sell === 'BTC' || buy === 'BTC') return ['BTC/USDT']
  return [...pairOf(sell), ...pairOf(buy)]
}

/** The market between an asset and ETH, which is the common leg of every pair but BTC's. */
function pairOf(asset: Asset): readonly Pair[] {
  switch (asset) {
    case 'ETH':
    case 'WETH':
    case 'BTC':
      return []
    case 'USDT':
      return ['ETH/USDT']
    case 'weETH':
      return ['weETH/ETH']
    case 'stETH':
      return ['stETH/ETH']
  }
}

function discount(market: VenuesMarket, asset: Asset): number {
  return asset === 'weETH' ? market.weeth.market / market.weeth.rate : 1
}

interface Swap {
  readonly sell: Asset
  readonly buy: Asset
  readonly quantity: Quantity
}
