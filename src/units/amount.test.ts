import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Amount from './amount.ts'
import { type Quantity, quantity } from './estimate.ts'
import { divide, type Rounding } from './rounding.ts'
import { TOKENS } from './token.ts'

const { ETH, USDT } = TOKENS
const ONE = Amount.of(1n)
const amount = fc.bigInt({ min: 0n, max: 1n << 255n }).map(Amount.of)

const exact = (n: Quantity, tick: bigint, rounding: Rounding) =>
  Amount.fromQuantity(n, USDT, { tick: Amount.of(tick), rounding })

test('text in, text out', () => {
  expect(Amount.parse('1.5', USDT)).toBe(1_500_000n)
  expect(Amount.format(Amount.of(1_500_000n), USDT)).toBe('1.5')
  expect(() => Amount.parse('1.0000001', USDT)).toThrow(expect.objectContaining({ code: 'INVALID_DECIMAL' }))
})

test('adds, subtracts and orders', () => {
  const [two, three] = [Amount.of(2n), Amount.of(3n)]
  expect([Amount.add(two, three), Amount.sub(two, three), Amount.min(two, three), Amount.max(two, three)]).toEqual([
    5n,
    -1n,
    2n,
    3n,
  ])
  expect([Amount.min(three, two), Amount.max(three, two)]).toEqual([2n, 3n])
  expect([three, two, Amount.ZERO, two].sort(Amount.compare)).toEqual([0n, 2n, 2n, 3n])
})

test('an estimate is read as the decimal that names it, not as its binary dust', () => {
  for (const rounding of ['down', 'up'] as const) {
    expect(exact(quantity(0.3), 1n, rounding)).toBe(300_000n)
    expect(exact(quantity(5700.1), 1n, rounding)).toBe(5_700_100_000n)
    expect(Amount.fromQuantity(quantity(0.1), ETH, { tick: ONE, rounding })).toBe(10n ** 17n)
    expect(Amount.fromQuantity(quantity(1.5e21), ETH, { tick: ONE, rounding })).toBe(15n * 10n ** 38n)
  }
})

test('what we send is floored to the tick and what we need is raised to it', () => {
  expect(exact(quantity(1.2345678), 1n, 'down')).toBe(1_234_567n)
  expect(exact(quantity(1.2345678), 1n, 'up')).toBe(1_234_568n)
  expect(exact(quantity(1.2345678), 10_000n, 'down')).toBe(1_230_000n)
  expect(exact(quantity(1.2345678), 10_000n, 'up')).toBe(1_240_000n)
  expect(exact(quantity(1e-7), 1n, 'down')).toBe(0n)
  expect(exact(quantity(5e-324), 1n, 'up')).toBe(1n)
  expect(exact(quantity(-0), 1n, 'up')).toBe(0n)
})

test('the amount is on the grid and within one tick of the estimate, on its own side', () => {
  const estimate = fc.double({ min: 0, max: 1e15, noNaN: true }).map(quantity)
  fc.assert(
    fc.property(estimate, fc.bigInt({ min: 1n, max: 10n ** 9n }), (n, tick) => {
      const [down, up] = [exact(n, tick, 'down'), exact(n, tick, 'up')]
      expect([down % tick, up % tick]).toEqual([0n, 0n])
      expect(up === down || up === down + tick).toBe(true)
      const slack = 1e-15 * n + 1e-12
      expect(Amount.toQuantity(down, USDT)).toBeLessThanOrEqual(n + slack)
      expect(Amount.toQuantity(up, USDT)).toBeGreaterThanOrEqual(n - slack)
    }),
  )
})

test('fifteen digits survive the way out and back in both directions', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }),
      fc.constantFrom<Rounding>('down', 'up'),
      (n, rounding) => {
        for (const token of [ETH, USDT]) {
          const out = Amount.toQuantity(Amount.of(n), token)
          expect(Amount.fromQuantity(out, token, { tick: ONE, rounding })).toBe(n)
        }
      },
    ),
  )
})

test('no amount of 255 bits loses more than the two roundings of a float', () => {
  fc.assert(
    fc.property(amount, (n) => {
      const back = Amount.fromQuantity(Amount.toQuantity(n, ETH), ETH, { tick: ONE, rounding: 'half' })
      const off = back > n ? back - n : n - back
      expect(off <= divide(n, 1n << 50n, 'up') + 1n).toBe(true)
    }),
  )
})

test.each([Number.NaN, Infinity, -Infinity, -1e-30, 1e300, 2 ** 256 / 1e6])('%d is refused', (n) => {
  expect(() => exact(quantity(n), 1n, 'down')).toThrow(Amount.UnusableQuantity)
})

test.each([0n, -1n])('a tick of %s is refused', (tick) => {
  expect(() => exact(quantity(1), tick, 'down')).toThrow(Amount.InvalidTick)
})

test('the highest amounts round up out of range on their way through a float, and are refused', () => {
  const top = Amount.toQuantity(Amount.of((1n << 256n) - 1n), ETH)
  expect(() => Amount.fromQuantity(top, ETH, { tick: ONE, rounding: 'down' })).toThrow(Amount.UnusableQuantity)
})
