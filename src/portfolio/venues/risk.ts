import type { PerYear } from '../../units/estimate.ts'
import { type Duration, seconds, YEAR } from '../../units/time.ts'
import { type Bounds, type Level, type Measure, of, worst } from '../measure.ts'
import type { Snapshot } from '../snapshot.ts'
import * as Loan from './loan.ts'
import * as Margin from './margin.ts'
import type { VenuesMarket } from './market.ts'
import type { Exchange } from './place.ts'
import type { VenuesPolicy } from './policy.ts'
import type { LoanAccount, VenuesState } from './state.ts'
import * as Worth from './worth.ts'

/** Every measure of a venues book with its level, and the figures that the planner starts from. */
export interface Assessment {
  readonly level: Level
  readonly measures: readonly Measure[]
  readonly figures: Figures
}

export interface Figures {
  readonly netAssets: number
  readonly delta: { readonly ETH: number; readonly BTC: number }
  /** Delta of the mode's coin off its target, in USD, and as the fraction that policy measures. */
  readonly drift: number
  readonly driftFraction: number
  readonly loans: readonly (Loan.LoanData & { readonly id: string })[]
  readonly exchanges: readonly ExchangeFigures[]
}

export interface ExchangeFigures extends Margin.MarginData {
  readonly place: Exchange
  readonly worth: number
  readonly equityRatio: number
  readonly distance: number
}

/**
 * Loans, margin, delta, allocation, buffer and peg on one scale of levels (venues.md D9, D11, D13, D27, D30). Nothing in
 * the air counts as margin or as health.
 */
export function assess({ state, market }: Snapshot<VenuesState, VenuesMarket>, policy: VenuesPolicy): Assessment {
  const figures = figuresOf(state, market, policy)
  const { bounds } = policy
  const measures: Measure[] = []
  for (let i = 0; i < figures.loans.length; i++) {
    const data = figures.loans[i]
    const loan = state.loans[i]
    if (data === undefined || loan === undefined || data.debt === 0) continue
    const place = `AAVE:${data.id}`
    measures.push(
      of('health', place, {
        value: data.health,
        bounds: bounds.health,
        timeToCritical: decay(loan, data, { market, bounds: bounds.health }),
      }),
    )
    measures.push(of('ltv', place, { value: data.ltv, bounds: bounds.ltv }))
  }
  for (const account of figures.exchanges) addExchange(measures, account, { figures, policy })
  if (policy.mode.coin !== 'USDT')
    measures.push(of('delta', 'BOOK', { value: Math.abs(figures.driftFraction), bounds: bounds.delta }))
  if (policy.buffer > 0) {
    const asset = policy.mode.shareClass === 'USDT' ? 'USDT' : 'WETH'
    measures.push(
      of('buffer', 'WALLET', {
        value: (state.wallet[asset] * market.price[asset]) / figures.netAssets,
        bounds: bounds.buffer,
      }),
    )
  }
  measures.push(of('peg', 'USDT', { value: Math.abs(market.price.USDT - 1), bounds: bounds.peg }))
  let level: Level = 'NORMAL'
  for (const measure of measures) level = worst(level, measure.level)
  return { level, measures, figures }
}

/** What the book's long coins and shorts come to, and each account's own figures. */
export function figuresOf(state: VenuesState, market: VenuesMarket, policy: VenuesPolicy): Figures {
  const netAssets = Worth.netAssets(state, market)
  const delta = Worth.delta(state, market)
  const coins = policy.mode.coin === 'BTC' ? delta.BTC * market.price.BTC : delta.ETH * market.price.ETH
  const drift = policy.mode.shareClass === 'ETH' ? coins - netAssets : coins
  const exchanges = state.exchanges.map((account) => {
    const data = Margin.of(account, market)
    return {
      place: account.place,
      worth: Worth.exchange(account, market),
      equity: data.equity,
      notional: data.notional,
      maintenance: data.maintenance,
      equityRatio: Margin.equityRatio(data),
      distance: Margin.distance(account, data, market),
    }
  })
  const loans = state.loans.map((loan) => ({ id: loan.id, ...Loan.of(loan, market) }))
  return {
    netAssets,
    delta,
    drift,
    driftFraction: drift / basis(netAssets, exchanges, { policy, market, drift }),
    loans,
    exchanges,
  }
}

function addExchange(
  measures: Measure[],
  account: ExchangeFigures,
  { figures, policy }: { figures: Figures; policy: VenuesPolicy },
): void {
  const { bounds, allocation } = policy
  if (account.notional > 0) {
    measures.push(of('equityRatio', account.place, { value: account.equityRatio, bounds: bounds.equityRatio }))
    measures.push(of('health', account.place, { value: account.equity / account.maintenance, bounds: bounds.margin }))
    measures.push(of('distance', account.place, { value: account.distance, bounds: bounds.distance }))
  }
  let onExchanges = 0
  for (const other of figures.exchanges) onExchanges += other.worth
  const share = onExchanges > 0 ? account.worth / onExchanges : 0
  const target = allocation[account.place] ?? 0
  if (onExchanges > 0)
    measures.push(
      of('allocation', account.place, {
        value: Math.abs(share - target) * (onExchanges / figures.netAssets),
        bounds: bounds.allocation,
      }),
    )
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

/**
 * Time until health falls to critical at today's rates: health grows with supply and staking yield and falls with borrow
 * interest, `ln(health ÷ critical) ÷ (b − y)` to first order (venues.md D16). Null when it does not fall.
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
