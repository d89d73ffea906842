import { grain, isDustAccount } from './grid.ts'
import * as Loan from './loan.ts'
import * as Margin from './margin.ts'
import type { VenuesMarket } from './market.ts'
import type { Exchange } from './place.ts'
import type { VenuesPolicy } from './policy.ts'
import type { ExchangeAccount, VenuesState } from './state.ts'
import * as Worth from './worth.ts'

/** The figures of a book that measures, plans and rules start from. */
export interface Figures {
  readonly netAssets: number
  readonly delta: { readonly ETH: number; readonly BTC: number }
  /**
   * Delta of the mode's coin off its target, in USD, and as the fraction that policy measures; the fraction is 0 for a drift
   * out of its band that is smaller than any order (half a lot, or the least notional).
   */
  readonly drift: number
  readonly driftFraction: number
  readonly loans: readonly Loan.LoanData[]
  readonly exchanges: readonly ExchangeFigures[]
}

export interface ExchangeFigures extends Margin.MarginData {
  readonly place: Exchange
  readonly worth: number
  readonly equityRatio: number
  readonly distance: number
  /** All that is open there is too small to be an order: its margin measures nothing. */
  readonly isDust: boolean
}

/** What the book's long coins and shorts come to, and each account's own figures, every account looked at once. */
export function figuresOf(state: VenuesState, market: VenuesMarket, policy: VenuesPolicy): Figures {
  const loans = state.loans.map((loan) => Loan.of(loan, market))
  const exchanges = state.exchanges.map((account) => exchangeFigures(account, market))
  let netAssets = Worth.loose(state, market)
  for (const { collateral, debt } of loans) netAssets += collateral - debt
  for (const { worth } of exchanges) netAssets += worth
  const delta = Worth.delta(state, market)
  const coins = policy.mode.coin === 'BTC' ? delta.BTC * market.price.BTC : delta.ETH * market.price.ETH
  const drift = policy.mode.shareClass === 'ETH' ? coins - netAssets : coins
  const fraction = drift / basis(netAssets, exchanges, { policy, market, drift })
  const isOut = policy.mode.isHedged && Math.abs(fraction) > policy.bounds.delta.high
  const contract = policy.mode.coin === 'BTC' ? 'BTCUSDT' : 'ETHUSDT'
  const driftFraction = isOut && Math.abs(drift) <= grain(state, contract, market) ? 0 : fraction
  return { netAssets, delta, drift, driftFraction, loans, exchanges }
}

function exchangeFigures(account: ExchangeAccount, market: VenuesMarket): ExchangeFigures {
  const data = Margin.of(account, market)
  const { equity, notional, maintenance } = data
  return {
    place: account.place,
    worth: Worth.exchangeWith(account, equity, market),
    equity,
    notional,
    maintenance,
    equityRatio: Margin.equityRatio(data),
    distance: Margin.distance(account, data, market),
    isDust: isDustAccount(account, market),
  }
}

/** What drift is a fraction of: net assets, or half of long and short together, so that both readings agree on a plain hedge. */
function basis(
  netAssets: number,
  exchanges: readonly ExchangeFigures[],
  { policy, market, drift }: { policy: VenuesPolicy; market: VenuesMarket; drift: number },
): number {
  if (policy.deltaOver === 'netAssets') return netAssets
  let short = 0
  for (const account of exchanges) short += account.notional
  const gross = Math.abs(short * market.price.USDT + drift / 2)
  return gross > 0 ? gross : netAssets
}
