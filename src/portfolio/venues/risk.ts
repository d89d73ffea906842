import type { PerYear } from '../../units/estimate.ts'
import { type Duration, seconds, YEAR } from '../../units/time.ts'
import { type Bounds, type Level, levelOf, type Measure, type MeasureName, of, worst } from '../measure.ts'
import type { Snapshot } from '../snapshot.ts'
import { type ExchangeFigures, type Figures, figuresOf } from './figures.ts'
import * as Loan from './loan.ts'
import type { VenuesMarket } from './market.ts'
import { shareOf, type VenuesPolicy } from './policy.ts'
import { sound } from './sound.ts'
import type { LoanAccount, VenuesState } from './state.ts'
import { isLoanUnknown, isWorthUnknown, type Unknown } from './unknown.ts'

/** How a venues book stands: its level, the figures behind it, and the table of every measure, drawn up when it is asked for. */
export interface Assessment {
  readonly level: Level
  readonly figures: Figures
  readonly measures: () => readonly Measure[]
}

type Moment = Snapshot<VenuesState, VenuesMarket>

/**
 * Loans, margin, delta, allocation, buffer and peg on one scale of levels (docs/rules/venues.md#D9, #D11, #D13, #D27, #D30). Nothing in
 * the air counts as margin or as health. What rests on a figure that nobody knows is not measured: it is a fault of data, and no alarm.
 */
export function assess(observed: Moment, policy: VenuesPolicy): Assessment {
  return assessSound(sound(observed, policy), policy)
}

/** The same for a snapshot that `sound` has been through: a decision has its figures looked at once. */
export function assessSound(snapshot: Moment, policy: VenuesPolicy): Assessment {
  const figures = figuresOf(snapshot.state, snapshot.market, policy)
  return {
    level: levelOfBook(figures, snapshot, policy),
    figures,
    measures: () => table(figures, snapshot, policy),
  }
}

/** The worst level of the table, found without drawing it up: most hours of a replay nobody reads the table. */
function levelOfBook(figures: Figures, snapshot: Moment, policy: VenuesPolicy): Level {
  const { bounds } = policy
  if (snapshot.market.unknown !== undefined) return levelOfTable(table(figures, snapshot, policy))
  let level = levelOf(Math.abs(snapshot.market.price.USDT - 1), bounds.peg)
  for (const loan of figures.loans) if (loan.debt !== 0) level = worst(level, loanLevel(loan, policy))
  for (const account of figures.exchanges) {
    if (account.notional !== 0 && !account.isDust) level = worst(level, marginLevel(account, policy))
    level = worst(level, levelOf(offShare(account, figures, policy), bounds.allocation))
  }
  if (policy.mode.coin !== 'USDT') level = worst(level, deltaLevel(figures, policy))
  if (policy.buffer > 0) level = worst(level, levelOf(bufferShare(figures, snapshot, policy), bounds.buffer))
  return level
}

function levelOfTable(measures: readonly Measure[]): Level {
  return measures.reduce<Level>((level, one) => worst(level, one.level), 'NORMAL')
}

/** Whether an exchange would have liquidated the account by now: its margin does not cover what it must maintain. */
export function isPastLiquidation({ equity, maintenance }: Pick<ExchangeFigures, 'equity' | 'maintenance'>): boolean {
  return maintenance > 0 && equity <= maintenance
}

/** The worst of an exchange's margin measures; past liquidation it is CRITICAL, whatever levels the policy has. */
export function marginLevel(account: ExchangeFigures, { bounds }: VenuesPolicy): Level {
  const { equity, maintenance, equityRatio, distance } = account
  if (isPastLiquidation(account)) return 'CRITICAL'
  const byMargin = worst(levelOf(equityRatio, bounds.equityRatio), levelOf(equity / maintenance, bounds.marginHealth))
  return worst(byMargin, levelOf(distance, bounds.distance))
}

/**
 * The worst of a lending account's measures. A debt below `limits.dust` is NORMAL: no liquidator earns its gas with it. Past liquidation the
 * level is CRITICAL, whatever levels the policy has.
 */
export function loanLevel({ debt, health, ltv }: Loan.LoanData, { bounds, limits }: VenuesPolicy): Level {
  if (debt < limits.dust) return 'NORMAL'
  if (health < 1) return 'CRITICAL'
  return worst(levelOf(health, bounds.health), levelOf(ltv, bounds.ltv))
}

/** Whether a loan or an exchange account stands at CRITICAL: what money that arrives there can mend, however small a sum it is. */
export function isDistressed(observed: Moment, policy: VenuesPolicy): boolean {
  const measures = assess(observed, policy).measures()
  return measures.some(({ name, level }) => level === 'CRITICAL' && MENDED.has(name))
}

/** Measures that money which arrives can mend. */
const MENDED: ReadonlySet<MeasureName> = new Set<MeasureName>(['health', 'ltv', 'equityRatio', 'marginHealth'])

export function deltaLevel({ driftFraction }: Figures, { bounds }: VenuesPolicy): Level {
  return levelOf(Math.abs(driftFraction), bounds.delta)
}

