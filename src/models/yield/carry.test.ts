import fc from 'fast-check'
import { expect, test } from 'vitest'
import { perYear, usd } from '../../units/estimate.ts'
import * as Carry from './carry.ts'

test('a hedged loop earns from staking, supply and funding, and pays for its debt', () => {
  const carry = Carry.sum([
    Carry.fromStaking(usd(100_000), perYear(0.0264)),
    Carry.fromSupply(usd(10_000), perYear(0.05)),
    Carry.fromBorrow(usd(80_000), perYear(0.0227)),
    Carry.fromFunding(usd(-20_000), perYear(0.09)),
  ])
  expect(carry.staking).toBeCloseTo(2640, 9)
  expect(carry.supply).toBeCloseTo(500, 9)
  expect(carry.borrow).toBeCloseTo(-1816, 9)
  expect(carry.funding).toBeCloseTo(1800, 9)
  expect(carry.total).toBeCloseTo(3124, 9)
})

test('a long pays positive funding, and nothing is positive nothing', () => {
  expect(Carry.fromFunding(usd(20_000), perYear(0.09)).total).toBeCloseTo(-1800, 9)
  expect(Carry.fromBorrow(usd(0), perYear(0.02))).toEqual(Carry.ZERO)
  expect(Carry.sum([])).toEqual(Carry.ZERO)
})

const flow = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map(usd)
const carry = fc.record({ supply: flow, staking: flow, borrow: flow, funding: flow }).map(Carry.of)

test('what was taken away can be added again, and the total is that of its sources', () => {
  fc.assert(
    fc.property(carry, carry, (after, before) => {
      const back = Carry.sum([Carry.difference(after, before), before])
      for (const key of ['supply', 'staking', 'borrow', 'funding', 'total'] as const) {
        expect(Math.abs(back[key] - after[key])).toBeLessThan(1e-5)
      }
      expect(back.total).toBe(back.supply + back.staking + back.borrow + back.funding)
    }),
  )
})
