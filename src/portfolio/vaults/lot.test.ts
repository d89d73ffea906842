import { expect, test } from 'vitest'
import { inLots, isInLots } from './lot.ts'

/** Hundredths of an ether at 2,000 US dollars: lots of 20. */
const GRID = { lot: 10n ** 16n, price: 200_000_000_000n }
const usd = (n: number): bigint => BigInt(Math.round(n * 1e6))

test('an order is rounded towards less trade, and one short of a lot by a rounding is that lot', () => {
  expect([59.99, 60, 60.5, -59.99, -60, 19].map((n) => inLots(usd(n), GRID))).toEqual(
    [40, 60, 60, -40, -60, 0].map(usd),
  )
  expect(inLots(usd(60) - 20n, GRID)).toBe(usd(60))
  expect([usd(60), usd(60) - 20n, usd(61), 0n].map((n) => isInLots(n, GRID))).toEqual([true, true, false, true])
})

test('without a lot, or a price to count it in, any order is as it is', () => {
  for (const grid of [
    { ...GRID, lot: null },
    { ...GRID, lot: 0n },
    { ...GRID, price: 0n },
  ])
    expect([inLots(usd(7), grid), isInLots(usd(7), grid)]).toEqual([usd(7), true])
})
