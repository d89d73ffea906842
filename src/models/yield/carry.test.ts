import fc from 'fast-check'
import { expect, test } from 'vitest'
import { usd } from '../../units/estimate.ts'
import * as Carry from './carry.ts'

test('a hedged loop earns from staking, supply and funding, and pays for its debt', () => {
  const carry = Carry.of({
    supply: usd(10_000 * 0.05),
    staking: usd(100_000 * 0.0264),
    borrow: usd(-80_000 * 0.0227),
    funding: usd(20_000 * 0.09),
  })
  expect(carry.total).toBeCloseTo(3124, 9)
})

const flow = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map(usd)

test('the total is that of its sources, added in one order whatever order they come in', () => {
  fc.assert(
    fc.property(fc.record({ funding: flow, borrow: flow, staking: flow, supply: flow }), (sources) => {
      const { supply, staking, borrow, funding } = sources
      expect(Carry.of(sources)).toEqual({ ...sources, total: supply + staking + borrow + funding })
    }),
  )
})
