import * as Carry from '../../models/yield/carry.ts'
import { usd } from '../../units/estimate.ts'
import * as Loan from './loan.ts'
import type { VenuesMarket } from './market.ts'
import type { VenuesState } from './state.ts'

/**
 * What the book earns per year as it stands, in USD by source. Funding is the forecast, positive for shorts while longs pay;
 * capital in flight earns nothing. Source: docs/rules/venues.md#D4.
 */
export function income(state: VenuesState, market: VenuesMarket): Carry.Carry {
  let supply = 0
  let borrow = 0
  let staked = state.wallet.weETH * market.price.weETH
  for (const loan of state.loans) {
    for (const asset of Loan.LENDING_ASSETS) {
      if (loan.supplied[asset] !== 0) {
        const value = Loan.supplied(loan, asset, market) * market.price[asset]
        supply += value * market.reserves[asset].supplyRate
        if (asset === 'weETH') staked += value
      }
      if (loan.borrowed[asset] !== 0)
        borrow += Loan.owed(loan, asset, market) * market.price[asset] * market.reserves[asset].borrowRate
    }
  }
  let funding = 0
  for (const account of state.exchanges) {
    for (const perp of account.perps) {
      const quote = market.perps[account.place][perp.contract]
      funding -= perp.quantity * quote.mark * market.price.USDT * quote.funding
    }
  }
  return Carry.of({
    supply: usd(supply),
    staking: usd(staked * market.weeth.growth),
    borrow: usd(-borrow),
    funding: usd(funding),
  })
}
