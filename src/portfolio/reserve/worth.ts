import { divDown, mulDown, scaleFrom } from '../../models/reserve/fixed.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { besides, value } from '../../models/reserve/state.ts'
import { type Amount, of as amountOf } from '../../units/amount.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { type Ratio, of as ratioOf } from '../../units/ratio.ts'
import type { ReserveMarket } from './market.ts'
import { quoted } from './quote.ts'
import type { ReserveState } from './state.ts'

/** What the reserve is worth, in value of 18 places. */
export interface Worth {
  /** All that counts in weights, at raw prices. */
  readonly total: Amount
  /** Of it what can be paid out, with stable assets at most at one: what redemption is priced by. */
  readonly redeemable: Amount
  /** Commitments that count in weights, and those beside. */
  readonly committed: Amount
  readonly beside: Amount
  /** Redeemable value ÷ coins that may be redeemed; null where there are none. */
  readonly collateral: Ratio | null
}

/** Fault for a tranche without a price. */
export function worth(reserve: Reserve, { bootstrapped }: ReserveMarket['rules']): Worth {
  const { total, tranches } = value(reserve)
  let redeemable = 0n
  let committed = 0n
  for (const { tranche, prices, value: worthOf } of tranches) {
    if (tranche.commitment === null) redeemable += mulDown(scaleFrom(tranche.balance, tranche.decimals), prices.lower)
    else committed += worthOf
  }
  let beside = 0n
  for (const worthOf of besides(reserve)) beside += worthOf
  const coins = reserve.supply - bootstrapped
  return {
    total,
    redeemable: amountOf(redeemable),
    committed: amountOf(committed),
    beside: amountOf(beside),
    collateral: coins > 0n ? ratioOf(divDown(redeemable, coins)) : null,
  }
}

/** USD of all that counts in weights, at the prices of the market. What coins are owed is no part of it. */
export const netAssets = ({ reserve }: ReserveState, market: ReserveMarket): number =>
  toUsd(value(quoted(reserve, market)).total)

/** Value of 18 places in USD. */
export const toUsd = (amount: bigint): Usd => usd(Number(amount) / 1e18)
