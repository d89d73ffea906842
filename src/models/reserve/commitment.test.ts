import fc from 'fast-check'
import { expect, test } from 'vitest'
import { E18 } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { timestamp } from '../../units/chain.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { type Commitment, counted } from './commitment.ts'
import { Fault } from './fault.ts'

const DAY = 86_400n
const work: Commitment = {
  kind: 'labour',
  start: timestamp(1000n),
  cliff: 10n * DAY,
  vesting: 100n * DAY,
  decay: null,
  revoked: null,
}
const hours = amountOf(7n * E18)
const at = (days: bigint, change: Partial<Commitment> = {}) =>
  counted(hours, { ...work, ...change }, timestamp(1000n + days * DAY))

test('nothing counts before the start and the cliff; then a linear share, floored; then all of it', () => {
  expect(counted(hours, work, timestamp(999n))).toBe(0n)
  expect(at(9n)).toBe(0n)
  expect(at(10n)).toBe((7n * E18) / 10n)
  expect(at(33n)).toBe((7n * E18 * 33n) / 100n)
  expect(at(100n)).toBe(hours)
  expect(at(900n)).toBe(hours)
  expect(at(0n, { cliff: 0n, vesting: 0n })).toBe(hours)
})

test('a promise that is revoked counts until the instant and not from it on', () => {
  const revoked = timestamp(1000n + 50n * DAY)
  expect(at(49n, { revoked })).toBeGreaterThan(0n)
  expect(at(50n, { revoked })).toBe(0n)
})

test('it decays by whole periods since the start', () => {
  const decay = { perPeriod: ratioOf(E18 / 2n), period: 30n * DAY }
  expect(at(119n, { decay })).toBe((7n * E18) / 8n)
  expect(at(120n, { decay })).toBe((7n * E18) / 16n)
  expect(() => at(20n, { decay: { ...decay, period: 0n } })).toThrow(Fault)
})

test('no more counts than was promised; twice the promise counts twice, but for one unit', () => {
  const promise = fc.bigInt({ min: 0n, max: 10n ** 30n })
  const days = fc.bigInt({ min: 0n, max: 1000n })
  const decaying = { ...work, decay: { perPeriod: ratioOf((9n * E18) / 10n), period: 7n * DAY } }
  fc.assert(
    fc.property(promise, days, (n, day) => {
      const now = timestamp(1000n + day * DAY)
      const once = counted(amountOf(n), decaying, now)
      expect(once <= n).toBe(true)
      const spread = counted(amountOf(2n * n), decaying, now) - 2n * once
      expect(spread >= 0n && spread <= 3n).toBe(true)
    }),
  )
})
