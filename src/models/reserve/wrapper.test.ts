import fc from 'fast-check'
import { expect, test } from 'vitest'
import { of as amountOf } from '../../units/amount.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { rateDown, rateUp, type Wrapper, withdrawn, wrapped } from './wrapper.ts'

const wrapper = (underlying: bigint, shares: bigint, decimals = 18): Wrapper => ({
  underlying: amountOf(underlying),
  shares: sharesOf(shares),
  decimals,
})
const E18 = 10n ** 18n

test('an empty wrapper is one for one; otherwise the rate is rounded against who asks', () => {
  expect([rateDown(wrapper(5n, 0n)), rateUp(wrapper(5n, 0n))]).toEqual([E18, E18])
  expect([rateDown(wrapper(10n, 3n)), rateUp(wrapper(10n, 3n))]).toEqual([
    3_333_333_333_333_333_333n,
    3_333_333_333_333_333_334n,
  ])
})

test('the first deposit leaves shares behind, by decimals', () => {
  expect(wrapped(amountOf(5000n), wrapper(0n, 0n))).toEqual({ ok: true, shares: 4000n })
  expect(wrapped(amountOf(5000n), wrapper(0n, 0n, 8))).toEqual({ ok: true, shares: 4990n })
  expect(wrapped(amountOf(5000n), wrapper(7n, 7n, 8))).toEqual({ ok: true, shares: 5000n })
})

test('a deposit that is worth no share is refused, and so is a first one below what it leaves', () => {
  expect(wrapped(amountOf(1n), wrapper(10n, 3n))).toMatchObject({
    refusal: { code: 'NO_SHARES', facts: { gyroscope: '103' } },
  })
  expect(wrapped(amountOf(0n), wrapper(0n, 0n))).toMatchObject({ refusal: { code: 'NO_SHARES' } })
  expect(wrapped(amountOf(1000n), wrapper(0n, 0n))).toMatchObject({ refusal: { code: 'NO_SHARES' } })
  expect(wrapped(amountOf(999n), wrapper(0n, 0n))).toMatchObject({ refusal: { code: 'OUT_OF_WORD' } })
})

test('nobody takes out more than was put in', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 30n })
  fc.assert(
    fc.property(amount, amount, amount, (n, underlying, shares) => {
      const before = wrapper(underlying, shares)
      const answer = wrapped(amountOf(n), before)
      if (!answer.ok) return
      const after = wrapper(underlying + n, shares + answer.shares)
      expect(withdrawn(answer.shares, after) <= n).toBe(true)
    }),
  )
})
