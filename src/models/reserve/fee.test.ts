import fc from 'fast-check'
import { expect, test } from 'vitest'
import { units } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { afterFee, allowed, FEE_MAX, feeFor } from './fee.ts'

const fees = { mint: ratioOf(units(0.01)), redeem: ratioOf(units(0.02)) }

test('each kind of order has its own fee, and the fee takes the last unit', () => {
  expect(feeFor({ id: 'a', fees }, 'mint')).toEqual({ ok: true, fee: fees.mint })
  expect(feeFor({ id: 'a', fees }, 'redeem')).toEqual({ ok: true, fee: fees.redeem })
  expect(afterFee(amountOf(101n), fees.mint)).toBe(99n)
})

test('a tranche without fees is refused, not taken for free', () => {
  expect(feeFor({ id: 'a', fees: null }, 'mint')).toMatchObject({
    refusal: { code: 'FEES_UNSET', facts: { gyroscope: '31' } },
  })
})

test('a fifth is the most, for either', () => {
  expect(allowed({ mint: FEE_MAX, redeem: FEE_MAX })).toMatchObject({ ok: true })
  expect(allowed({ ...fees, mint: ratioOf(FEE_MAX + 1n) })).toMatchObject({ refusal: { code: 'FEE_TOO_HIGH' } })
  expect(allowed({ ...fees, redeem: ratioOf(FEE_MAX + 1n) })).toMatchObject({ refusal: { code: 'FEE_TOO_HIGH' } })
})

test('amount and fee are never more than was given, and lose less than a unit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 120n }), fc.bigInt({ min: 0n, max: FEE_MAX }), (n, fee) => {
      const kept = afterFee(amountOf(n), ratioOf(fee))
      const exact = n * (10n ** 18n - fee)
      expect(kept * 10n ** 18n <= exact && exact < (kept + 1n) * 10n ** 18n).toBe(true)
    }),
  )
})
