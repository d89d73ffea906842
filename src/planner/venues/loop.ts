import * as Account from '../../models/lending/account.ts'
import * as Capacity from '../../models/lending/capacity.ts'
import * as Emode from '../../models/lending/emode.ts'
import { loanOf } from '../../portfolio/venues/balance.ts'
import * as Loan from '../../portfolio/venues/loan.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStepOf } from '../../portfolio/venues/step.ts'
import { executionCost } from '../../portfolio/venues/terms.ts'
import { quoteSwap } from '../../portfolio/venues/trade.ts'
import { type Fraction, fraction, type Quantity, quantity, type Usd, usd } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'

export type Deleverage = VenuesStepOf<'venues.deleverage'>

export interface LoopContext {
  readonly account: string
  readonly market: VenuesMarket
  readonly policy: VenuesPolicy
}

/** Collateral per unit of equity that the loop holds at its target health: 1 ÷ (1 − LTV). */
export function grossAtTarget({ account, market, policy }: LoopContext, state: VenuesState): number {
  return Account.leverageAtHealth(policy.bounds.health.target, liquidationLtv(state, account, market))
}

/** WETH to borrow for `equity` WETH put in: what brings the account to its target health, bounded by what the market has left. */
export function borrowFor(state: VenuesState, equity: number, context: LoopContext): Quantity {
  const { reserves, terms } = context.market
  const most = Math.min(borrowWanted(state, equity, context), reserves.WETH.available)
  return quantity(Grid.round(most, terms.ticks.WETH, 'down'))
}

/**
 * WETH whose debt brings the account to its target health with `equity` WETH put in. H·(D + b) = A + LT·(e + b) ⇒ b = (A + LT·e − H·D) ÷ (H − LT). Source: docs/rules/venues.md#D16.
 */
export function borrowWanted(state: VenuesState, equity: number, { account, market, policy }: LoopContext): number {
  const loan = loanOf(state, account)
  if (loan === undefined) return 0
  const data = Loan.of(loan, market)
  const threshold = liquidationLtv(state, account, market)
  const health = policy.bounds.health.target
  const price = market.price.WETH
  const borrow = (data.weighted + threshold * equity * price - health * data.debt) / (health - threshold) / price
  return Math.max(0, borrow)
}

/**
 * The step that takes `value` USD of equity out of the loop and leaves its health as it is: the same fraction k of
 * collateral sold and of debt repaid, k = value ÷ (C·(1 − s) − D·(1 + f)).
 */
export function unwind(state: VenuesState, value: number, { account, market }: LoopContext): Deleverage {
  const loan = loanOf(state, account)
  const supplied = loan === undefined ? 0 : Loan.supplied(loan, 'weETH', market)
  const owed = loan === undefined ? 0 : Loan.owed(loan, 'WETH', market)
  const part = Math.min(1, value / Math.max(equity(supplied, owed, { market, part: 1 }), Number.MIN_VALUE))
  const again = Math.min(1, value / Math.max(equity(supplied, owed, { market, part }), Number.MIN_VALUE))
  const sell = Grid.round(supplied * again, market.terms.ticks.weETH, 'down')
  // Rounded up, so that health does not fall by a tick, and no debt of a tick stays: the market takes no more than is owed.
  const repay = Grid.round(owed * again, market.terms.ticks.WETH, 'up')
  return { kind: 'venues.deleverage', account, sell: quantity(sell), repay: quantity(repay) }
}

/** The step that sells collateral and repays debt until health is `health`, nothing taken out (docs/rules/venues.md#D16). */
export function deleverageTo(state: VenuesState, health: number, { account, market }: LoopContext): Deleverage | null {
  const loan = loanOf(state, account)
  if (loan === undefined) return null
  const data = Loan.of(loan, market)
  const threshold = liquidationLtv(state, account, market)
  let slippage = lossOf(data.collateral, market)
  let sell: Usd = usd(0)
  for (let i = 0; i < 3; i++) {
    sell = Capacity.deleverageToHealth({
      weighted: data.weighted,
      debt: data.debt,
      health,
      slippage,
      liquidationLtv: threshold,
    })
    slippage = lossOf(sell, market)
  }
  const wanted = Grid.round(sell / market.price.weETH, market.terms.ticks.weETH, 'up')
  const most = Grid.round(Loan.supplied(loan, 'weETH', market), market.terms.ticks.weETH, 'down')
  const weeth = Math.min(wanted, most)
  if (!(weeth > 0)) return null
  const bought = quoteSwap(market, 'WALLET', { sell: 'weETH', buy: 'WETH', quantity: quantity(weeth) }).bought
  const owed = Loan.owed(loan, 'WETH', market)
  const paid = bought / (1 + market.terms.lending.flashFee)
  const repay = Grid.round(Math.min(paid, owed), market.terms.ticks.WETH, paid > owed ? 'up' : 'down')
  return { kind: 'venues.deleverage', account, sell: quantity(weeth), repay: quantity(repay) }
}

/** USD of equity that unwinding the whole loop would bring now. */
export function equityOf(state: VenuesState, { account, market }: LoopContext): number {
  const loan = loanOf(state, account)
  if (loan === undefined) return 0
  return Math.max(0, equity(Loan.supplied(loan, 'weETH', market), Loan.owed(loan, 'WETH', market), { market, part: 1 }))
}

/** Fraction lost when weETH worth so much is sold and the flash loan's fee is paid. */
function lossOf(value: number, market: VenuesMarket): Fraction {
  const kept = (market.weeth.market / market.weeth.rate) * (1 - executionCost(market.terms.depth['weETH/ETH'], value))
  return fraction(1 - kept / (1 + market.terms.lending.flashFee))
}

function equity(supplied: number, owed: number, { market, part }: { market: VenuesMarket; part: number }): number {
  const value = supplied * market.price.weETH
  const kept =
    (market.weeth.market / market.weeth.rate) * (1 - executionCost(market.terms.depth['weETH/ETH'], value * part))
  return value * kept - owed * market.price.WETH * (1 + market.terms.lending.flashFee)
}

function liquidationLtv(state: VenuesState, account: string, market: VenuesMarket) {
  const loan = loanOf(state, account)
  const category = loan === undefined ? undefined : Loan.categoryOf(loan, market)
  return Emode.riskOf(market.terms.lending.reserves.weETH, category).liquidationLtv
}
