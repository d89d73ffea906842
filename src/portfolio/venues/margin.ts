import * as Distance from '../../models/perp/liquidation.ts'
import * as Margin from '../../models/perp/margin.ts'
import * as Tiers from '../../models/perp/tiers.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { perpOf, type VenuesMarket } from './market.ts'
import type { ExchangeAccount } from './state.ts'
import { termsOf, tiersOf } from './terms.ts'

/**
 * A margin account at mark, in USDT: usable equity (USDT in the trading wing and unrealised gains), gross notional, and
 * what the exchange requires. Source: docs/models/perp.md#margin.
 */
export interface MarginData {
  readonly equity: Usd
  readonly notional: Usd
  readonly maintenance: Usd
}

export function of(account: ExchangeAccount, market: VenuesMarket): MarginData {
  const terms = termsOf(market.terms, account.place)
  let equity: number = account.trading.USDT
  let notional = 0
  let maintenance = 0
  for (const perp of account.perps) {
    const { mark } = perpOf(market, account.place, perp.contract)
    const size = usd(Math.abs(perp.quantity) * mark)
    equity += perp.quantity * (mark - perp.entry)
    notional += size
    maintenance += Tiers.maintenance(size, tiersOf(terms, perp.contract))
  }
  return { equity: usd(equity), notional: usd(notional), maintenance: usd(maintenance) }
}

/**
 * The smallest adverse move of price, as a fraction, that liquidates the account; infinite without a position. With
 * several contracts all are taken to move together and against the book, which is the cautious reading.
 */
export function distance(account: ExchangeAccount, data: MarginData, market: VenuesMarket): number {
  const terms = termsOf(market.terms, account.place)
  let nearest = Number.POSITIVE_INFINITY
  for (const perp of account.perps) {
    if (perp.quantity === 0) continue
    const side = perp.quantity < 0 ? 'short' : 'long'
    nearest = Math.min(
      nearest,
      Distance.distance({
        equity: data.equity,
        notional: data.notional,
        side,
        tiers: tiersOf(terms, perp.contract),
        fee: terms.clearanceFee,
      }),
    )
  }
  return nearest
}

/** E / N; infinite without a position, and NaN where the size of one is unknown, which is not the same. */
export function equityRatio({ equity, notional }: MarginData): number {
  return Number.isNaN(notional) ? notional : Margin.equityRatio(equity, notional)
}

/** USDT that may leave the trading wing: what the initial margin of the open positions does not hold (docs/models/perp.md#margin). */
export function withdrawable(account: ExchangeAccount, market: VenuesMarket): number {
  const data = of(account, market)
  const held = Margin.initialMargin(data.notional, termsOf(market.terms, account.place).leverage)
  return Math.max(0, Math.min(account.trading.USDT, data.equity - held))
}
