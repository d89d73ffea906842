import type { Times } from '../../portfolio/applied.ts'
import { AT_ONCE, after } from '../../portfolio/cost.ts'
import { MAIN_CHAIN, transferTimes } from '../../portfolio/venues/apply/chain.ts'
import { gasUnits } from '../../portfolio/venues/apply/done.ts'
import type { Asset } from '../../portfolio/venues/asset.ts'
import { gasCost, type VenuesMarket } from '../../portfolio/venues/market.ts'
import { EXCHANGES, type Exchange, type Place } from '../../portfolio/venues/place.ts'
import { executionCost, type GasAction, type LendingAsset, type Terms } from '../../portfolio/venues/terms.ts'
import { hasMarket, quoteSwap } from '../../portfolio/venues/trade.ts'
import { quantity } from '../../units/estimate.ts'

/** Where value rests between two moves: a bucket of a place, in one asset. Nodes are compared by `key`. */
export interface Node {
  readonly key: string
  readonly place: Place
  readonly bucket: Bucket
  readonly asset: Asset
}

/** `supply` is collateral, `credit` what can be borrowed against it, `loop` the equity of a leveraged stake. */
export type Bucket = 'free' | 'supply' | 'credit' | 'loop' | 'funding' | 'trading'

/** One move between two nodes; what it does to the book is built in `assemble`, what it costs is estimated here. */
export interface Leg {
  readonly from: Node
  readonly to: Node
  readonly move: Move
}

export type Move =
  | { readonly kind: 'withdraw' | 'borrow' | 'supply'; readonly asset: LendingAsset }
  | { readonly kind: 'deleverage' | 'leverage' }
  | { readonly kind: 'wrap'; readonly from: 'ETH' | 'WETH' }
  | { readonly kind: 'swap'; readonly place: 'WALLET' | Exchange; readonly sell: Asset; readonly buy: Asset }
  | { readonly kind: 'stake'; readonly asset: 'ETH' | 'WETH' }
  | { readonly kind: 'unstake'; readonly route: 'instant' | 'instantStEth' | 'queue' }
  | {
      readonly kind: 'transfer'
      readonly from: 'WALLET' | Exchange
      readonly to: 'WALLET' | Exchange
      readonly network: string
      readonly asset: Asset
    }
  | {
      readonly kind: 'internalTransfer'
      readonly place: Exchange
      readonly from: 'funding' | 'trading'
      readonly asset: Asset
    }

/** Every move there is between the places, given which networks are open. */
export function legs(terms: Terms): readonly Leg[] {
  return [
    ...lending(),
    ...staking(),
    ...swaps('WALLET'),
    ...wraps(),
    ...EXCHANGES.flatMap((place) => [...wings(place), ...swaps(place), ...transfers(place, terms)]),
  ]
}

export function node(place: Place, bucket: Bucket, asset: Asset): Node {
  return { key: `${place}/${bucket}/${asset}`, place, bucket, asset }
}

/** Cost in USD and duration of a leg for a value, without asking what the book holds. `gross` is collateral per unit of equity in the loop. */
export function estimate(
  { move }: Leg,
  value: number,
  { market, gross }: { market: VenuesMarket; gross: number },
): { cost: number; times: Times } {
  const { times } = market.terms
  const gas = (...actions: GasAction[]) => gasCost(market, gasUnits(market, actions))
  switch (move.kind) {
    case 'withdraw':
      return { cost: gas('withdraw'), times: times.chain }
    case 'borrow':
      return { cost: gas('borrow'), times: times.chain }
    case 'supply':
      return { cost: gas('approve', 'supply'), times: times.chain }
    case 'leverage':
      return { cost: gas('leverage'), times: times.atomic }
    case 'deleverage':
      return {
        cost: gas('deleverage') + value * gross * executionCost(market.terms.depth['weETH/ETH'], value * gross),
        times: times.atomic,
      }
    case 'wrap':
      return { cost: gas('wethWrap'), times: times.chain }
    case 'stake':
      return { cost: move.asset === 'ETH' ? gas('stake') : gas('approve', 'stake'), times: times.chain }
    case 'swap': {
      const quote = quoteSwap(market, move.place, {
        sell: move.sell,
        buy: move.buy,
        quantity: quantity(value / market.price[move.sell]),
      })
      const trade = quote.fee + quote.slippage
      return move.place === 'WALLET'
        ? { cost: trade + gas('approve', 'swap'), times: times.chain }
        : { cost: trade, times: times.spot }
    }
    case 'unstake':
      return unstaking(move.route, value, { market, gas })
    case 'transfer':
      return sending(move, market)
    case 'internalTransfer':
      return { cost: 0, times: times.internal }
  }
}

function unstaking(
  route: 'instant' | 'instantStEth' | 'queue',
  value: number,
  { market, gas }: { market: VenuesMarket; gas: (...actions: GasAction[]) => number },
) {
  const { times, exit } = market.terms
  if (route !== 'queue') return { cost: gas('unstakeInstant') + value * exit[route].fee, times: times.instantExit }
  const idle = (value * Math.max(0, market.weeth.growth) * times.queueExit.p50) / 31_536_000
  return { cost: gas('queueRequest', 'queueClaim') + idle, times: times.queueExit }
}

