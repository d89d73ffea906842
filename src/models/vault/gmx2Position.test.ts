import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Carrying, carrying, depositCost, type Perp, positionCost, type Toll } from './gmx2Position.ts'

/** 300 more longs than shorts; 5 and 7 bps, and an impact of 1e-6 and 2e-6 of the square of the imbalance. */
const toll: Toll = {
  balance: { a: 1000, b: 700 },
  fee: { positive: 5e-4, negative: 7e-4 },
  impact: { positive: 1e-6, negative: 2e-6, exponent: 2 },
}

test('a short that makes both sides more equal has the lower fee, and gains by price impact', () => {
  // 300² − 100² at the factor of balance.
  const found = positionCost(toll, 0, -200)
  expect([found.fee, found.impact, found.total]).toEqual([
    expect.closeTo(0.1, 12),
    expect.closeTo(0.08, 12),
    expect.closeTo(0.02, 12),
  ])
})

test('a long that makes them less equal pays for both', () => {
  const found = positionCost(toll, 0, 100)
  expect(found.total).toBeCloseTo(0.07 + 2e-6 * (160_000 - 90_000), 12)
})

test('what is closed leaves the open interest of its own side', () => {
  // A short of 200 that is closed: 700 → 500 shorts, which worsens; opened again it is the same way back.
  expect(positionCost(toll, -200, 200).impact).toBeCloseTo(-2e-6 * (250_000 - 90_000), 12)
  // From 100 short to 100 long: 100 shorts fewer, 100 longs more.
  expect(positionCost(toll, -100, 200).impact).toBeCloseTo(-2e-6 * (250_000 - 90_000), 12)
})

test('more than the fee is not counted on, and no side falls below nothing', () => {
  const rich = { ...toll, impact: { ...toll.impact, positive: 1 } }
  expect(positionCost(rich, 0, -200).total).toBe(0)
  expect(positionCost(toll, -900, 900).impact).toBeCloseTo(-2e-6 * (1_000_000 - 90_000), 12)
})

test('dollars go into the short side of a pool, and a withdrawal takes both tokens without impact', () => {
  const found = depositCost(toll, 100)
  expect([found.fee, found.impact]).toEqual([expect.closeTo(0.05, 12), expect.closeTo(1e-6 * 50_000, 12)])
  expect(depositCost(toll, -100)).toEqual({ fee: 100 * 7e-4, impact: 0, total: 100 * 7e-4 })
})

test('there and back never earns', () => {
  const size = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(size, size, (held, order) => {
      const { balance } = toll
      const own = { a: balance.a + Math.max(0, held), b: balance.b + Math.max(0, -held) }
      const moved = {
        a: balance.a + Math.max(0, held + order),
        b: balance.b + Math.max(0, -held - order),
      }
      const there = positionCost({ ...toll, balance: own }, held, order)
      const back = positionCost({ ...toll, balance: moved }, held + order, -order)
      expect(there.total + back.total).toBeGreaterThanOrEqual(0)
      expect(there.impact + back.impact).toBeLessThanOrEqual(1e-3)
    }),
  )
})

const perp: Perp = {
  interest: { a: 800, b: 200 },
  pool: { a: 4000, b: 1000 },
  fundingTerms: { kind: 'fixed', factor: 1e-6, exponent: 1, max: 1 },
  borrowTerms: { kind: 'kink', base: 1e-8, above: 5e-8, optimal: 0.75 },
  reserveFactor: 0.5,
  smallerIsFree: false,
}
const paid = ({ long, short }: Carrying): readonly number[] => [
  long.funding,
  short.funding,
  long.borrowing,
  short.borrowing,
]

test('the larger side pays, the smaller one receives all of it, and both borrow', () => {
  // Skew 600 of 1,000: 6e-7 from longs, of which shorts get four times as much for each dollar; 40 % of both sides' reserve is used.
  const found = carrying(perp, 0, 1)
  expect(found.rate).toBeCloseTo(6e-7, 15)
  expect(paid(found)).toEqual([6e-7, -2.4e-6, 4e-9, 4e-9].map((n) => expect.closeTo(n, 15)))
  const swapped = carrying({ ...perp, interest: { a: 200, b: 800 } }, 0, 1)
  expect(paid(swapped).slice(0, 2)).toEqual([-2.4e-6, 6e-7].map((n) => expect.closeTo(n, 15)))
})

test('the smaller side may borrow free of charge, and what is not stated costs nothing', () => {
  expect(paid(carrying({ ...perp, smallerIsFree: true }, 0, 1)).slice(2)).toEqual([expect.closeTo(4e-9, 15), 0])
  expect(paid(carrying({ ...perp, fundingTerms: null, borrowTerms: null }, 9, 1)).map(Math.abs)).toEqual([0, 0, 0, 0])
  expect(paid(carrying({ ...perp, reserveFactor: 0 }, 0, 1)).slice(2)).toEqual([0, 0])
})

test('longs that are the smaller side borrow free of charge too', () => {
  const swapped = carrying({ ...perp, interest: { a: 200, b: 800 }, smallerIsFree: true }, 0, 1)
  expect(paid(swapped)[2]).toBe(0)
})
