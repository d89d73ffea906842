import fc from 'fast-check'
import { expect, test } from 'vitest'
import { E18, free, stable, units } from '../../../test/arbitraries/reserveModel.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { lower, priced, pricesOf, upper } from './clamp.ts'

test('a stable asset at 1.10 is taken in at 1.00, and one at 0.90 is paid out at 1.00', () => {
  expect([lower(stable(1.1)), upper(stable(1.1))]).toEqual([E18, units(1.1)])
  expect([lower(stable(0.9)), upper(stable(0.9))]).toEqual([units(0.9), E18])
  expect([lower(free(7)), upper(free(7))]).toEqual([units(7), units(7)])
})

test('a tranche of two parts is held on each part before it is multiplied', () => {
  const half = units(0.5)
  const parts = [
    { asset: stable(1.2), factors: [half] },
    { asset: free(3), factors: [half, units(1.1)] },
  ]
  expect(pricesOf(parts)).toEqual({ raw: units(2.25), lower: units(2.15), upper: units(2.25) })
  expect(pricesOf([{ asset: stable(1), factors: [] }]).raw).toBe(E18)
})

test('assets count by how much of them is in one unit of the tranche', () => {
  const half = ratioOf(units(0.5))
  const assets = [{ ...stable(0.9), per: half }, { ...free(3), per: ratioOf(units(0.1)) }, free(1)]
  expect(priced(assets)).toEqual({ raw: units(1.75), lower: units(1.75), upper: units(1.8) })
})

test('lower is at most raw, and upper at least', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.boolean()), { maxLength: 5 }), (drawn) => {
      const parts = drawn.map(([cents, isStable]) => ({
        asset: isStable ? stable(cents / 100) : free(cents / 100),
        factors: [units(0.7)],
      }))
      const { raw, lower: low, upper: high } = pricesOf(parts)
      expect(low <= raw && raw <= high).toBe(true)
    }),
  )
})
