import fc from 'fast-check'
import { expect, test } from 'vitest'
import { E18 } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { timestamp } from '../../units/chain.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { type Commitment, counted, counting, countingAtOnce, pledged, shareCounting } from './commitment.ts'
import { Fault } from './fault.ts'

const DAY = 86_400n
const work: Commitment = {
  kind: 'labour',
  start: timestamp(1000n),
  cliff: 10n * DAY,
  vesting: 100n * DAY,
  decay: null,
  revoked: null,
  pledges: [],
  target: 'fixed',
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

const pledging = (change: Partial<Commitment> = {}, start = 1000n + 50n * DAY): Commitment => ({
  ...work,
  ...change,
  pledges: [{ amount: amountOf(3n * E18), start: timestamp(start) }],
})

test('a later pledge counts by its own start, and the rest by that of the commitment', () => {
  const day = (days: bigint, change: Partial<Commitment> = {}) =>
    counted(amountOf(10n * E18), pledging(change), timestamp(1000n + days * DAY))
  expect(day(50n)).toBe((7n * E18) / 2n)
  expect(day(59n)).toBe((7n * E18 * 59n) / 100n)
  expect(day(60n)).toBe((7n * E18 * 60n) / 100n + (3n * E18) / 10n)
  expect(day(150n)).toBe(10n * E18)
  expect(day(150n, { revoked: timestamp(1000n + 150n * DAY) })).toBe(0n)
})

test('a pledge of now counts for nothing until it vests; pledges of one instant are one', () => {
  const now = timestamp(1000n + 200n * DAY)
  expect(countingAtOnce(hours, work, now)).toBe(0n)
  expect(countingAtOnce(hours, { ...work, cliff: 0n, vesting: 0n }, now)).toBe(hours)
  const twice = pledged(pledged(pledged(work, amountOf(1n), now), amountOf(2n), now), amountOf(0n), now)
  expect(twice.pledges).toEqual([{ amount: 3n, start: now }])
  expect(pledged(twice, amountOf(4n), timestamp(now + 1n)).pledges).toHaveLength(2)
})

test('a target follows the share of the first pledge that counts', () => {
  const share = (days: bigint) => shareCounting(work, timestamp(1000n + days * DAY))
  expect([9n, 25n, 100n].map(share)).toEqual([0n, E18 / 4n, E18])
})

test('law: pledges made apart count as their parts do, whatever their terms', () => {
  const days = fc.bigInt({ min: 0n, max: 300n })
  const amount = fc.bigInt({ min: 0n, max: 10n ** 27n })
  const terms = fc.record({ day: days, cliff: days, vesting: days, revoked: fc.option(days), isDecaying: fc.boolean() })
  fc.assert(
    fc.property(amount, fc.array(fc.tuple(amount, days), { maxLength: 4 }), terms, (first, later, drawn) => {
      const { cliff, vesting, revoked, isDecaying, day } = drawn
      const made: Commitment = {
        ...work,
        cliff: cliff * DAY,
        vesting: vesting * DAY,
        decay: isDecaying ? { perPeriod: ratioOf((9n * E18) / 10n), period: 7n * DAY } : null,
        revoked: revoked === null ? null : timestamp(1000n + revoked * DAY),
        pledges: later.map(([each, at]) => ({ amount: amountOf(each), start: timestamp(1000n + at * DAY) })),
      }
      const now = timestamp(1000n + day * DAY)
      const all = [{ amount: amountOf(first), start: made.start }, ...made.pledges]
      const promised = all.reduce((sum, each) => sum + each.amount, 0n)
      const parts = all.reduce((sum, each) => sum + counting(each, made, now), 0n)
      expect(counted(amountOf(promised), made, now)).toBe(parts)
      expect(parts <= promised).toBe(true)
    }),
    { seed: 1125, numRuns: 2000 },
  )
}, 30_000)
