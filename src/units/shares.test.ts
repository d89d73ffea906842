import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Shares from './shares.ts'

test('text in, text out, in the decimals of the share token', () => {
  expect(Shares.parse('2.5', 6)).toBe(2_500_000n)
  const pair = fc.tuple(fc.bigInt().map(Shares.of), fc.nat({ max: 24 }))
  fc.assert(
    fc.property(pair, ([s, places]) => {
      expect(Shares.parse(Shares.format(s, places), places)).toBe(s)
    }),
  )
})

test('adds, subtracts and orders', () => {
  const [two, three] = [Shares.of(2n), Shares.of(3n)]
  expect([Shares.add(two, three), Shares.sub(two, three)]).toEqual([5n, -1n])
  expect([Shares.min(two, three), Shares.min(three, two)]).toEqual([2n, 2n])
  expect([Shares.max(two, three), Shares.max(three, two)]).toEqual([3n, 3n])
  expect([three, two, Shares.ZERO, two].sort(Shares.compare)).toEqual([0n, 2n, 2n, 3n])
})
