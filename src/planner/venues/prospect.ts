import type { Exchange } from '../../portfolio/venues/place.ts'
import { executionCost } from '../../portfolio/venues/terms.ts'
import type { Refusal } from '../../units/refusal.ts'
import { mayClear } from '../judge.ts'
import type { Context } from './context.ts'
import { contractOf } from './hedge.ts'
import * as Loop from './loop.ts'
import { accountOf } from './transfer.ts'

/**
 * Bounds that say of a routine move, before any of it is written, that it cannot be worth making: the most it could earn and
 * the least it could cost. They never refuse a plan that judgement would have let through.
 */

/**
 * Most that moving so much out of the long leg, or into it, could add to a year's income. What a loop holds beyond its target
 * health leaves it without a sale; what is put in borrows up to the target, as far as that pays.
 */
export function mostYield(value: number, place: Exchange, { isOut, context }: Direction): number {
  const bare = value * carryOf(place, 1, context)
  if (!isOut) return bare + leverage(value, context)
  const whole = value * carryOf(place, grossOf(context.assessment), context)
  return -(hasSpare(context) ? Math.min(whole, bare) : whole)
}

/** Income per year of one USD of the long leg with its hedge at an exchange: staking and supply on the gross, borrow on the rest. */
function carryOf(place: Exchange, gross: number, { market, policy }: Context): number {
  const funding = market.perps[place][contractOf(policy)].funding
  const { growth } = market.weeth
  switch (policy.mode.long) {
    case 'loop': {
      return (
        gross * (growth + market.reserves.weETH.supplyRate) - (gross - 1) * market.reserves.WETH.borrowRate + funding
      )
    }
    case 'stake':
      return growth + funding
    case 'supply':
      return market.reserves.WETH.supplyRate + funding
    case 'spot':
      return funding
  }
}

/**
 * Least that selling (`out`) or building one USD of the hedged long leg costs: execution and taker fee, gas left out. A plan
 * may move less than all, and what is smaller trades better: so it is the cost of the smallest transfer there is.
 */
export function leastCost(most: number, place: Exchange, { isOut, context }: Direction): number {
  const { market, policy, assessment } = context
  const { depth, exchanges, exit } = market.terms
  const value = Math.min(most, policy.limits.transferMin)
  const perp = exchanges[place].perpFee + executionCost(depth.perp, value)
  const cash = executionCost(depth[policy.mode.coin === 'BTC' ? 'BTC/USDT' : 'ETH/USDT'], value)
  if (!isOut || policy.mode.long === 'spot' || policy.mode.long === 'supply') return perp + cash
  if (policy.mode.long === 'stake' || hasSpare(context))
    return perp + cash + Math.min(exit.instantStEth.fee, exit.instant.fee)
  const gross = grossOf(assessment)
  return perp + cash + gross * executionCost(depth['weETH/ETH'], value * gross)
}

/** Whether a routine move that earns at most `yieldPerYear` and costs at least `cost` on `value` could be judged worth making. */
export function isConceivable({ value, yieldPerYear, cost, lifetime }: Bound, { policy }: Context): boolean {
  const { decision, mode } = policy
  if (!mode.components.optimizer) return cost <= decision.costMax.target * value
  return mayClear({ yieldPerYear, cost, lifetime, hurdle: decision.hurdle.target }, decision)
}

/** What stands for a plan that was not written because it could not pay. */
export function notWorth({ value, yieldPerYear, cost }: Bound): Refusal {
  return {
    code: 'NOT_WORTH_IT',
    detail: 'It is out of its band, and moving it back costs more than it could bring',
    facts: { value, yieldPerYearMost: yieldPerYear, costLeast: cost },
    lift: 'Wait until it is urgent, pays, or gets cheaper; or lower decision.hurdle or raise decision.costMax.',
  }
}

/** Whether a lending account may let a transfer's worth of collateral go as it stands, without a sale to repay debt: (A − H·D) ÷ LT. */
function hasSpare({ assessment, policy }: Context): boolean {
  const { target } = policy.bounds.health
  return assessment.figures.loans.some(
    ({ weighted, debt, collateral }) =>
      weighted > 0 && ((weighted - target * debt) * collateral) / weighted >= policy.limits.transferMin,
  )
}

/** What a year of the debt that new equity would take on brings, where it brings anything. */
function leverage(value: number, context: Context): number {
  const { market, policy, state } = context
  if (policy.mode.long !== 'loop') return 0
  const spread = market.weeth.growth + market.reserves.weETH.supplyRate - market.reserves.WETH.borrowRate
  const { WETH } = market.price
  return (
    Math.max(0, spread) * WETH * Loop.borrowFor(state, value / WETH, { account: accountOf(context), market, policy })
  )
}

/** Collateral per USD of equity in the loop as it stands. */
function grossOf({ figures }: Context['assessment']): number {
  let collateral = 0
  let debt = 0
  for (const loan of figures.loans) {
    collateral += loan.collateral
    debt += loan.debt
  }
  return collateral > debt ? collateral / (collateral - debt) : 1
}

interface Direction {
  readonly isOut: boolean
  readonly context: Context
}

export interface Bound {
  readonly value: number
  readonly yieldPerYear: number
  readonly cost: number
  readonly lifetime: number
}
