import { withWing } from '../portfolio/venues/balance.ts'
import { position } from '../portfolio/venues/grid.ts'
import type { PerpMarket, ReserveMarket, VenuesMarket } from '../portfolio/venues/market.ts'
import type { Exchange, Place } from '../portfolio/venues/place.ts'
import type { Alarm, ExchangeAccount, VenuesState } from '../portfolio/venues/state.ts'
import { perpGrid } from '../portfolio/venues/terms.ts'
import { perYear, quantity, quote } from '../units/estimate.ts'
import * as Grid from '../units/grid.ts'

/** One thing that goes wrong, as data. Fractions are plain, rates per year but for `funding`, which is per 8 h. */
export type Shock =
  | { readonly kind: 'price'; readonly move: number }
  | { readonly kind: 'staking'; readonly move: number }
  | { readonly kind: 'funding'; readonly rate: number }
  | { readonly kind: 'borrow'; readonly rate: number }
  | { readonly kind: 'utilisation' }
  | { readonly kind: 'down'; readonly place: Exclude<Place, 'WALLET'> }
  | { readonly kind: 'gas'; readonly gwei: number }
  | { readonly kind: 'adl'; readonly share: number }
  | { readonly kind: 'peg'; readonly price: number }

/** A book and its market. */
export interface Scene {
  readonly state: VenuesState
  readonly market: VenuesMarket
}

/** The scene after the shock: pure, and made of the figures of the scene before alone. */
export function strike(scene: Scene, shock: Shock): Scene {
  const { state, market } = scene
  switch (shock.kind) {
    case 'price':
      return { state, market: priced(market, 1 + shock.move) }
    case 'staking':
      return { state, market: slashed(market, 1 + shock.move) }
    case 'funding':
      return { state, market: requoted(market, (quoted) => ({ ...quoted, funding: perYear(shock.rate * PER_YEAR) })) }
    case 'borrow':
      return { state, market: relent(market, (reserve) => dearer(reserve, shock.rate)) }
    case 'utilisation':
      return { state, market: relent(market, exhausted) }
    case 'down':
      return { state, market: { ...market, down: [...market.down, shock.place] } }
    case 'gas':
      return { state, market: { ...market, gas: shock.gwei } }
    case 'adl':
      return { state: deleveraged(state, shock.share, market), market }
    case 'peg':
      return { state, market: depegged(market, shock.price / market.price.USDT) }
  }
}

/** Fundings of 8 h in a year of 365 days. */
const PER_YEAR = 1095

/** ETH and BTC together, marks along with them: what a book holds of neither does not care. */
function priced(market: VenuesMarket, factor: number): VenuesMarket {
  const { price } = market
  const moved = {
    ...price,
    ETH: quote(price.ETH * factor),
    WETH: quote(price.WETH * factor),
    stETH: quote(price.stETH * factor),
    weETH: quote(price.weETH * factor),
    BTC: quote(price.BTC * factor),
  }
  return remarked({ ...market, price: moved }, factor)
}

/** The protocol's rate falls and the market's with it. */
function slashed(market: VenuesMarket, factor: number): VenuesMarket {
  const { price, weeth } = market
  return {
    ...market,
    price: { ...price, weETH: quote(price.weETH * factor) },
    weeth: { ...weeth, rate: weeth.rate * factor, market: weeth.market * factor },
  }
}

/** The dollar price of coins stays; what is quoted in USDT rises as USDT falls. */
function depegged(market: VenuesMarket, factor: number): VenuesMarket {
  const price = { ...market.price, USDT: quote(market.price.USDT * factor) }
  return remarked({ ...market, price }, 1 / factor)
}

function remarked(market: VenuesMarket, factor: number): VenuesMarket {
  return requoted(market, (quoted) => ({ ...quoted, mark: quoted.mark * factor, last: quoted.last * factor }))
}

function requoted(market: VenuesMarket, change: (quoted: PerpMarket) => PerpMarket): VenuesMarket {
  const { BINANCE, BYBIT, OKX } = market.perps
  const both = (of: (typeof market.perps)[Exchange]) => ({ ETHUSDT: change(of.ETHUSDT), BTCUSDT: change(of.BTCUSDT) })
  return { ...market, perps: { BINANCE: both(BINANCE), BYBIT: both(BYBIT), OKX: both(OKX) } }
}

function relent(market: VenuesMarket, change: (reserve: ReserveMarket) => ReserveMarket): VenuesMarket {
  const { USDT, WETH, weETH } = market.reserves
  return { ...market, reserves: { USDT: change(USDT), WETH: change(WETH), weETH: change(weETH) } }
}

/** Lenders get their share of it in the proportion they had. */
function dearer(reserve: ReserveMarket, rate: number): ReserveMarket {
  if (reserve.borrowed === 0) return reserve
  const share = reserve.borrowRate > 0 ? reserve.supplyRate / reserve.borrowRate : 0
  return { ...reserve, borrowRate: perYear(rate), supplyRate: perYear(rate * share) }
}

/** All that was supplied is lent: nothing can be withdrawn or borrowed. Rates are left to a shock of their own. */
function exhausted(reserve: ReserveMarket): ReserveMarket {
  return { ...reserve, borrowed: reserve.supplied, available: 0 }
}

/** ADL at every exchange; that it was that is known, as an exchange says so. */
function deleveraged(state: VenuesState, share: number, market: VenuesMarket): VenuesState {
  const exchanges = state.exchanges.map((each) => cut(each, share, market))
  const alarm: Alarm = { kind: 'DELTA', place: 'BOOK', since: market.asOf, cause: 'ADL' }
  return { ...state, exchanges, alarms: [...state.alarms, alarm] }
}

/** The exchange closes a share of each short, in lots, at its mark: no fee, no choice, and the coins it hedged are bare. */
function cut(account: ExchangeAccount, share: number, market: VenuesMarket): ExchangeAccount {
  let now = account
  for (const perp of account.perps) {
    if (perp.quantity >= 0) continue
    const { lot } = perpGrid(market.terms, account.place, perp.contract)
    const closed = share === 1 ? perp.quantity : Grid.round(perp.quantity * share, lot, 'nearest')
    const gained = closed * (market.perps[account.place][perp.contract].mark - perp.entry)
    const perps = now.perps.map((one) =>
      one === perp ? { ...perp, quantity: quantity(position(perp.quantity, -closed, lot)) } : one,
    )
    now = withWing({ ...now, perps }, 'trading', { asset: 'USDT', change: gained })
  }
  return now
}
