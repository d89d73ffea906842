import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Gmx2 from './gmx2.ts'

const market: Gmx2.Market = {
  long: { tokens: 1000, price: 2000, interest: 900_000, interestTokens: 500 },
  short: { tokens: 2_000_000, price: 1, interest: 500_000, interestTokens: 240 },
  index: 2000,
  pendingBorrow: 1000,
  borrowReceiver: 0.37,
  impactPool: 10,
  impactLent: 2,
  pnlMax: 0.9,
}

test('the pool is its tokens, less what traders have won and what belongs to the impact pool', () => {
  expect(Gmx2.poolValue(market)).toBeCloseTo(4_000_000 + 630 - 100_000 - 20_000 - 20_000 + 4000, 6)
  expect([Gmx2.price(3, 2), Gmx2.price(3, 0)]).toEqual([1.5, 1])
  expect([Gmx2.minted(10, 100, 50), Gmx2.minted(10, 0, 0)]).toEqual([20, 10])
})

const at = (index: number, pnlMax: number): Gmx2.Market => ({
  ...market,
  index,
  pnlMax,
  long: { ...market.long, price: index },
})

test.each([[0.9], [0.04], [0.001]])('deltas are what the value changes by, with a profit cap of %s', (cap) => {
  const step = 1e-3
  const slope = (Gmx2.poolValue(at(2000 + step, cap)) - Gmx2.poolValue(at(2000 - step, cap))) / (2 * step)
  const { long, index } = Gmx2.deltas(at(2000, cap))
  expect(((long + index) * Gmx2.poolValue(at(2000, cap))) / 2000).toBeCloseTo(slope, 3)
})

test('a pool of nothing has no delta, and a stable short token only its own', () => {
  const gone = { ...market, long: { ...market.long, tokens: 0 }, short: { ...market.short, tokens: 0 } }
  expect(Gmx2.deltas({ ...gone, pnlMax: 0, pendingBorrow: 0 })).toEqual({ long: 0, short: 0, index: 0 })
  expect(Gmx2.deltas(market).short).toBeCloseTo(2_000_000 / Gmx2.poolValue(market), 12)
})

const terms = { positive: 1e-7, negative: 2e-7, exponent: 2 }

test('balance is paid for, imbalance pays, and a crossing does both', () => {
  const balance = (a: number, b: number) => ({ a, b })
  expect(Gmx2.impact(balance(0, 1000), balance(400, 1000), terms)).toBeCloseTo(1e-7 * (1e6 - 36e4), 12)
  expect(Gmx2.impact(balance(400, 1000), balance(400, 1600), terms)).toBeCloseTo(2e-7 * (36e4 - 144e4), 12)
  expect(Gmx2.impact(balance(400, 1000), balance(1400, 1000), terms)).toBeCloseTo(1e-7 * 36e4 - 2e-7 * 16e4, 12)
  expect([Gmx2.fee(128, true, terms), Gmx2.fee(128, false, terms)]).toEqual([128e-7, 256e-7])
})

test('there and back never earns', () => {
  const side = fc.double({ min: 0, max: 1e7, noNaN: true })
  fc.assert(
    fc.property(side, side, side, (a, b, after) => {
      const [before, moved] = [
        { a, b },
        { a: after, b },
      ]
      const round = Gmx2.impact(before, moved, terms) + Gmx2.impact(moved, before, terms)
      expect(round).toBeLessThanOrEqual(1e-6)
    }),
  )
})

const adaptive: Gmx2.FundingTerms = {
  kind: 'adaptive',
  exponent: 1,
  increase: 1e-6,
  decrease: 1e-8,
  growAbove: 0.2,
  fallBelow: 0.1,
  min: 1e-7,
  max: 1e-5,
}
const state = (a: number, b: number, saved: number): Gmx2.FundingState => ({ interest: { a, b }, saved, elapsed: 10 })

test('fixed funding: the larger side pays, up to the maximum', () => {
  const fixed: Gmx2.FundingTerms = { kind: 'fixed', factor: 1e-6, exponent: 1, max: 4e-7 }
  expect(Gmx2.funding(state(60, 40, 0), fixed)).toBeCloseTo(2e-7, 15)
  expect(Gmx2.funding(state(10, 90, 0), fixed)).toBe(-4e-7)
  expect([Gmx2.funding(state(0, 0, 0), fixed), Gmx2.funding(state(50, 50, 0), fixed)]).toEqual([0, 0])
})

test('adaptive funding: grows with skew or after a flip, stays, falls, and keeps to its bounds', () => {
  expect(Gmx2.funding(state(70, 30, 2e-6), adaptive)).toBeCloseTo(6e-6, 15)
  expect(Gmx2.funding(state(30, 70, 2e-6), adaptive)).toBeCloseTo(-2e-6, 15)
  expect(Gmx2.funding(state(57, 43, 2e-6), adaptive)).toBe(2e-6)
  expect(Gmx2.funding(state(52, 48, 2e-6), adaptive)).toBeCloseTo(1.9e-6, 15)
  expect(Gmx2.funding(state(48, 52, -5e-8), adaptive)).toBe(1e-7)
  expect(Gmx2.funding(state(90, 10, 9e-6), adaptive)).toBe(1e-5)
})

test('the smaller side receives all that is paid', () => {
  expect([Gmx2.received(1e-6, { a: 80, b: 20 }), Gmx2.received(-1e-6, { a: 20, b: 80 })]).toEqual([4e-6, 4e-6])
  expect(Gmx2.received(1e-6, { a: 80, b: 0 })).toBe(0)
})

test('borrowing is dearer above the optimal usage, or goes by a power, and is free for whom it is', () => {
  const kink: Gmx2.BorrowTerms = { kind: 'kink', base: 1e-8, above: 5e-8, optimal: 0.75 }
  const use = (reserved: number, exempt = false): Gmx2.Borrow => ({ reserved, pool: 200, reservedMax: 100, exempt })
  expect(Gmx2.borrow(use(50), kink)).toBeCloseTo(5e-9, 18)
  expect(Gmx2.borrow(use(100), kink)).toBeCloseTo(1e-8 + 4e-8, 18)
  expect(Gmx2.borrow(use(50), { kind: 'power', factor: 1e-8, exponent: 2 })).toBeCloseTo((1e-8 * 2500) / 200, 18)
  expect([Gmx2.borrow(use(50, true), kink), Gmx2.borrow(use(0), kink)]).toEqual([0, 0])
})

test('a basket is worth its parts and has their deltas', () => {
  const parts = [
    { balance: 30, price: 2, deltas: [1] },
    { balance: 20, price: 1, deltas: [0, 0.5] },
  ]
  expect(Gmx2.basketValue(parts)).toBe(80)
  expect(Gmx2.basketDeltas(parts, 2)).toEqual([0.75, 0.125])
  expect(Gmx2.basketDeltas([], 1)).toEqual([0])
})
