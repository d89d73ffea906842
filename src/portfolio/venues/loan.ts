import * as Account from '../../models/lending/account.ts'
import type { Category } from '../../models/lending/emode.ts'
import * as Emode from '../../models/lending/emode.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { heldOf } from './asset.ts'
import { priceOf, reserveOf, type VenuesMarket } from './market.ts'
import type { LoanAccount } from './state.ts'
import type { LendingAsset } from './terms.ts'

/** A lending account in USD at the oracle's prices, without the allocation of a full `AccountData`. Source: docs/models/lending.md#account. */
export interface LoanData {
  readonly id: string
  readonly collateral: Usd
  readonly debt: Usd
  readonly weighted: Usd
  readonly borrowPower: Usd
  /** 1 is liquidation; infinite without debt. */
  readonly health: number
  readonly ltv: number
}

export const LENDING_ASSETS: readonly LendingAsset[] = ['USDT', 'WETH', 'weETH']

export function of(loan: LoanAccount, market: VenuesMarket): LoanData {
  const category = categoryOf(loan, market)
  let collateral = 0
  let weighted = 0
  let borrowPower = 0
  let debt = 0
  for (const asset of LENDING_ASSETS) {
    const supplied = heldOf(loan.supplied, asset)
    if (supplied !== 0) {
      const value = supplied * reserveOf(market, asset).liquidityIndex * priceOf(market, asset)
      const risk = Emode.riskOf(riskTermsOf(market, asset), category)
      collateral += value
      weighted += value * risk.liquidationLtv
      borrowPower += value * risk.ltv
    }
    const borrowed = heldOf(loan.borrowed, asset)
    if (borrowed !== 0) debt += borrowed * reserveOf(market, asset).borrowIndex * priceOf(market, asset)
  }
  return {
    id: loan.id,
    collateral: usd(collateral),
    debt: usd(debt),
    weighted: usd(weighted),
    borrowPower: usd(borrowPower),
    health: Account.health(usd(weighted), usd(debt)),
    ltv: collateral > 0 ? debt / collateral : debt > 0 ? Number.POSITIVE_INFINITY : 0,
  }
}

export function categoryOf(loan: LoanAccount, market: VenuesMarket): Category | undefined {
  for (const category of market.terms.lending.categories) if (category.id === loan.eMode) return category
  return undefined
}

/** Tokens supplied now, interest included. */
export function supplied(loan: LoanAccount, asset: LendingAsset, market: VenuesMarket): number {
  return heldOf(loan.supplied, asset) * reserveOf(market, asset).liquidityIndex
}

/** Tokens owed now, interest included. */
export function owed(loan: LoanAccount, asset: LendingAsset, market: VenuesMarket): number {
  return heldOf(loan.borrowed, asset) * reserveOf(market, asset).borrowIndex
}

function riskTermsOf({ terms }: VenuesMarket, asset: LendingAsset): Emode.Reserve {
  const { reserves } = terms.lending
  return asset === 'USDT' ? reserves.USDT : asset === 'WETH' ? reserves.WETH : reserves.weETH
}

/** Whether an asset may leave the account: not while debt stands and collateral of LTV 0 is there (docs/models/lending.md#emode). */
export function mayLeave(loan: LoanAccount, asset: LendingAsset, market: VenuesMarket): boolean {
  if (!LENDING_ASSETS.some((owing) => loan.borrowed[owing] > 0)) return true
  const category = categoryOf(loan, market)
  const lines = LENDING_ASSETS.filter((held) => loan.supplied[held] > 0).map((held) => ({
    asset: held,
    ltv: Emode.riskOf(market.terms.lending.reserves[held], category).ltv,
  }))
  return Emode.mayLeave(lines, asset).ok
}