/** Share of net assets by which an exchange's equity is off its part of all that stands on exchanges (docs/rules/venues.md#D13). */
export function offShare(
  { place, worth }: ExchangeFigures,
  { exchanges, netAssets }: Figures,
  policy: VenuesPolicy,
): number {
  let onExchanges = 0
  for (const other of exchanges) onExchanges += other.worth
  return Math.abs(worth - shareOf(policy, place) * onExchanges) / netAssets
}

/** Share of net assets that the wallet holds in the share class's own asset. */
export function bufferShare(figures: Figures, { state, market }: Moment, { mode }: VenuesPolicy): number {
  const asset = mode.shareClass === 'USDT' ? 'USDT' : 'WETH'
  return (state.wallet[asset] * market.price[asset]) / figures.netAssets
}

function table(figures: Figures, { state, market }: Moment, policy: VenuesPolicy): readonly Measure[] {
  const { bounds } = policy
  const measures: Measure[] = []
  for (const loan of figures.loans) {
    const account = state.loans.find(({ id }) => id === loan.id)
    if (loan.debt === 0 || loan.debt < policy.limits.dust || account === undefined) continue
    const place = `AAVE:${loan.id}`
    const timeToCritical = decay(account, loan, { market, bounds: bounds.health })
    const isOver = loan.health < 1
    measures.push(lost(of('health', place, { value: loan.health, bounds: bounds.health, timeToCritical }), isOver))
    measures.push(lost(of('ltv', place, { value: loan.ltv, bounds: bounds.ltv }), isOver))
  }
  for (const account of figures.exchanges) {
    const { place, equity, maintenance, equityRatio, distance } = account
    if (account.notional !== 0 && !account.isDust) {
      const isOver = isPastLiquidation(account)
      measures.push(lost(of('equityRatio', place, { value: equityRatio, bounds: bounds.equityRatio }), isOver))
      measures.push(
        lost(of('marginHealth', place, { value: equity / maintenance, bounds: bounds.marginHealth }), isOver),
      )
      measures.push(lost(of('distance', place, { value: distance, bounds: bounds.distance }), isOver))
    }
    measures.push(of('allocation', place, { value: offShare(account, figures, policy), bounds: bounds.allocation }))
  }
  if (policy.mode.coin !== 'USDT') {
    measures.push(of('delta', 'BOOK', { value: Math.abs(figures.driftFraction), bounds: bounds.delta }))
  }
  if (policy.buffer > 0) {
    const value = bufferShare(figures, { asOf: market.asOf, state, market }, policy)
    measures.push(of('buffer', 'WALLET', { value, bounds: bounds.buffer }))
  }
  measures.push(of('peg', 'USDT', { value: Math.abs(market.price.USDT - 1), bounds: bounds.peg }))
  const { unknown } = market
  return unknown === undefined ? measures : measures.filter((one) => isMeasured(one, state, unknown))
}

/** Whether a measure rests on nothing but what is known. */
function isMeasured({ name, place }: Measure, { loans }: VenuesState, unknown: readonly Unknown[]): boolean {
  switch (name) {
    case 'equityRatio':
    case 'marginHealth':
    case 'distance':
      return !unknown.some((one) => one.place === place)
    case 'health':
    case 'ltv':
      return !loans.some((loan) => `AAVE:${loan.id}` === place && isLoanUnknown(loan, unknown))
    case 'peg':
      return !unknown.some(({ asset }) => asset === 'USDT')
    default:
      return !isWorthUnknown(unknown)
  }
}

/** A measure of an account; CRITICAL where the account is past liquidation, wherever its levels are. */
function lost(measure: Measure, isOver: boolean): Measure {
  return isOver ? { ...measure, level: 'CRITICAL' } : measure
}

/**
 * Time until health falls to critical at today's rates: health grows with supply and staking yield and falls with borrow
 * interest, `ln(health ÷ critical) ÷ (b − y)` to first order (docs/rules/venues.md#D16). Null when it does not fall.
 */
function decay(
  loan: LoanAccount,
  data: Loan.LoanData,
  { market, bounds }: { market: VenuesMarket; bounds: Bounds },
): Duration | null {
  let interest = 0
  let growth = 0
  for (const asset of Loan.LENDING_ASSETS) {
    const reserve = market.reserves[asset]
    if (loan.borrowed[asset] !== 0)
      interest += Loan.owed(loan, asset, market) * market.price[asset] * reserve.borrowRate
    if (loan.supplied[asset] !== 0)
      growth += Loan.supplied(loan, asset, market) * market.price[asset] * yieldOf(asset, reserve.supplyRate, market)
  }
  const fall = interest / data.debt - (data.collateral > 0 ? growth / data.collateral : 0)
  if (fall <= 0 || data.health <= bounds.critical) return fall <= 0 ? null : seconds(0)
  return seconds(((1 - bounds.critical / data.health) / fall) * YEAR)
}

function yieldOf(asset: string, supplyRate: PerYear, market: VenuesMarket): number {
  return asset === 'weETH' ? supplyRate + market.weeth.growth : supplyRate
}
