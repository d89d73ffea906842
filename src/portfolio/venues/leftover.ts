import { grain, isDust } from './grid.ts'
import { underlying, type VenuesMarket } from './market.ts'
import type { Contract, Place } from './place.ts'
import type { VenuesPolicy } from './policy.ts'
import type { ExchangeAccount, VenuesState } from './state.ts'
import { perpGrid, spotGrid } from './terms.ts'
import * as Worth from './worth.ts'

/** What the venues' grid leaves where it is: too little for an order. `value` is in USD, `quantity` signed as it is held. */
export interface Leftover {
  readonly kind: 'hedge' | 'position' | 'coins'
  readonly place: Place | 'BOOK'
  readonly asset: string
  readonly quantity: number
  readonly value: number
  /** What it is below: the lot in coins, and the least notional in USDT. */
  readonly lot: number
  readonly leastNotional: number
}

/** Delta that no order could hedge, positions below an order, and coins on exchanges that cannot be sold. */
export function leftovers(state: VenuesState, market: VenuesMarket, policy: VenuesPolicy): readonly Leftover[] {
  return [...unhedged(state, market, policy), ...state.exchanges.flatMap((account) => ofAccount(account, market))]
}

function unhedged(state: VenuesState, market: VenuesMarket, { mode }: VenuesPolicy): readonly Leftover[] {
  if (!mode.isHedged || mode.shareClass === 'ETH') return []
  const coin = mode.coin === 'BTC' ? 'BTC' : 'ETH'
  const contract: Contract = coin === 'BTC' ? 'BTCUSDT' : 'ETHUSDT'
  const coins = Worth.delta(state, market)[coin]
  const value = coins * market.price[coin]
  if (Math.abs(coins) < FLOAT || Math.abs(value) > grain(state, contract, market)) return []
  const grids = state.exchanges.map(({ place }) => perpGrid(market.terms, place, contract))
  const lot = Math.min(...grids.map((grid) => grid.lot))
  const leastNotional = Math.min(...grids.map((grid) => grid.leastNotional))
  return [{ kind: 'hedge', place: 'BOOK', asset: coin, quantity: coins, value, lot, leastNotional }]
}

function ofAccount({ place, perps, trading }: ExchangeAccount, market: VenuesMarket): readonly Leftover[] {
  const found: Leftover[] = []
  for (const perp of perps) {
    if (!isDust(perp, place, market)) continue
    const { lot, leastNotional } = perpGrid(market.terms, place, perp.contract)
    const value = perp.quantity * market.price[underlying(perp.contract)]
    found.push({ kind: 'position', place, asset: perp.contract, quantity: perp.quantity, value, lot, leastNotional })
  }
  for (const asset of ['ETH', 'BTC'] as const) {
    const quantity = trading[asset]
    const { lot, leastNotional } = spotGrid(market.terms, place, asset)
    const value = quantity * market.price[asset]
    const isOrder = quantity >= lot && value >= leastNotional * market.price.USDT
    if (quantity < FLOAT || isOrder) continue
    found.push({ kind: 'coins', place, asset, quantity, value, lot, leastNotional })
  }
  return found
}

/** Coins that sums of float64 leave. */
const FLOAT = 1e-9
