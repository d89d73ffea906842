import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bilateral, book, judge, pnl } from './bilateral.ts'
import { abs, at, column, sum, WAD } from './table.ts'

const tenth = WAD / 10n
const dollar = WAD

test('each pair nets the smaller of what one holds of the other’s asset', () => {
  const { netted, short, gross } = bilateral([100n, 50n], [5n * tenth, 2n * tenth])
  expect(netted).toEqual([
    [50n, 20n],
    [20n, 10n],
  ])
  expect(short).toEqual([
    [0n, 0n],
    [5n, 0n],
  ])
  expect(gross).toBe(5n)
  expect(book(netted)).toEqual([
    [20n, -20n],
    [-20n, 20n],
  ])
  expect(pnl(netted, { from: [100n, 100n], to: [110n, 100n] })).toEqual([2n, -2n])
})

const weights = [3n, 2n, 5n].map((n) => n * tenth)

test('its own shorts satisfy the constraint of the contracts, for any pool', () => {
  const usd = fc.bigInt({ min: 10n ** 18n, max: 10n ** 26n })
  fc.assert(
    fc.property(fc.tuple(usd, usd, usd), (pool) => {
      const { short } = bilateral(pool, weights)
      const aggregate = weights.map((_, a) => sum(column(short, a)))
      const { netted, ratio } = judge({ pool, weights, short, aggregate, dollar })
      expect(netted).toBe(true)
      expect(ratio.every((each) => abs(each - WAD) <= 10n)).toBe(true)
    }),
  )
})

test('a vault without pool fails as soon as something is held for it, and dust is not looked at', () => {
  const pool = [10n * WAD, 0n, 0n]
  const { short } = bilateral(pool, weights)
  const aggregate = weights.map((_, a) => sum(column(short, a)))
  const off = aggregate.map((each, a) => (a === 1 ? each + WAD : each))
  expect(judge({ pool, weights, short, aggregate, dollar })).toEqual({ netted: true, ratio: [WAD, WAD, WAD] })
  expect(judge({ pool, weights, short, aggregate: off, dollar })).toEqual({
    netted: false,
    ratio: [WAD, WAD + tenth, WAD],
  })
  expect(judge({ pool: [1n], weights: [WAD], short: [], aggregate: [0n], dollar }).netted).toBe(true)
  expect(at(judge({ pool: [2n * WAD], weights: [WAD], short: [], aggregate: [0n], dollar }).ratio, 0)).toBe(WAD)
})