function sending(move: Extract<Move, { kind: 'transfer' }>, market: VenuesMarket): { cost: number; times: Times } {
  const duration = after(AT_ONCE, transferTimes(move, market))
  if (move.from === 'WALLET')
    return {
      cost: gasCost(market, market.terms.gas[move.asset === 'ETH' ? 'ethTransfer' : 'erc20Transfer']),
      times: duration,
    }
  const network = market.terms.exchanges[move.from].networks.find(
    (n) => n.name === move.network && n.asset === move.asset,
  )
  return { cost: (network?.withdrawFee ?? 0) * market.price[move.asset], times: duration }
}

function lending(): Leg[] {
  const both = (asset: LendingAsset, place: Place): Leg[] => [
    { from: node('AAVE', 'supply', asset), to: node(place, 'free', asset), move: { kind: 'withdraw', asset } },
    { from: node(place, 'free', asset), to: node('AAVE', 'supply', asset), move: { kind: 'supply', asset } },
  ]
  return [
    ...both('USDT', 'WALLET'),
    ...both('WETH', 'WALLET'),
    ...both('weETH', 'ETHERFI'),
    {
      from: node('AAVE', 'credit', 'USDT'),
      to: node('WALLET', 'free', 'USDT'),
      move: { kind: 'borrow', asset: 'USDT' },
    },
    { from: node('AAVE', 'loop', 'weETH'), to: node('WALLET', 'free', 'WETH'), move: { kind: 'deleverage' } },
    { from: node('WALLET', 'free', 'WETH'), to: node('AAVE', 'loop', 'weETH'), move: { kind: 'leverage' } },
  ]
}

function staking(): Leg[] {
  const weeth = node('ETHERFI', 'free', 'weETH')
  return [
    { from: node('WALLET', 'free', 'ETH'), to: weeth, move: { kind: 'stake', asset: 'ETH' } },
    { from: node('WALLET', 'free', 'WETH'), to: weeth, move: { kind: 'stake', asset: 'WETH' } },
    { from: weeth, to: node('WALLET', 'free', 'ETH'), move: { kind: 'unstake', route: 'instant' } },
    { from: weeth, to: node('WALLET', 'free', 'stETH'), move: { kind: 'unstake', route: 'instantStEth' } },
    { from: weeth, to: node('WALLET', 'free', 'ETH'), move: { kind: 'unstake', route: 'queue' } },
  ]
}

function wraps(): Leg[] {
  const ether = node('WALLET', 'free', 'ETH')
  const wrapped = node('WALLET', 'free', 'WETH')
  return [
    { from: ether, to: wrapped, move: { kind: 'wrap', from: 'ETH' } },
    { from: wrapped, to: ether, move: { kind: 'wrap', from: 'WETH' } },
  ]
}

function swaps(place: 'WALLET' | Exchange): Leg[] {
  const assets: readonly Asset[] =
    place === 'WALLET' ? ['USDT', 'ETH', 'WETH', 'weETH', 'stETH'] : ['USDT', 'ETH', 'BTC']
  const at = (asset: Asset) =>
    place !== 'WALLET' ? node(place, 'trading', asset) : node(asset === 'weETH' ? 'ETHERFI' : 'WALLET', 'free', asset)
  const found: Leg[] = []
  for (const sell of assets) {
    for (const buy of assets) {
      if (buy === 'weETH' || buy === 'stETH' || !hasMarket(place, sell, buy)) continue
      found.push({ from: at(sell), to: at(buy), move: { kind: 'swap', place, sell, buy } })
    }
  }
  return found
}

function wings(place: Exchange): Leg[] {
  const assets: readonly Asset[] = ['USDT', 'ETH', 'BTC']
  return assets.flatMap((asset): Leg[] => [
    {
      from: node(place, 'funding', asset),
      to: node(place, 'trading', asset),
      move: { kind: 'internalTransfer', place, from: 'funding', asset },
    },
    {
      from: node(place, 'trading', asset),
      to: node(place, 'funding', asset),
      move: { kind: 'internalTransfer', place, from: 'trading', asset },
    },
  ])
}

/** Between an exchange and the wallet on the main chain, and straight to every other exchange on any network both have open. */
function transfers(place: Exchange, terms: Terms): Leg[] {
  const found: Leg[] = []
  for (const { name, asset, deposit, withdraw } of terms.exchanges[place].networks) {
    const funding = node(place, 'funding', asset)
    const wallet = node('WALLET', 'free', asset)
    if (name === MAIN_CHAIN && deposit)
      found.push({
        from: wallet,
        to: funding,
        move: { kind: 'transfer', from: 'WALLET', to: place, network: name, asset },
      })
    if (!withdraw) continue
    if (name === MAIN_CHAIN)
      found.push({
        from: funding,
        to: wallet,
        move: { kind: 'transfer', from: place, to: 'WALLET', network: name, asset },
      })
    for (const other of EXCHANGES) {
      if (
        other === place ||
        !terms.exchanges[other].networks.some((n) => n.name === name && n.asset === asset && n.deposit)
      )
        continue
      found.push({
        from: funding,
        to: node(other, 'funding', asset),
        move: { kind: 'transfer', from: place, to: other, network: name, asset },
      })
    }
  }
  return found
}
