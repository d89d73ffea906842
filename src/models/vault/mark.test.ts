import fc from 'fast-check'
import { expect, test } from 'vitest'
import { equity, legs, type Move, reconcile, roll } from './mark.ts'
import { column, sum } from './table.ts'

test('the worked example: BTC up 2 %, ETH down 3 %', () => {
  const internal = [
    [-244_322_672_386n, -228_311_838_471n],
    [381_101_985_476n, -125_333_648_761n],
    [-136_779_313_090n, 353_645_487_232n],
  ]
  const move = { from: [2_750_000_000_000n, 185_000_000_000n], to: [2_805_000_000_000n, 179_450_000_000n] }
  expect(legs(internal, move)).toEqual([
    [-4_886_453_448n, 6_849_355_154n],
    [7_622_039_710n, 3_760_009_463n],
    [-2_735_586_262n, -10_609_364_617n],
  ])
})

test('a short hedge of H earns H · (1 − p/p0)', () => {
  const move = { from: [100n], to: [90n] }
  expect(legs([[-1000n], [1000n]], move)).toEqual([[100n], [-100n]])
  expect(roll([[-1000n], [400n]], move)).toEqual([[-900n], [360n]])
})

const price = fc.bigInt({ min: 1n, max: 10n ** 14n })
const book = fc.array(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), { minLength: 1, maxLength: 6 })

test('what sums to zero stays at zero through any move, and a hedge rolled is the hedge and its profit', () => {
  fc.assert(
    fc.property(book, price, price, (deltas, from, to) => {
      const move: Move = { from: [from], to: [to] }
      const internal = [...deltas, -sum(deltas)].map((delta) => [delta])
      expect(sum(column(legs(internal, move), 0))).toBe(0n)
      expect(sum(column(roll(internal, move), 0))).toBe(0n)
      const rolled = roll(internal, move)
      expect(legs(internal, move).map(([leg = 0n], v) => (internal[v]?.[0] ?? 0n) + leg)).toEqual(column(rolled, 0))
    }),
  )
})

test('equity follows profit and funding', () => {
  expect(equity([[100n]], [[-30n]], [[5n]])).toEqual([[65n]])
})

test('the venue is right: the difference goes by size, and is shown where nobody holds anything', () => {
  const rolled = [
    [-30n, 0n],
    [10n, 0n],
  ]
  const held = [
    [7n, 1n],
    [3n, 1n],
  ]
  expect(reconcile(held, rolled, [14n, 5n])).toEqual({
    equity: [
      [10n, 1n],
      [4n, 1n],
    ],
    difference: [4n, 3n],
    unassigned: [0n, 3n],
  })
  expect(reconcile(held, rolled, [10n, null]).equity).toEqual(held)
})
