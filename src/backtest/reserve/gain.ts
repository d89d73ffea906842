import { afterFee } from '../../models/reserve/fee.ts'
import { mulDown, scaleFrom } from '../../models/reserve/fixed.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { incoming, pricesOf, value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { of as amountOf, ZERO } from '../../units/amount.ts'
import { ZERO as NO_FEE } from '../../units/ratio.ts'
import { divide } from '../../units/rounding.ts'
import { ZERO as NO_SHARES } from '../../units/shares.ts'

/** Where a change of net assets comes from, in value of 18 places. The sum over all of them is the change, exactly. */
export interface Gains {
  /** Prices that moved while the reserve held what they are of. */
  readonly price: bigint
  /** Commitments that came to count, or ceased to; pledges without coins. */
  readonly schedule: bigint
  /** What a calibration took in and let go: balances of tranches that it added, less those of tranches it left out. */
  readonly calibrated: bigint
  /** Coins issued, at one each, and redeemed, below zero. */
  readonly minted: bigint
  readonly redeemed: bigint
  /** What stayed of deposits and withdrawals as a fee. */
  readonly fee: bigint
  /** Value of stable assets beyond what a deposit counted for and a withdrawal was charged with: above or below 1 each. */
  readonly clamp: bigint
  /** Coins redeemed below one: what the price of redemption kept. */
  readonly discount: bigint
  /** Fees and slippage of swaps, below zero. */
  readonly trade: bigint
  /** The last units of all of the divisions above. */
  readonly rounding: bigint
}

export const NOTHING: Gains = {
  price: 0n,
  schedule: 0n,
  calibrated: 0n,
  minted: 0n,
  redeemed: 0n,
  fee: 0n,
  clamp: 0n,
  discount: 0n,
  trade: 0n,
  rounding: 0n,
}

export const sumOf = (gains: Gains): bigint =>
  Object.values(gains).reduce((sum: bigint, each: bigint) => sum + each, 0n)

export const added = (a: Gains, b: Gains): Gains => ({
  price: a.price + b.price,
  schedule: a.schedule + b.schedule,
  calibrated: a.calibrated + b.calibrated,
  minted: a.minted + b.minted,
  redeemed: a.redeemed + b.redeemed,
  fee: a.fee + b.fee,
  clamp: a.clamp + b.clamp,
  discount: a.discount + b.discount,
  trade: a.trade + b.trade,
  rounding: a.rounding + b.rounding,
})

/** What new prices did to a reserve that holds the same before and after. */
export const repriced = (before: Reserve, after: Reserve): Gains => ({
  ...NOTHING,
  price: value(after).total - value(before).total,
})

/** What one step did to the net assets. Both reserves are at the same prices. */
export function gainsOf(step: ReserveStep, before: Reserve, after: Reserve): Gains {
  const change = value(after).total - value(before).total
  switch (step.kind) {
    case 'reserve.mint':
      return closed(minted(before, after), change)
    case 'reserve.redeem':
      return closed(redeemed(step.coins, before, after), change)
    case 'reserve.swap':
      return { ...NOTHING, trade: change }
    case 'reserve.pledge':
    case 'reserve.wait':
    case 'reserve.pause':
      return { ...NOTHING, schedule: change }
    case 'reserve.calibrate':
      return { ...NOTHING, calibrated: change }
  }
}

/** The rest is what the divisions left. */
const closed = (gains: Gains, change: bigint): Gains => ({ ...gains, rounding: change - sumOf(gains) })

function minted(before: Reserve, after: Reserve): Gains {
  let fee = 0n
  let clamp = 0n
  each(before, after, (tranche, change) => {
    const counts = incoming(tranche, amountOf(change), before.time)
    const kept = incoming(tranche, afterFee(amountOf(change), tranche.fees?.mint ?? NO_FEE), before.time)
    const { raw, lower } = pricesOf(tranche)
    fee += worth(tranche, counts - kept, raw)
    clamp += worth(tranche, kept, raw) - worth(tranche, kept, lower)
  })
  return { ...NOTHING, minted: after.supply - before.supply + burntBy(before, after), fee, clamp }
}

function redeemed(coins: bigint, before: Reserve, after: Reserve): Gains {
  let fee = 0n
  let clamp = 0n
  let charged = 0n
  each(before, after, (tranche, change) => {
    const asked = grossOf(-change, tranche.fees?.redeem ?? 0n)
    const { raw, upper } = pricesOf(tranche)
    fee += worth(tranche, asked + change, raw)
    clamp += worth(tranche, asked, upper) - worth(tranche, asked, raw)
    charged += worth(tranche, asked, upper)
  })
  return { ...NOTHING, redeemed: -coins, fee, clamp, discount: coins - charged }
}

/** Coins of stakers that a recovery burnt on the way: they change no assets. */
export const burntBy = ({ staked: was = NO_SHARES }: Reserve, { staked: is = NO_SHARES }: Reserve): bigint => was - is

/** Amount before a fee that leaves `net`: the least one that does. */
const grossOf = (net: bigint, fee: bigint): bigint => divide(net * UNIT, UNIT - fee, 'up')

const UNIT = 10n ** 18n

function each(before: Reserve, after: Reserve, visit: (tranche: Tranche, change: bigint) => void): void {
  for (const [at, tranche] of before.tranches.entries()) {
    const change = (after.tranches[at]?.balance ?? ZERO) - tranche.balance
    if (change !== 0n) visit(tranche, change)
  }
}

const worth = ({ decimals }: Tranche, amount: bigint, price: bigint): bigint =>
  mulDown(price, scaleFrom(amount, decimals))
