import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, quantity, quote, usd } from '../../units/estimate.ts'
import * as Account from './account.ts'
import * as Capacity from './capacity.ts'

const relative = (a: number, b: number) => Math.abs(a - b) / Math.abs(b)

test("the original's own figures from 1.0655 to 1.10", () => {
  const target = { weighted: usd(107.44 * 0.95), debt: usd(95.796), health: 1.1 }
  expect(Capacity.repayToHealth(target)).toBeCloseTo(3.01, 2)
  expect(Capacity.supplyToHealth({ ...target, liquidationLtv: fraction(0.95) })).toBeCloseTo(3.48, 2)
  expect(Capacity.supplyToHealth({ ...target, liquidationLtv: fraction(0.78) })).toBeCloseTo(4.24, 2)
  const sale = { ...target, liquidationLtv: fraction(0.95), slippage: fraction(0.0005) }
  expect(Capacity.deleverageToHealth(sale)).toBeCloseTo(22.13, 2)
})

const account = fc.record({
  collateral: fc.double({ min: 100, max: 1e9, noNaN: true }),
  lt: fc.double({ min: 0.1, max: 0.97, noNaN: true }),
  at: fc.double({ min: 1.001, max: 2, noNaN: true }),
  health: fc.double({ min: 1.01, max: 2, noNaN: true }),
  slippage: fc.double({ min: 0, max: 0.01, noNaN: true }),
})

test('each remedy brings health to the target, or is nil above it', () => {
  fc.assert(
    fc.property(account, ({ collateral, lt, at, health, slippage }) => {
      const weighted = collateral * lt
      const debt = weighted / at
      const target = { weighted: usd(weighted), debt: usd(debt), health, liquidationLtv: fraction(lt) }
      const repaid = Capacity.repayToHealth(target)
      const supplied = Capacity.supplyToHealth(target)
      const reached = Math.max(at, health)
      const after = (a: number, d: number) => Account.health(usd(a), usd(d))
      expect(relative(after(weighted, debt - repaid), reached)).toBeLessThan(1e-9)
      expect(relative(after(weighted + supplied * lt, debt), reached)).toBeLessThan(1e-9)
      if (health * (1 - slippage) - lt < 0.01 || weighted * (1 - slippage) < debt * lt) return
      const sold = Capacity.deleverageToHealth({ ...target, slippage: fraction(slippage) })
      const [left, owed] = [weighted - sold * lt, debt - sold * (1 - slippage)]
      fc.pre(owed > debt * 1e-4)
      expect(relative(after(left, owed), reached)).toBeLessThan(1e-7)
    }),
  )
})

test('what cannot be reached is an error, and what is reached already costs nothing', () => {
  const target = { weighted: usd(95), debt: usd(94), health: 1.1, liquidationLtv: fraction(0), slippage: fraction(0) }
  expect(() => Capacity.supplyToHealth(target)).toThrow(Capacity.UnreachableHealth)
  const low = { ...target, health: 1.02, liquidationLtv: fraction(0.95), slippage: fraction(0.1) }
  expect(() => Capacity.deleverageToHealth(low)).toThrow(Capacity.UnreachableHealth)
  // Collateral of 80 cannot repay a debt of 94.
  const broke = { ...low, weighted: usd(76), slippage: fraction(0) }
  expect(() => Capacity.deleverageToHealth(broke)).toThrow(Capacity.UnreachableHealth)
  const safe = { ...target, weighted: usd(200) }
  expect(Capacity.repayToHealth(safe)).toBe(0)
  expect(Capacity.supplyToHealth(safe)).toBe(0)
  expect(Capacity.deleverageToHealth({ ...safe, slippage: fraction(0.5) })).toBe(0)
})

const whole: Capacity.Withdrawal = {
  weighted: usd(190),
  debt: usd(100),
  health: 1.1,
  liquidationLtv: fraction(0.8),
  balance: usd(1000),
  liquidity: usd(1000),
  paused: false,
  ltvZero: false,
}

test.each([
  [{}, 100, 'health'],
  [{ balance: usd(40) }, 40, 'balance'],
  [{ liquidity: usd(30) }, 30, 'liquidity'],
  [{ balance: usd(40), liquidity: usd(30) }, 30, 'liquidity'],
  [{ paused: true }, 0, 'paused'],
  [{ ltvZero: true }, 0, 'ltvZero'],
  [{ health: 2 }, 0, 'health'],
  [{ debt: usd(0) }, 1000, 'balance'],
  [{ liquidationLtv: fraction(0) }, 1000, 'balance'],
  [{ liquidationLtv: fraction(0), health: 2 }, 0, 'health'],
] as const)('withdraw with %o', (change, value, limiter) => {
  const capacity = Capacity.withdraw({ ...whole, ...change })
  expect(capacity.limiter).toBe(limiter)
  expect(capacity.value).toBeCloseTo(value, 10)
})

test('after the largest withdrawal health is not below its floor', () => {
  fc.assert(
    fc.property(account, fc.double({ min: 0, max: 1e9, noNaN: true }), ({ collateral, lt, at, health }, liquidity) => {
      const [weighted, debt] = [collateral * lt, (collateral * lt) / at]
      const { value } = Capacity.withdraw({
        ...whole,
        weighted: usd(weighted),
        debt: usd(debt),
        health,
        liquidationLtv: fraction(lt),
        balance: usd(collateral),
        liquidity: usd(liquidity),
      })
      expect(value).toBeLessThanOrEqual(Math.min(collateral, liquidity))
      expect((weighted - value * lt) / debt).toBeGreaterThanOrEqual(Math.min(at, health) * (1 - 1e-9))
    }),
  )
})

const loan: Capacity.Loan = {
  weighted: usd(190),
  debt: usd(100),
  health: 1.25,
  borrowPower: usd(180),
  liquidity: usd(1000),
  room: usd(1000),
  allowed: true,
}

test.each([
  [{}, 52, 'health'],
  [{ borrowPower: usd(140) }, 40, 'ltv'],
  [{ borrowPower: usd(90) }, 0, 'ltv'],
  [{ health: 3 }, 0, 'health'],
  [{ liquidity: usd(20) }, 20, 'liquidity'],
  [{ room: usd(10) }, 10, 'cap'],
  [{ room: usd(10), liquidity: usd(5) }, 5, 'liquidity'],
  [{ allowed: false }, 0, 'refused'],
] as const)('borrow with %o', (change, value, limiter) => {
  expect(Capacity.borrow({ ...loan, ...change })).toEqual({ value, limiter })
})

const deposit: Capacity.Deposit = { balance: usd(100), room: usd(500), frozen: false, paused: false }

test.each([
  [{}, 100, 'balance'],
  [{ room: usd(60) }, 60, 'cap'],
  [{ frozen: true }, 0, 'frozen'],
  [{ frozen: true, paused: true }, 0, 'paused'],
] as const)('supply with %o', (change, value, limiter) => {
  expect(Capacity.supply({ ...deposit, ...change })).toEqual({ value, limiter })
})

test('room below a cap of whole tokens', () => {
  expect(Capacity.room(100, quantity(60), quote(2000))).toBe(80_000)
  expect(Capacity.room(100, quantity(160), quote(2000))).toBe(0)
  expect(Capacity.room(0, quantity(160), quote(2000))).toBe(Infinity)
})
