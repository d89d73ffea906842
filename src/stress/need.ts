import * as Tiers from '../models/perp/tiers.ts'
import type { ExchangeFigures } from '../portfolio/venues/figures.ts'
import type { LoanData } from '../portfolio/venues/loan.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import type { Assessment } from '../portfolio/venues/risk.ts'
import { usd } from '../units/estimate.ts'

/** USD that would have to be added for no account to stand past its warning: as margin, and as repaid debt. */
export interface Need {
  readonly margin: number
  readonly debt: number
}

/** What is short now, account by account, each by the strictest of its own levels. */
export function need({ figures }: Pick<Assessment, 'figures'>, market: VenuesMarket, policy: VenuesPolicy): Need {
  let margin = 0
  for (const account of figures.exchanges)
    if (account.notional > 0) margin += marginShort(account, market, policy) * market.price.USDT
  let debt = 0
  for (const loan of figures.loans) if (loan.debt > 0) debt += debtOver(loan, policy)
  return { margin, debt }
}

/**
 * USDT to the largest of three requirements: ratio · N, health · MM, and what a rise x of the mark takes of a short,
 * x·N + (MM + fee) at N·(1+x).
 */
function marginShort(account: ExchangeFigures, market: VenuesMarket, { bounds, mode }: VenuesPolicy): number {
  const { equity, notional, maintenance, place } = account
  const terms = market.terms.exchanges[place]
  const byRatio = known(bounds.equityRatio.warning) * notional
  const byMargin = known(bounds.marginHealth.warning) * maintenance
  const rise = known(bounds.distance.warning)
  const then = usd(notional * (1 + rise))
  const tiers = terms.tiers[mode.coin === 'BTC' ? 'BTCUSDT' : 'ETHUSDT']
  const byDistance = rise > 0 ? rise * notional + Tiers.maintenance(then, tiers) + terms.clearanceFee * then : 0
  return Math.max(0, Math.max(byRatio, byMargin, byDistance) - equity)
}

/** The part of an assessment that is about some places. */
export function partOf(
  { figures }: Pick<Assessment, 'figures'>,
  isWanted: (place: string) => boolean,
): Pick<Assessment, 'figures'> {
  const exchanges = figures.exchanges.filter(({ place }) => isWanted(place))
  return { figures: { ...figures, exchanges, loans: figures.loans.filter(({ id }) => isWanted(`AAVE:${id}`)) } }
}

export const plus = (a: Need, b: Need): Need => ({ margin: a.margin + b.margin, debt: a.debt + b.debt })

/** Debt to repay: D − A ÷ health and D − ltv · C, the larger (docs/rules/venues.md). */
function debtOver({ debt, weighted, collateral }: LoanData, { bounds }: VenuesPolicy): number {
  const byHealth = Number.isFinite(bounds.health.warning) ? debt - weighted / bounds.health.warning : 0
  const byLtv = Number.isFinite(bounds.ltv.warning) ? debt - bounds.ltv.warning * collateral : 0
  return Math.max(0, byHealth, byLtv)
}

/** A level that does not apply asks for nothing. */
function known(level: number): number {
  return Number.isFinite(level) ? level : 0
}
