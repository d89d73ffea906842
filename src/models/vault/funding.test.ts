import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assign } from './funding.ts'
import { sum } from './table.ts'

test('a vault on the opposite side is credited', () => {
  expect(assign(60n, [-100n, 40n])).toEqual({ cost: [100n, -40n], unassigned: 0n, mode: 'signed' })
})

test('a net below a hundredth of the gross says nothing: by size then', () => {
  expect(assign(10n, [1000n, -999n])).toEqual({ cost: [5n, 5n], unassigned: 0n, mode: 'gross' })
  expect(assign(10n, [1000n, -1000n]).mode).toBe('gross')
  expect(assign(0n, [1010n, -990n]).mode).toBe('signed')
})

test('without a position it is nobody’s, and shown', () => {
  expect(assign(7n, [0n, 0n])).toEqual({ cost: [0n, 0n], unassigned: 7n, mode: 'none' })
})

test('costs and what is unassigned are the funding', () => {
  const delta = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.array(delta, { maxLength: 7 }), (f, deltas) => {
      const { cost, unassigned } = assign(f, deltas)
      expect(sum(cost) + unassigned).toBe(f)
    }),
  )
})
