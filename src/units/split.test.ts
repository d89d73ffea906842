import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DivisionByZero, divide } from './rounding.ts'
import { lr, NegativeWeight, NoWeights, split, ZeroWeights } from './split.ts'

test.each([
  [10n, [1n, 1n, 1n], [4n, 3n, 3n]],
  [-10n, [1n, 1n, 1n], [-4n, -3n, -3n]],
  [11n, [1n, 1n, 1n], [4n, 4n, 3n]],
  [5n, [0n, 1n, 1n], [0n, 3n, 2n]],
  [7n, [1n, 5n, 1n], [1n, 5n, 1n]],
  [100n, [2n, 3n, 2n], [29n, 43n, 28n]],
  [0n, [4n], [0n]],
])('%s among %s', (total, weights, parts) => {
  expect(split(total, weights)).toEqual(parts)
})

const weights = fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 1n << 128n })), {
  minLength: 1,
  maxLength: 12,
})
const total = fc.bigInt({ min: -(1n << 200n), max: 1n << 200n })

test('parts sum to the total, stay within a unit of their quota and mirror with the sign', () => {
  fc.assert(
    fc.property(total, weights, (n, ws) => {
      const sum = ws.reduce((a, b) => a + b, 0n)
      fc.pre(sum > 0n)
      const parts = split(n, ws)
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(n)
      for (const [k, part] of parts.entries()) {
        const product = n * (ws[k] ?? 0n)
        expect(part >= divide(product, sum, 'down') && part <= divide(product, sum, 'up')).toBe(true)
      }
      expect(split(-n, ws)).toEqual(parts.map((part) => -part))
    }),
  )
})

test('no one with a smaller remainder is served before a larger, and a tie goes to the earlier', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1000n }), weights, (n, ws) => {
      const sum = ws.reduce((a, b) => a + b, 0n)
      fc.pre(sum > 0n)
      const parts = split(n, ws)
      const rest = ws.map((w) => (n * w) % sum)
      const won = ws.map((w, k) => parts[k] !== divide(n * w, sum, 'down'))
      for (const [i, a] of rest.entries()) {
        for (const [j, b] of rest.entries()) {
          if (a > b || (a === b && i < j)) expect(won[i] || !won[j]).toBe(true)
        }
      }
    }),
  )
})

test('nobody, a debtor and a claim of nothing are refused', () => {
  expect(() => split(1n, [])).toThrow(NoWeights)
  expect(() => split(1n, [2n, -1n])).toThrow(NegativeWeight)
  expect(() => split(0n, [0n, 0n])).toThrow(ZeroWeights)
})

test.each([
  [[], 3n, []],
  [[1n, 1n, 1n], 2n, [1n, 1n, 0n]],
  [[-1n, -1n, -1n], 2n, [0n, 0n, -1n]],
  [[7n, -7n], 3n, [2n, -2n]],
  [[3n, 1n, 6n], 3n, [1n, 0n, 2n]],
  [[5n, 2n, -7n], 7n, [1n, 0n, -1n]],
] as const)('the fractions %s of %s', (nums, den, parts) => {
  expect(lr(nums, den)).toEqual(parts)
})

test('fractions sum to their sum rounded half up, stay within a unit, and leave whole numbers as they are', () => {
  const nums = fc.array(fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt({ min: -(1n << 128n), max: 1n << 128n })))
  fc.assert(
    fc.property(nums, fc.oneof(fc.bigInt({ min: 1n, max: 7n }), fc.bigInt({ min: 1n, max: 1n << 90n })), (ns, den) => {
      const parts = lr(ns, den)
      const sum = ns.reduce((a, b) => a + b, 0n)
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(divide(2n * sum + den, 2n * den, 'down'))
      for (const [k, num] of ns.entries()) {
        const part = parts[k] ?? 0n
        expect(part >= divide(num, den, 'down') && part <= divide(num, den, 'up')).toBe(true)
      }
      const zeroSum = [...ns, -sum]
      expect(lr(zeroSum, den).reduce((a, b) => a + b, 0n)).toBe(0n)
    }),
  )
  expect(() => lr([1n], 0n)).toThrow(DivisionByZero)
})

test('no larger remainder waits while a smaller one is served, and a tie goes to the earlier', () => {
  const few = fc.array(fc.bigInt({ min: -20n, max: 20n }), { maxLength: 6 })
  fc.assert(
    fc.property(few, fc.bigInt({ min: 1n, max: 9n }), (ns, den) => {
      const parts = lr(ns, den)
      const rest = ns.map((n) => n - den * divide(n, den, 'down'))
      const won = ns.map((n, k) => parts[k] !== divide(n, den, 'down'))
      for (const [i, a] of rest.entries()) {
        for (const [j, b] of rest.entries()) if (a > b || (a === b && i < j)) expect(won[i] || !won[j]).toBe(true)
      }
    }),
  )
})

test('among a thousand, the largest remainders are served, and ties go to the earlier', () => {
  const nums = Array.from({ length: 1000 }, (_, k) => BigInt((k * 7919) % 1009))
  const den = 1009n
  const parts = lr(nums, den)
  const order = nums.map((num, index) => ({ num, index })).sort((a, b) => Number(b.num - a.num))
  const lucky = order.slice(0, Number(parts.reduce((a, b) => a + b, 0n))).map(({ index }) => index)
  expect(parts.flatMap((part, index) => (part === 1n ? [index] : [])).sort()).toEqual(lucky.sort())
  expect(lr(new Array<bigint>(100).fill(1n), 4n)).toEqual([
    ...new Array<bigint>(25).fill(1n),
    ...new Array<bigint>(75).fill(0n),
  ])
})

test('remainders that only differ beyond the digits of a double are told apart', () => {
  const den = (1n << 90n) + 1n
  const near = (1n << 89n) + 3n
  expect(lr([near, near + 1n, near, -near - near - near + 1n], den)).toEqual([1n, 1n, 0n, -2n])
  expect(split(2n, [den, den + 1n, den + 2n, den])).toEqual([0n, 1n, 1n, 0n])
  const many = fc.array(fc.bigInt({ min: -9n, max: 9n }), { minLength: 1, maxLength: 90 })
  fc.assert(
    fc.property(many, fc.bigInt({ min: 1n, max: 5n }), (offsets, k) => {
      const nums = offsets.map((offset) => k * near + offset)
      const parts = lr(nums, den)
      const rest = nums.map((num) => num - den * divide(num, den, 'down'))
      const won = nums.map((num, at) => parts[at] !== divide(num, den, 'down'))
      for (const [i, a] of rest.entries())
        for (const [j, b] of rest.entries()) if (a > b || (a === b && i < j)) expect(won[i] || !won[j]).toBe(true)
    }),
  )
})
