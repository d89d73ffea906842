import { type Amount, of as amountOf } from '../../units/amount.ts'
import { type Ratio, of as ratioOf } from '../../units/ratio.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { mulDown, ONE, sub } from './fixed.ts'
import type { Order } from './order.ts'
import type { Fees, Tranche } from './tranche.ts'

/** No fee is higher; the bound itself may be. */
export const FEE_MAX: Ratio = ratioOf(200_000_000_000_000_000n)

/** amount · (1 − fee), floored: the fee stays in the reserve, and so does the last unit (docs/models/reserve.md). */
export const afterFee = (amount: Amount, fee: Ratio): Amount => amountOf(mulDown(amount, sub(ONE, fee)))

/** What a tranche charges for this kind of order; FEES_UNSET where governance has not said. */
export function feeFor({ id, fees }: Pick<Tranche, 'id' | 'fees'>, kind: Order['kind']): FeeFound | Refused {
  return fees === null ? unset(id, '31') : { ok: true, fee: kind === 'mint' ? fees.mint : fees.redeem }
}

interface FeeFound {
  readonly ok: true
  readonly fee: Ratio
}

/** Whether governance may set these fees. */
export function allowed(fees: Fees): { readonly ok: true; readonly fees: Fees } | Refused {
  const highest = fees.mint > fees.redeem ? fees.mint : fees.redeem
  if (highest <= FEE_MAX) return { ok: true, fees }
  return refuse('FEE_TOO_HIGH', `a fee of ${highest} is above ${FEE_MAX}`, {
    facts: { fee: String(highest), feeMax: String(FEE_MAX), gyroscope: '31' },
    lift: 'Set fees of at most a fifth.',
  })
}

/** `gyroscope` is 31 where an order meets a tranche without fees, and 7 where a calibration does. */
export const unset = (tranche: string, gyroscope: '7' | '31'): Refused =>
  refuse('FEES_UNSET', `nobody has set the fees of ${tranche}`, {
    facts: { tranche, gyroscope },
    lift: `Set the fees of ${tranche}, zero included.`,
  })
