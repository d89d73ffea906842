import { payment } from '../../models/perp/funding.ts'
import * as Tiers from '../../models/perp/tiers.ts'
import { exchangeOf, withExchange, withWing } from '../../portfolio/venues/balance.ts'
import * as Margin from '../../portfolio/venues/margin.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import type { ExchangeAccount } from '../../portfolio/venues/state.ts'
import { termsOf, tiersOf } from '../../portfolio/venues/terms.ts'
import { netAssets } from '../../portfolio/venues/worth.ts'
import type { History, PerpHistory } from '../../ports/history.ts'
import { quote, usd } from '../../units/estimate.ts'
import * as Attribution from './attribution.ts'
import * as Liquidation from './liquidation.ts'
import { withEther, withMark } from './market.ts'
import { become, linesOf, type Run } from './run.ts'

/**
 * From one row to the next: what the venues would have done at the worst price within the hour, then what the positions
 * that are left gained by its end. Whatever the venues do is booked at the price at which they do it.
 */
export function pass(run: Run, row: number, before: VenuesMarket): void {
  let from = run.state.loans.some(mixes) ? loansAtWorst(run, row - 1, before) : before
  for (const account of run.state.exchanges)
    if (account.perps.length > 0 && isDueAtWorst(run, account, { row: row - 1, from }))
      from = marginAtWorst(run, account.place, { row: row - 1, from })
  Attribution.revalue(linesOf(run), { from, to: run.now, currency: run.currency }, run.parts)
  for (const loan of run.state.loans)
    if (Liquidation.isBelowOne(loan, run.now)) book(run, run.now, Liquidation.liquidateLoan(run.state, loan, run.now))
}

/** Funding of every position held into this row, at the stamps and rates that were settled, at the mark of the row. */
export function fund(run: Run, row: number): void {
  const { history } = run.setup
  const { now: market } = run
  for (const { place, perps } of run.state.exchanges) {
    for (const { contract, quantity } of perps) {
      const rate = pastOf(history, place, contract)?.settled[row]
      if (rate === undefined || Number.isNaN(rate)) continue
      const received = payment({ quantity, mark: quote(market.perps[place][contract].mark), rate })
      const account = exchangeOf(run.state, place)
      if (account === undefined) continue
      become(run, withExchange(run.state, withWing(account, 'trading', { asset: 'USDT', change: received })))
      run.parts.funding += (received * market.price.USDT) / Attribution.unit(market, run.currency)
    }
  }
}

/** Whether an account's health follows the price of ETH: it owes one kind of asset against the other. */
function mixes(loan: Run['state']['loans'][number]): boolean {
  const etherDebt = loan.borrowed.WETH + loan.borrowed.weETH
  const etherHeld = loan.supplied.WETH + loan.supplied.weETH
  return (loan.borrowed.USDT > 0 && etherHeld > 0) || (etherDebt > 0 && loan.supplied.USDT > 0)
}

/** Loans at the hour's low and high of ETH: the side that hurts is liquidated there. Answers the market that the book is left at. */
function loansAtWorst(run: Run, row: number, from: VenuesMarket): VenuesMarket {
  const { low, high } = run.setup.history.spot.ETH
  for (const price of [low[row], high[row]]) {
    if (price === undefined) continue
    const worst = withEther(run.at(row), price * from.price.USDT)
    const due = run.state.loans.filter((loan) => Liquidation.isBelowOne(loan, worst))
    if (due.length === 0) continue
    Attribution.revalue(linesOf(run), { from, to: worst, currency: run.currency }, run.parts)
    for (const loan of due) book(run, worst, Liquidation.liquidateLoan(run.state, loan, worst))
    return worst
  }
  return from
}

/**
 * An exchange account at the hour's worst mark: as often as it becomes due on the way there, it is closed where it does. Answers
 * the market with the marks that were reached.
 */
function marginAtWorst(run: Run, place: Exchange, { row, from }: Hour): VenuesMarket {
  for (let market = from; ; ) {
    const account = exchangeOf(run.state, place)
    if (account === undefined || !isDueAtWorst(run, account, { row, from: market })) return market
    const distance = Margin.distance(account, Margin.of(account, market), market)
    market = closeAt(run, account, { row, from: market, distance })
    // Contracts that do not move together may not be due by the distance of one price: then they are at their worst marks.
    if (run.state.exchanges.includes(account))
      market = closeAt(run, account, { row, from: market, distance: Number.POSITIVE_INFINITY })
    if (run.state.exchanges.includes(account)) return market
  }
}

/** The account's marks so far from where they are, no further than the hour goes, and what the exchange closes there. */
function closeAt(run: Run, account: ExchangeAccount, { row, from, distance }: Reach): VenuesMarket {
  const { place, perps } = account
  let market = from
  for (const { contract, quantity } of perps) {
    const open = from.perps[place][contract].mark
    const extreme = worst(run, account, { contract, row, isShort: quantity < 0 })
    const reached =
      quantity < 0 ? Math.min(extreme, open * (1 + distance * PAST)) : Math.max(extreme, open * (1 - distance * PAST))
    const moved = quantity * (reached - open) * from.price.USDT
    run.parts.price += moved / Attribution.unit(from, run.currency)
    market = withMark(market, { place, contract }, reached)
  }
  book(run, market, Liquidation.liquidate(run.state, account, market))
  return market
}

/** Whether the account's equity at the hour's worst marks is within what the exchange asks for. */
function isDueAtWorst(run: Run, account: ExchangeAccount, { row, from }: Hour): boolean {
  const terms = termsOf(from.terms, account.place)
  let equity: number = account.trading.USDT
  let required = 0
  for (const { contract, quantity, entry } of account.perps) {
    const mark = worst(run, account, { contract, row, isShort: quantity < 0 })
    const notional = Math.abs(quantity) * mark
    equity += quantity * (mark - entry)
    required += Tiers.maintenance(usd(notional), tiersOf(terms, contract)) + terms.clearanceFee * notional
  }
  return equity <= required
}

function worst(run: Run, { place }: ExchangeAccount, { contract, row, isShort }: Bar): number {
  const bars = pastOf(run.setup.history, place, contract)?.mark
  return (isShort ? bars?.high[row] : bars?.low[row]) ?? Number.NaN
}

/** A contract's past, its names written out as in `priceOf`. */
function pastOf({ perps }: History, place: Exchange, contract: Contract): PerpHistory | undefined {
  const at = place === 'BINANCE' ? perps.BINANCE : place === 'BYBIT' ? perps.BYBIT : perps.OKX
  return contract === 'ETHUSDT' ? at?.ETHUSDT : at?.BTCUSDT
}

/** What a liquidation took, measured as the worth it took. */
function book(run: Run, at: VenuesMarket, { state, place, detail }: Liquidation.Liquidated): void {
  if (state === run.state) return
  const before = run.state
  const lost = netAssets(before, at) - netAssets(state, at)
  become(run, state)
  run.parts.liquidation -= lost / Attribution.unit(at, run.currency)
  run.recorder.liquidation(at, {
    place,
    detail,
    lost: lost / Attribution.unit(at, run.currency),
    before,
  })
}

/** A hair beyond the closed form, so that the account is due in spite of rounding. */
const PAST = 1 + 1e-9

interface Hour {
  readonly row: number
  /** The market as it opened, or as what was liquidated in it left it. */
  readonly from: VenuesMarket
}

interface Reach extends Hour {
  readonly distance: number
}

interface Bar {
  readonly contract: Contract
  readonly row: number
  readonly isShort: boolean
}
