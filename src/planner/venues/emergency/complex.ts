import * as Capacity from '../../../models/lending/capacity.ts'
import * as Emode from '../../../models/lending/emode.ts'
import * as Loan from '../../../portfolio/venues/loan.ts'
import type { VenuesMarket } from '../../../portfolio/venues/market.ts'
import type { VenuesState } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import type { LendingAsset } from '../../../portfolio/venues/terms.ts'
import { quoteSwap } from '../../../portfolio/venues/trade.ts'
import { quantity } from '../../../units/estimate.ts'
import { lookup } from '../../../units/lookup.ts'
import { whole } from '../../../units/text.ts'
import type { Context } from '../context.ts'
import { act, type Desk, hedged, reject } from './desk.ts'
import { known } from './known.ts'
import { targetOf } from './ltv.ts'

/** One way to repay part of one debt, with where the money comes from. */
export interface Repayment {
  readonly source: 'WALLET' | 'DELEVERAGE'
  readonly asset: 'WETH' | 'USDT'
  /** USD repaid, and the carry per year that is lost by it for a whole unit of health restored; the least is the best. */
  readonly value: number
  readonly carryLost: number
  readonly step: VenuesStep
}

/**
 * Several debts, staked collateral and a hedge (docs/rules/venues.md#D26, #D31): what selects how a loan is relieved, and nothing else. Dust is not
 * counted.
 */
export function isComplex(
  { loans, exchanges }: VenuesState,
  { market, policy }: Pick<Context, 'market' | 'policy'>,
): boolean {
  let debts = 0
  let isStaked = false
  for (const loan of loans) {
    for (const asset of Loan.LENDING_ASSETS) {
      const owed = Loan.owed(loan, asset, market) * market.price[asset]
      if (owed > 0 && owed >= policy.limits.dust) debts += 1
    }
    isStaked ||= loan.supplied.weETH > 0
  }
  return debts > 1 && isStaked && exchanges.some(({ perps }) => perps.length > 0)
}

/** One round: each repayment in the order of what it costs in carry, no more than the policy's share of a debt, none below its floor. */
export function relieveComplex(account: string, desk: Desk): void {
  const share = new Map<string, number>()
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const found = targetOf(account, desk)
    if (found.health >= found.target.health) return
    const best = repayments(account, desk, share)[0]
    if (best === undefined) return
    const note = {
      source: `${best.source} ${best.asset}`,
      value: best.value,
      detail: `${whole(best.value, 'nearest')} USD of ${best.asset} repaid at ${account}, ${best.carryLost.toFixed(2)} USD a year lost per unit of health`,
    }
    share.set(best.asset, (share.get(best.asset) ?? 0) + best.value)
    if (!act(desk, note, hedged(desk, [best.step]))) share.set(`${best.source} ${best.asset}`, Number.POSITIVE_INFINITY)
  }
}

/** Two debts, two sources each: more rounds than that change nothing. */
const ROUNDS_MAX = 6

/** What could be repaid now, the least carry lost per unit of health first; unnamed debts are left to a person. */
export function repayments(account: string, desk: Desk, used: ReadonlyMap<string, number>): readonly Repayment[] {
  const { market, policy, state: start } = desk.context
  const first = known(start.loans, ({ id }) => id === account, account)
  const found: Repayment[] = []
  for (const asset of ['WETH', 'USDT'] as const) {
    const owed = Loan.owed(first, asset, market) * market.price[asset]
    if (owed === 0) continue
    if (lookup(policy.emergency.purposes, `${account}/${asset}`) === undefined) {
      approve(account, asset, desk)
      continue
    }
    const most = policy.emergency.debtRound.share * owed - (used.get(asset) ?? 0)
    for (const one of [wallet, collateral]) {
      const way = one({ account, asset, most, desk })
      if (way === null || way.value < policy.emergency.debtRound.min || used.has(`${way.source} ${asset}`)) continue
      found.push(way)
    }
  }
  return found.sort((a, b) => a.carryLost - b.carryLost)
}

