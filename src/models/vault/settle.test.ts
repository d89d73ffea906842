import fc from 'fast-check'
import { expect, test } from 'vitest'
import { haircut, moves, settle, unitsFor } from './settle.ts'
import { at, sum } from './table.ts'

test('a loser pays from the pool, then from its buffer, and winners bear what is missing', () => {
  const pnl = [-100n, 75n, 25n]
  const paid = settle(pnl, { pool: [60n, 0n, 0n], buffer: [20n, 5n, 5n] })
  expect(paid).toEqual({
    paidPool: [60n, 0n, 0n],
    paidBuffer: [20n, 0n, 0n],
    shortfall: [20n, 0n, 0n],
    received: [0n, 60n, 20n],
  })
  expect(moves(paid)).toEqual({ pool: [-60n, 45n, 15n], buffer: [-20n, 15n, 5n] })
  expect(haircut(pnl, paid.received)).toEqual([0n, 15n, 5n])
})

test('nobody gained, nobody moves; a negative means is no means', () => {
  const nothing = settle([0n, 0n], { pool: [5n, 5n], buffer: [0n, 0n] })
  expect(nothing.received).toEqual([0n, 0n])
  expect(moves(nothing)).toEqual({ pool: [0n, 0n], buffer: [0n, 0n] })
  expect(settle([-5n, 5n], { pool: [0n, 0n], buffer: [-3n, 0n] }).shortfall).toEqual([5n, 0n])
})

test('units of the worked example', () => {
  expect(unitsFor([1_962_901_706n, 11_382_049_173n, -13_344_950_879n], 94_590_000n)).toEqual([
    2_075_168_311_660_852_098_530n,
    12_033_036_444_655_883_285_760n,
    -14_108_204_756_316_735_384_290n,
  ])
})

const usd = fc.bigInt({ min: 0n, max: 10n ** 15n })
const vault = fc.record({ pnl: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), pool: usd, buffer: usd })

test('what is paid is received, no one pays more than there is, and moves sum to zero', () => {
  fc.assert(
    fc.property(fc.array(vault, { minLength: 1, maxLength: 6 }), (vaults) => {
      const profits = vaults.map(({ pnl }) => pnl)
      const pnl = [...profits, -sum(profits)]
      const means = { pool: [...vaults.map(({ pool }) => pool), 0n], buffer: [...vaults.map((v) => v.buffer), 10n] }
      const paid = settle(pnl, means)
      expect(sum(paid.received)).toBe(sum(paid.paidPool) + sum(paid.paidBuffer))
      const { pool, buffer } = moves(paid)
      expect([sum(pool), sum(buffer)]).toEqual([0n, 0n])
      for (const v of pnl.keys()) {
        expect(at(pool, v) + at(means.pool, v) >= 0n && at(buffer, v) + at(means.buffer, v) >= 0n).toBe(true)
        expect(at(pool, v) + at(buffer, v)).toBe(at(paid.received, v) - at(paid.paidPool, v) - at(paid.paidBuffer, v))
      }
      expect(sum(haircut(pnl, paid.received))).toBe(sum(paid.shortfall))
    }),
  )
})
