import { ASSETS, type Asset, heldOf } from '../../portfolio/venues/asset.ts'
import { LENDING_ASSETS } from '../../portfolio/venues/loan.ts'
import { perpOf, priceOf, reserveOf, type VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { LendingAsset } from '../../portfolio/venues/terms.ts'
import { idleOf } from './deployment.ts'

/** Where profit comes from, in the book's currency. Each part is booked or revalued on its own; none is the rest of the others. */
export interface Parts {
  supply: number
  staking: number
  borrow: number
  funding: number
  price: number
  transaction: number
  liquidation: number
  /** Of `price`: the part of coins that were not at work (see `Deployment`). Already in `price`, so no part of the sum. */
  idlePrice: number
}

export function none(): Parts {
  return { supply: 0, staking: 0, borrow: 0, funding: 0, price: 0, transaction: 0, liquidation: 0, idlePrice: 0 }
}

export function clear(parts: Parts): void {
  parts.supply = 0
  parts.staking = 0
  parts.borrow = 0
  parts.funding = 0
  parts.price = 0
  parts.transaction = 0
  parts.liquidation = 0
  parts.idlePrice = 0
}

export function sum(parts: Parts): number {
  return (
    parts.supply + parts.staking + parts.borrow + parts.funding + parts.price + parts.transaction + parts.liquidation
  )
}

export function add(into: Parts, parts: Parts): void {
  into.supply += parts.supply
  into.staking += parts.staking
  into.borrow += parts.borrow
  into.funding += parts.funding
  into.price += parts.price
  into.transaction += parts.transaction
  into.liquidation += parts.liquidation
  into.idlePrice += parts.idlePrice
}

/** The currency a book is measured in: USD, or ETH at its price. */
export type Currency = 'USD' | 'ETH'

export function unit(market: VenuesMarket, currency: Currency): number {
  return currency === 'USD' ? 1 : market.price.ETH
}

/** A state as lists of what must be revalued; states change seldom, so this is made once for each. */
export interface Lines {
  /** `idle` is what of the quantity was not at work. */
  readonly coins: readonly { readonly asset: Asset; readonly quantity: number; readonly idle: number }[]
  readonly loans: readonly { readonly asset: LendingAsset; readonly supplied: number; readonly borrowed: number }[]
  readonly perps: readonly {
    readonly place: Exchange
    readonly contract: Contract
    readonly quantity: number
    readonly entry: number
  }[]
}

export function lines(state: VenuesState): Lines {
  const coins: Lines['coins'][number][] = []
  for (const asset of ASSETS) {
    const quantity = held(state, asset)
    if (quantity !== 0) coins.push({ asset, quantity, idle: idleOf(state, asset) })
  }
  const loans: Lines['loans'][number][] = []
  for (const loan of state.loans) {
    for (const asset of LENDING_ASSETS) {
      const supplied = loan.supplied[asset]
      const borrowed = loan.borrowed[asset]
      if (supplied !== 0 || borrowed !== 0) loans.push({ asset, supplied, borrowed })
    }
  }
  const perps: Lines['perps'][number][] = []
  for (const { place, perps: open } of state.exchanges) {
    for (const { contract, quantity, entry } of open) perps.push({ place, contract, quantity, entry })
  }
  return { coins, loans, perps }
}

/**
 * What a book gained between two markets while nothing was booked, part by part in fixed order: indices (old rate, old
 * price), then the staking rate (new balance, old price), then price (new balance, new rate). No cross terms remain, so the
 * parts add up to the change of net assets. Source: docs/rules/venues.md.
 */
export function revalue({ coins, loans, perps }: Lines, { from, to, currency }: Span, into: Parts): void {
  const before = unit(from, currency)
  const now = unit(to, currency)
  const etherBefore = from.price.ETH / before
  const etherMove = to.price.ETH / now - etherBefore
  const rateMove = to.weeth.rate - from.weeth.rate
  for (const { asset, quantity, idle } of coins) {
    if (asset === 'weETH') {
      into.staking += quantity * rateMove * etherBefore
      into.price += quantity * to.weeth.rate * etherMove
    } else {
      const move = priceOf(to, asset) / now - priceOf(from, asset) / before
      into.price += quantity * move
      into.idlePrice += idle * move
    }
  }
  for (const { asset, supplied, borrowed } of loans) {
    const old = reserveOf(from, asset)
    const fresh = reserveOf(to, asset)
    const priceBefore = priceOf(from, asset) / before
    into.supply += supplied * (fresh.liquidityIndex - old.liquidityIndex) * priceBefore
    into.borrow -= borrowed * (fresh.borrowIndex - old.borrowIndex) * priceBefore
    const balance = supplied * fresh.liquidityIndex - borrowed * fresh.borrowIndex
    if (asset === 'weETH') {
      into.staking += balance * rateMove * etherBefore
      into.price += balance * to.weeth.rate * etherMove
    } else into.price += balance * (priceOf(to, asset) / now - priceBefore)
  }
  const tetherBefore = from.price.USDT / before
  const tetherNow = to.price.USDT / now
  for (const { place, contract, quantity, entry } of perps) {
    const { mark } = perpOf(to, place, contract)
    into.price +=
      quantity * (mark - perpOf(from, place, contract).mark) * tetherBefore +
      quantity * (mark - entry) * (tetherNow - tetherBefore)
  }
}

/** Whole tokens of an asset in the wallet, both wings of every exchange, and the air. */
function held(state: VenuesState, asset: Asset): number {
  let total: number = heldOf(state.wallet, asset)
  for (const { funding, trading } of state.exchanges) total += heldOf(funding, asset) + heldOf(trading, asset)
  for (const flight of state.flights) if (flight.asset === asset) total += flight.quantity
  return total
}

export interface Span {
  readonly from: VenuesMarket
  readonly to: VenuesMarket
  readonly currency: Currency
}