/** From the wallet: cash earns nothing, so what is lost is what is not paid any more. */
function wallet({ account, asset, most, desk }: Asked): Repayment | null {
  const { market } = desk.context
  const value = Math.min(most, desk.draft.state.wallet[asset] * market.price[asset], toTarget(account, desk))
  const step: VenuesStep = { kind: 'venues.repay', account, asset, size: quantity(value / market.price[asset]) }
  return {
    source: 'WALLET',
    asset,
    value,
    step,
    carryLost: lost({ account, desk, asset, value }, { yields: 0, sold: 0 }),
  }
}

/** Staked collateral sold in one transaction: its yield is lost, its threshold leaves with it. */
function collateral({ account, asset, most, desk }: Asked): Repayment | null {
  const { market } = desk.context
  const { loan, target } = targetOf(account, desk)
  if (asset !== 'WETH' || loan.supplied.weETH === 0 || most <= 0) return null
  const { bought } = quoteSwap(market, 'WALLET', {
    sell: 'weETH',
    buy: 'WETH',
    quantity: quantity(most / market.price.weETH),
  })
  const kept = (bought * market.price.WETH) / most / (1 + market.terms.lending.flashFee)
  const counts = Emode.riskOf(market.terms.lending.reserves.weETH, Loan.categoryOf(loan, market)).liquidationLtv
  const missing = target.health * target.debt - target.weighted
  const gain = target.health * kept - counts
  const sold = Math.min(
    most / kept,
    gain > 0 ? missing / gain : 0,
    Loan.supplied(loan, 'weETH', market) * market.price.weETH,
  )
  const value = sold * kept * EXACT
  const step: VenuesStep = {
    kind: 'venues.deleverage',
    account,
    sell: quantity(sold / market.price.weETH),
    repay: quantity(value / market.price.WETH),
  }
  const yields = market.weeth.growth + market.reserves.weETH.supplyRate
  return {
    source: 'DELEVERAGE',
    asset,
    value,
    step,
    carryLost: lost({ account, desk, asset, value }, { yields, sold: sold * counts }),
  }
}

/** (yield − cost) · repaid ÷ ΔHF (docs/rules/venues.md#D26), ΔHF = (A − what leaves) ÷ (D − R) − A ÷ D. */
function lost({ account, asset, value, desk }: Repaid, { yields, sold }: { yields: number; sold: number }): number {
  const { market } = desk.context
  const { weighted, debt } = targetOf(account, desk).target
  const gained = (weighted - sold) / Math.max(debt - value, Number.MIN_VALUE) - weighted / debt
  return gained > 0 ? ((yields - costOf(asset, market)) * value) / gained : Number.POSITIVE_INFINITY
}

/** Outside money that restores the target. */
function toTarget(account: string, desk: Desk): number {
  return Capacity.repayToHealth(targetOf(account, desk).target)
}

function costOf(asset: LendingAsset, { reserves }: VenuesMarket): number {
  return reserves[asset].borrowRate
}

function approve(account: string, asset: string, desk: Desk): void {
  const source = `DEBT ${account}/${asset}`
  const detail = `nobody said what the ${asset} debt of ${account} is for`
  if (desk.rejected.some((one) => one.source === source)) return
  reject(desk, source, `APPROVAL_NEEDED: ${detail}`)
  desk.approvals.push({
    code: 'APPROVAL_NEEDED',
    detail,
    facts: { account, asset },
    lift: 'State its purpose in lending.purposes, or have a person approve the repayment.',
  })
}

/** The sale is quoted at one size and made at another. */
const EXACT = 1 - 1e-3

interface Asked {
  readonly account: string
  readonly asset: 'WETH' | 'USDT'
  readonly most: number
  readonly desk: Desk
}

interface Repaid {
  readonly account: string
  readonly asset: LendingAsset
  readonly value: number
  readonly desk: Desk
}
