import { type Quantity, quantity, type Usd, usd } from '../../units/estimate.ts'
import type { Holdings } from './asset.ts'
import * as Loan from './loan.ts'
import * as Margin from './margin.ts'
import { underlying, type VenuesMarket } from './market.ts'
import type { Exchange } from './place.ts'
import type { ExchangeAccount, LoanAccount, VenuesState } from './state.ts'

/** Net assets in USD, split by where they stand. Capital in flight counts once, under `flights`. */
export interface Worth {
  readonly netAssets: Usd
  readonly wallet: Usd
  readonly staked: Usd
  readonly loans: Usd
  readonly exchanges: Readonly<Partial<Record<Exchange, Usd>>>
  readonly flights: Usd
}

export function value(state: VenuesState, market: VenuesMarket): Worth {
  const staked = state.wallet.weETH * market.price.weETH
  const wallet = holdings(state.wallet, market) - staked
  let loans = 0
  for (const account of state.loans) loans += loan(account, market)
  const exchanges: Partial<Record<Exchange, Usd>> = {}
  let onExchanges = 0
  for (const account of state.exchanges) {
    const worth = exchange(account, market)
    exchanges[account.place] = usd(worth)
    onExchanges += worth
  }
  const flights = inFlight(state, market)
  return {
    netAssets: usd(wallet + staked + loans + onExchanges + flights),
    wallet: usd(wallet),
    staked: usd(staked),
    loans: usd(loans),
    exchanges,
    flights: usd(flights),
  }
}

/** Net assets alone, for the paths that ask it often. */
export function netAssets(state: VenuesState, market: VenuesMarket): Usd {
  let sum = loose(state, market)
  for (const account of state.loans) sum += loan(account, market)
  for (const account of state.exchanges) sum += exchange(account, market)
  return usd(sum)
}

/** USD of an exchange account: both wings and what the perps have gained. */
export function exchange(account: ExchangeAccount, market: VenuesMarket): number {
  return exchangeWith(account, Margin.of(account, market).equity, market)
}

/** The same where the margin's equity is known. */
export function exchangeWith(account: ExchangeAccount, equity: number, market: VenuesMarket): number {
  const spot = holdings(account.funding, market) + holdings(account.trading, market)
  return spot + (equity - account.trading.USDT) * market.price.USDT
}

/** USD that stands at an exchange, unrealised gains and what is on its way there included. */
export function standing(place: Exchange, state: VenuesState, market: VenuesMarket): number {
  let worth = 0
  for (const account of state.exchanges) if (account.place === place) worth += exchange(account, market)
  for (const flight of state.flights) if (flight.to === place) worth += flight.quantity * market.price[flight.asset]
  return worth
}

/** USD that is with no venue: the wallet's holdings, and what is in flight. */
export function loose(state: VenuesState, market: VenuesMarket): number {
  return holdings(state.wallet, market) + inFlight(state, market)
}

/**
 * What the book gains per unit that ETH and BTC rise, in coins: everything that follows the coin's price, debts and shorts
 * negative, capital in flight included (docs/rules/venues.md#D27).
 */
export function delta(state: VenuesState, market: VenuesMarket): { ETH: Quantity; BTC: Quantity } {
  const rate = market.weeth.rate
  const { WETH, weETH } = market.reserves
  let eth = coins(state.wallet, rate)
  let btc = state.wallet.BTC + 0
  for (const account of state.loans) {
    const { supplied, borrowed } = account
    const weeth = supplied.weETH * weETH.liquidityIndex - borrowed.weETH * weETH.borrowIndex
    eth += supplied.WETH * WETH.liquidityIndex - borrowed.WETH * WETH.borrowIndex + weeth * rate
  }
  for (const account of state.exchanges) {
    eth += coins(account.funding, rate) + coins(account.trading, rate)
    btc += account.funding.BTC + account.trading.BTC
    for (const perp of account.perps) {
      if (underlying(perp.contract) === 'ETH') eth += perp.quantity
      else btc += perp.quantity
    }
  }
  for (const flight of state.flights) {
    if (flight.asset === 'BTC') btc += flight.quantity
    else if (flight.asset !== 'USDT') eth += flight.quantity * (flight.asset === 'weETH' ? rate : 1)
  }
  return { ETH: quantity(eth), BTC: quantity(btc) }
}

function coins(held: Holdings, rate: number): number {
  return held.ETH + held.WETH + held.stETH + held.weETH * rate
}

function loan(account: LoanAccount, market: VenuesMarket): number {
  const data = Loan.of(account, market)
  return data.collateral - data.debt
}

/** Written out, not looped: this is asked of every account at every hour of a replay. */
function holdings(held: Holdings, { price }: VenuesMarket): number {
  const ether = (held.ETH + held.WETH) * price.ETH + held.weETH * price.weETH + held.stETH * price.stETH
  return held.USDT * price.USDT + ether + held.BTC * price.BTC
}

function inFlight(state: VenuesState, market: VenuesMarket): number {
  let sum = 0
  for (const flight of state.flights) sum += flight.quantity * market.price[flight.asset]
  return sum
}
