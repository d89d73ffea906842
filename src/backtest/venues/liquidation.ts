import * as Emode from '../../models/lending/emode.ts'
import * as LoanLiquidation from '../../models/lending/liquidation.ts'
import * as PerpLiquidation from '../../models/perp/liquidation.ts'
import { plus, withExchange, withLoan, withWing } from '../../portfolio/venues/balance.ts'
import { position } from '../../portfolio/venues/grid.ts'
import * as Loan from '../../portfolio/venues/loan.ts'
import * as Margin from '../../portfolio/venues/margin.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { ExchangeAccount, LoanAccount, PerpPosition, VenuesState } from '../../portfolio/venues/state.ts'
import type { LendingAsset } from '../../portfolio/venues/terms.ts'
import { quantity, quote, type Usd, usd } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'

/** What a venue did to the book: the book after it and a line for the reader. */
export interface Liquidated {
  readonly state: VenuesState
  readonly place: string
  readonly detail: string
}

/**
 * The exchange closes what it must at this mark (docs/rules/venues.md#D12): the account loses the maintenance of what is closed and the
 * clearance fee, keeps the rest, and delta jumps by the closed size.
 */
export function liquidate(state: VenuesState, account: ExchangeAccount, market: VenuesMarket): Liquidated {
  const terms = market.terms.exchanges[account.place]
  let now = account
  const closed: string[] = []
  for (const perp of account.perps) {
    const outcome = PerpLiquidation.liquidate({
      ...(terms.liquidation === 'full' ? { rule: 'full' } : { rule: 'tiers', tiersPerStep: terms.tiersPerStep }),
      equity: equityFor(now, perp, market),
      quantity: perp.quantity,
      mark: quote(market.perps[account.place][perp.contract].mark),
      tiers: terms.tiers[perp.contract],
      clearanceFee: terms.clearanceFee,
    })
    if (outcome.closed === 0) continue
    const { lot } = terms.perps[perp.contract]
    const gone = outcome.remaining === 0 ? outcome.closed : quantity(closedInLots(outcome.closed, perp.quantity, lot))
    now = settle(now, perp, { closed: gone, loss: outcome.loss, market })
    closed.push(`${Math.abs(gone).toFixed(3)} ${perp.contract}, ${outcome.loss.toFixed(2)} USDT lost`)
  }
  if (closed.length === 0) return { state, place: account.place, detail: 'Nothing was due' }
  const detail = `Position liquidated: ${closed.join('; ')}`
  return { state: withExchange(state, insured(now)), place: account.place, detail }
}

/** What an exchange closes is an order too: rounded up to the lot, to no more than is held. */
function closedInLots(closed: number, held: number, lot: number): number {
  return Math.sign(closed) * Math.min(Math.abs(held), Grid.round(Math.abs(closed), lot, 'up'))
}

/** The equity that stands behind one contract: what the others ask for is theirs. */
function equityFor(account: ExchangeAccount, { contract }: PerpPosition, market: VenuesMarket): Usd {
  const { clearanceFee } = market.terms.exchanges[account.place]
  const rest = Margin.of({ ...account, perps: account.perps.filter((perp) => perp.contract !== contract) }, market)
  return usd(Margin.of(account, market).equity - rest.maintenance - clearanceFee * rest.notional)
}

/** What is below nothing when the last position is closed is the insurance fund's. */
function insured(account: ExchangeAccount): ExchangeAccount {
  const { USDT } = account.trading
  return account.perps.length > 0 || USDT >= 0
    ? account
    : withWing(account, 'trading', { asset: 'USDT', change: -USDT })
}

/** Whether a lending account can be liquidated at these prices. */
export function isBelowOne(loan: LoanAccount, market: VenuesMarket): boolean {
  return Loan.of(loan, market).health < 1
}

/** A liquidator repays the largest debt it may and takes collateral with its bonus, which is the borrower's loss. */
export function liquidateLoan(state: VenuesState, loan: LoanAccount, market: VenuesMarket): Liquidated {
  const data = Loan.of(loan, market)
  const debtAsset = largest((asset) => Loan.owed(loan, asset, market) * market.price[asset])
  const heldAsset = largest((asset) => Loan.supplied(loan, asset, market) * market.price[asset])
  const terms = market.terms.lending
  const outcome = LoanLiquidation.liquidate({
    health: data.health,
    totalDebt: data.debt,
    debt: usd(Loan.owed(loan, debtAsset, market) * market.price[debtAsset]),
    collateral: usd(Loan.supplied(loan, heldAsset, market) * market.price[heldAsset]),
    closeFactor: terms.closeFactor,
    fullCloseHealth: terms.fullCloseHealth,
    fullCloseBelow: usd(terms.fullCloseBelow),
    minLeftover: usd(terms.minLeftover),
    bonus: Emode.riskOf(terms.reserves[heldAsset], Loan.categoryOf(loan, market)).bonus,
    protocolFee: terms.protocolFee,
  })
  if (!outcome.ok) return { state, place: `AAVE:${loan.id}`, detail: outcome.code }
  const changed: LoanAccount = {
    ...loan,
    borrowed: plus(
      loan.borrowed,
      debtAsset,
      -outcome.repaid / market.price[debtAsset] / market.reserves[debtAsset].borrowIndex,
    ),
    supplied: plus(
      loan.supplied,
      heldAsset,
      -outcome.seized / market.price[heldAsset] / market.reserves[heldAsset].liquidityIndex,
    ),
  }
  const detail = `${outcome.repaid.toFixed(2)} USD of ${debtAsset} repaid by a liquidator, ${outcome.seized.toFixed(2)} USD of ${heldAsset} seized`
  return { state: withLoan(state, changed), place: `AAVE:${loan.id}`, detail }
}

function settle(
  account: ExchangeAccount,
  perp: PerpPosition,
  { closed, loss, market }: { closed: number; loss: number; market: VenuesMarket },
): ExchangeAccount {
  const { mark } = market.perps[account.place][perp.contract]
  const realised = closed * (mark - perp.entry)
  const { lot } = market.terms.exchanges[account.place].perps[perp.contract]
  const left = position(perp.quantity, -closed, lot)
  const others = account.perps.filter((other) => other !== perp)
  const perps = left === 0 ? others : [...others, { ...perp, quantity: quantity(left) }]
  return withWing({ ...account, perps }, 'trading', { asset: 'USDT', change: realised - loss })
}

function largest(worth: (asset: LendingAsset) => number): LendingAsset {
  let most: LendingAsset = 'USDT'
  for (const asset of Loan.LENDING_ASSETS) if (worth(asset) > worth(most)) most = asset
  return most
}
