import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assign, net, outside } from './netting.ts'
import { abs, at, sum } from './table.ts'

const wishes = [-50n, 25n, 100n]

test('the notes: usdc −50, btc +25, eth +100', () => {
  expect(net(wishes)).toEqual({ net: 75n, buys: 125n, sells: 50n, crossed: 50n })
  expect(assign(wishes, { filled: 75n, fee: 7n }, [])).toMatchObject({
    fills: wishes,
    fees: [0n, 1n, 6n],
    basis: 'netSide',
    unassigned: 0n,
  })
})

test('a partial fill: the opposite side in full, the net side shares what there is', () => {
  expect(assign(wishes, { filled: 25n, fee: 0n }, [])).toMatchObject({
    fills: [-50n, 15n, 60n],
    unfilled: [0n, 10n, 40n],
  })
  const mirrored = wishes.map((wish) => -wish)
  expect(assign(mirrored, { filled: -25n, fee: 5n }, [])).toMatchObject({
    fills: [50n, -15n, -60n],
    fees: [0n, 1n, 4n],
  })
  expect(assign(wishes, { filled: 0n, fee: 0n }, [])).toMatchObject({ fills: [-50n, 10n, 40n] })
})

test('a fee without an order: by size, by net assets, or nobody’s', () => {
  expect(assign([-100n, 60n, 40n], { filled: 0n, fee: 10n }, [])).toMatchObject({ fees: [5n, 3n, 2n], basis: 'gross' })
  expect(assign([0n, 0n], { filled: 0n, fee: 10n }, [30n, -5n])).toMatchObject({ fees: [10n, 0n], basis: 'netAssets' })
  expect(assign([0n, 0n], { filled: 0n, fee: 10n }, [0n, -5n])).toMatchObject({
    fees: [0n, 0n],
    basis: 'none',
    unassigned: 10n,
  })
})

test.each([76n, -1n, -75n])('a fill of %s of an order of 75 is refused', (filled) => {
  expect(assign(wishes, { filled, fee: 0n }, [])).toMatchObject({ ok: false, refusal: { code: 'BAD_FILL' } })
})

test('a fill of nothing that was ordered is refused', () => {
  expect(assign([-5n, 5n], { filled: 1n, fee: 0n }, [])).toMatchObject({ refusal: { code: 'BAD_FILL' } })
})

test('fills sum to the fill, fees to the fee, and no one gets more than was wished', () => {
  const wish = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 100 }), (all, part) => {
      const filled = (net(all).net * BigInt(part)) / 100n
      const found = assign(
        all,
        { filled, fee: 12_345n },
        all.map(() => 1n),
      )
      if (!found.ok) throw new Error('a fill was refused')
      expect(sum(found.fills)).toBe(filled)
      expect(sum(found.fees) + found.unassigned).toBe(12_345n)
      for (const [v, each] of all.entries())
        expect(abs(at(found.fills, v)) <= abs(each) && at(found.fills, v) + at(found.unfilled, v) === each).toBe(true)
    }),
  )
})

test('what is filled at the market is parted on the side of the net, and the rest cancels', () => {
  const wishes = [-50n, 25n, 100n]
  expect(outside(wishes, 75n)).toEqual([0n, 15n, 60n])
  expect(outside(wishes, 0n)).toEqual([0n, 0n, 0n])
  expect(outside([50n, -25n, -100n], -7n)).toEqual([0n, -1n, -6n])
  const done = assign(wishes, { filled: 30n, fee: 0n }, [])
  const inside = done.ok ? done.fills.map((fill, v) => fill - at(outside(wishes, 30n), v)) : []
  expect(sum(inside)).toBe(0n)
})
