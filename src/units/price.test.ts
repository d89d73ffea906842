import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Amount from './amount.ts'
import * as Price from './price.ts'
import { TOKENS } from './token.ts'

const price = fc.bigInt({ min: 0n, max: 10n ** 30n }).map(Price.of)

test('text in, text out, and out as an estimate', () => {
  expect(Price.toQuote(Price.parse('3000.5'))).toBe(3000.5)
  fc.assert(
    fc.property(price, (p) => {
      expect(Price.parse(Price.format(p))).toBe(p)
    }),
  )
})

test('adds, subtracts and orders', () => {
  const two = Price.add(Price.ONE, Price.ONE)
  expect(Price.sub(two, Price.ONE)).toBe(Price.ONE)
  expect([Price.min(two, Price.ONE), Price.min(Price.ONE, two)]).toEqual([Price.ONE, Price.ONE])
  expect([Price.max(two, Price.ONE), Price.max(Price.ONE, two)]).toEqual([two, two])
  expect([two, Price.ONE, two].sort(Price.compare)).toEqual([Price.ONE, two, two])
})

test('a price is of one whole token, whatever its decimals', () => {
  const [three, rounding] = [Price.parse('3000'), 'down'] as const
  for (const token of [TOKENS.ETH, TOKENS.USDT, TOKENS.BTC]) {
    expect(Price.worth(Amount.parse('1.5', token), three, { token, rounding })).toBe(4500n * 10n ** 18n)
  }
})

test('the two directions bracket the worth within a unit', () => {
  const dust = fc.bigInt({ min: 0n, max: 10n ** 24n }).map(Amount.of)
  fc.assert(
    fc.property(dust, price, (amount, p) => {
      const token = TOKENS.ETH
      const gap =
        Price.worth(amount, p, { token, rounding: 'up' }) - Price.worth(amount, p, { token, rounding: 'down' })
      expect(gap === 0n || gap === 1n).toBe(true)
    }),
  )
})
