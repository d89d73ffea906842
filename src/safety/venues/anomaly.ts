import * as Emode from '../../models/lending/emode.ts'
import type { Snapshot } from '../../portfolio/snapshot.ts'
import * as Loan from '../../portfolio/venues/loan.ts'
import * as Margin from '../../portfolio/venues/margin.ts'
import { perpOf, type VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import { isPastLiquidation } from '../../portfolio/venues/risk.ts'
import type { ExchangeAccount, LoanAccount, VenuesFlight, VenuesState } from '../../portfolio/venues/state.ts'
import { termsOf, tiersOf } from '../../portfolio/venues/terms.ts'
import { grouped } from '../../units/text.ts'
import { format } from '../../units/time.ts'
import { block, type Finding, warn } from '../finding.ts'

type Moment = Snapshot<VenuesState, VenuesMarket>

/**
 * What a book shows that its venues would not have let happen, or would have ended by now: accounts past liquidation, debts that could
 * not be taken up, flights that are overdue or written down twice. It may be left from the past, or the figures are wrong: a person has to look.
 */
export function anomalies({ state, market }: Moment, policy: VenuesPolicy): readonly Finding[] {
  return [
    ...state.exchanges.flatMap((account) => exchange(account, market, policy)),
    ...state.loans.flatMap((loan) => lending(loan, market, policy)),
    ...flights(state, market),
  ]
}

function exchange(account: ExchangeAccount, market: VenuesMarket, policy: VenuesPolicy): readonly Finding[] {
  const { place } = account
  const { equity, maintenance } = Margin.of(account, market)
  const findings: Finding[] = []
  if (isPastLiquidation({ equity, maintenance }))
    findings.push(
      block(
        'EXCHANGE_LIQUIDATED',
        `${place} has ${usd(equity)} of margin where ${usd(maintenance)} must be maintained`,
        {
          facts: { exchange: place, equity, maintenance },
          lift: `${place} liquidates such an account at once. Look up there what is left of it before anything is sent, and state the book as it is now.`,
        },
      ),
    )
  for (const { contract, quantity } of account.perps) {
    if (quantity > 0 && policy.mode.isHedged)
      findings.push(
        warn('PERP_LONG', `${place} is long ${quantity} ${contract}; ${policy.mode.name} holds shorts alone`, {
          facts: { exchange: place, contract, quantity },
          lift: `If it is a short, write -${quantity}. A real long is left alone by every plan: close it by hand.`,
        }),
      )
    const most = Math.max(...tiersOf(termsOf(market.terms, place), contract).map(({ upTo }) => upTo))
    const notional = Math.abs(quantity) * perpOf(market, place, contract).mark
    if (notional > most)
      findings.push(
        warn('POSITION_ABOVE_TIERS', `${place} allows no position of ${usd(notional)} in ${contract}`, {
          facts: { exchange: place, contract, notional, most },
          lift: `Its largest tier ends at ${usd(most)}. Correct the quantity, or state terms.exchanges.${place}.tiers.`,
        }),
      )
  }
  return findings
}

function lending(loan: LoanAccount, market: VenuesMarket, { limits }: VenuesPolicy): readonly Finding[] {
  const data = Loan.of(loan, market)
  const { debt, collateral, health } = data
  if (debt === 0) return []
  const facts = { account: loan.id, debt, collateral }
  if (debt < limits.dust)
    return [
      warn('DEBT_DUST', `Account ${loan.id} owes ${usd(debt)}, less than limits.dust (${usd(limits.dust)})`, {
        facts: { ...facts, dust: limits.dust },
        lift: 'Nothing to do: it raises no alarm. The next plan that goes on chain repays it, unless that plan borrows from the account.',
      }),
    ]
  const findings: Finding[] = []
  if (health < 1)
    findings.push(
      block(
        'LOAN_LIQUIDATABLE',
        `Account ${loan.id} owes ${usd(debt)} against ${usd(collateral)} of collateral: health ${health.toFixed(3)}`,
        {
          facts: { ...facts, health },
          lift: 'Anybody may liquidate it, and at these figures somebody has. Look up at the market what is left of it, then repay.',
        },
      ),
    )
  const category = Loan.categoryOf(loan, market)
  for (const asset of Loan.LENDING_ASSETS) {
    if (loan.borrowed[asset] > 0) findings.push(...owing(asset, loan, market))
    else if (
      loan.supplied[asset] > 0 &&
      !(Emode.riskOf(market.terms.lending.reserves[asset], category).liquidationLtv > 0)
    )
      findings.push(
        warn('SUPPLY_NO_COLLATERAL', `${asset} supplied to account ${loan.id} counts for nothing as collateral`, {
          facts: { account: loan.id, asset, eMode: loan.eMode },
          lift: 'Withdraw it, or supply an asset that the market takes as collateral.',
        }),
      )
  }
  return findings
}

function owing(asset: 'USDT' | 'WETH' | 'weETH', loan: LoanAccount, market: VenuesMarket): readonly Finding[] {
  const category = Loan.categoryOf(loan, market)
  const facts = { account: loan.id, asset, eMode: loan.eMode }
  if (category !== undefined && !Emode.admits(asset, category))
    return [
      warn('DEBT_OUTSIDE_EMODE', `Account ${loan.id} owes ${asset}, which cannot be owed in eMode ${loan.eMode}`, {
        facts: { ...facts, borrowable: category.borrowable.join(' ') },
        lift: `Such an account cannot exist at Aave: correct its eMode or its debts in the book. If the mode changed after the debt was taken up, repay the ${asset}.`,
      }),
    ]
  if (category !== undefined || market.terms.lending.reserves[asset].borrowingEnabled) return []
  return [
    warn('DEBT_NOT_LENT', `Account ${loan.id} owes ${asset}, which the market does not lend`, {
      facts,
      lift: `Correct the debt in the book. If the market stopped lending ${asset} after it was taken up, repay it.`,
    }),
  ]
}

function flights({ flights: flying }: VenuesState, market: VenuesMarket): readonly Finding[] {
  const findings: Finding[] = []
  for (const [at, flight] of flying.entries()) {
    const { asset, quantity, from, to, eta } = flight
    const what = `${grouped(quantity)} ${asset} from ${from} to ${to}`
    if (market.asOf > eta.stress)
      findings.push(
        warn('FLIGHT_OVERDUE', `${what} should have arrived by ${format(eta.stress)}`, {
          facts: { asset, quantity, from, to, arrives: format(eta.stress) },
          lift: `Check whether ${to} was credited. If so, state it there and take the flight out; if not, look up the transfer ${from === 'WALLET' ? 'on the chain' : `at ${from}`}.`,
        }),
      )
    if (flying.findIndex((other) => isAlike(other, flight)) < at)
      findings.push(
        warn('FLIGHT_REPEATED', `${what} stands in the book twice, with the same times`, {
          facts: { asset, quantity, from, to, departed: format(flight.departed) },
          lift: 'If it is one movement, take one of them out: it is counted twice in net assets.',
        }),
      )
  }
  return findings
}

function isAlike(a: VenuesFlight, b: VenuesFlight): boolean {
  const isSameWay = a.from === b.from && a.to === b.to && a.asset === b.asset
  return isSameWay && a.quantity === b.quantity && a.departed === b.departed && a.eta.p50 === b.eta.p50
}

function usd(value: number): string {
  return `${grouped(value)} USD`
}
