import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, usd } from '../../units/estimate.ts'
import * as Account from './account.ts'

const relative = (a: number, b: number) => Math.abs(a - b) / Math.abs(b)
const wad = (n: bigint) => Number(n) / 1e18
const line = (value: number, ltv: number, liquidationLtv: number): Account.CollateralLine => ({
  value: usd(value),
  ltv: fraction(ltv),
  liquidationLtv: fraction(liquidationLtv),
})

test('golden 4: weETH 2180, WETH 2000, LT 95, LTV 93', () => {
  const data = Account.of([line(218217.39010464, 0.93, 0.95)], usd(190091.82178131))
  expect(relative(data.health, wad(1090559912871488744n))).toBeLessThan(1e-12)
  expect(relative(data.available, 12850.351016)).toBeLessThan(1e-12)
  // The least collateral that the borrow check accepts is debt / maxLtv.
  expect(relative(data.debt / data.maxLtv, 204399.808367)).toBeLessThan(1e-12)
})

test('golden 5: the same account with weETH at 1958.994', () => {
  const data = Account.of([line(196094.75133516, 0.93, 0.95)], usd(190091.82178131))
  expect(relative(data.health, wad(980000149520994294n))).toBeLessThan(1e-12)
  expect(data.available).toBe(0)
})

test.each([
  [1.0215, 0.93, 14.3, 0.05],
  [1.044, 0.91, 11.1, 0.05],
  [1.05, 0.9048, 10.5, 0.05],
  [1.1, 0.8636, 7.33, 0.005],
  [1.2, 0.7917, 4.8, 0.005],
  [1.5, 0.6333, 2.73, 0.005],
] as const)('golden 8: health %d', (...row) => {
  const [health, ltv, leverage, tolerance] = row
  const liquidationLtv = fraction(0.95)
  expect(Math.abs(Account.ltvAtHealth(health, liquidationLtv) - ltv)).toBeLessThan(6e-5)
  expect(Math.abs(Account.leverageAtHealth(health, liquidationLtv) - leverage)).toBeLessThan(tolerance)
})

test('averages are weighted by value', () => {
  const data = Account.of([line(100, 0.9, 0.95), line(300, 0.7, 0.8)], usd(200))
  expect(data).toMatchObject({ collateral: 400, debt: 200, weighted: 335, borrowPower: 300, ltv: 0.5, available: 100 })
  expect(data).toMatchObject({ maxLtv: 0.75, liquidationLtv: 0.8375, health: 1.675 })
})

test('nothing owed is as far as can be, debt on nothing as near', () => {
  expect(Account.of([], usd(0))).toMatchObject({ ltv: 0, maxLtv: 0, liquidationLtv: 0, health: Infinity, available: 0 })
  expect(Account.of([], usd(1))).toMatchObject({ ltv: Infinity, health: 0, available: 0 })
  expect(Account.leverageAtHealth(1, fraction(1))).toBe(Infinity)
  expect(Account.leverageAtHealth(Infinity, fraction(0.95))).toBe(1)
})

const positive = fc.double({ min: 1, max: 1e9, noNaN: true })
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true })

test('a loop levered for a health stands at that health', () => {
  fc.assert(
    fc.property(positive, share, fc.double({ min: 1, max: 10, noNaN: true }), (own, lt, health) => {
      const collateral = own * Account.leverageAtHealth(health, fraction(lt))
      const data = Account.of([line(collateral, lt, lt)], usd(collateral - own))
      fc.pre(collateral - own > own * 1e-6)
      expect(relative(data.health, health)).toBeLessThan(1e-8)
    }),
  )
})

test('health is the average liquidation ltv over the ltv, and scales with nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(positive, share), { minLength: 1, maxLength: 8 }), positive, (lines, debt) => {
      const at = (k: number) =>
        Account.of(
          lines.map(([value, lt]) => line(value * k, lt, lt)),
          usd(debt * k),
        )
      const data = at(1)
      expect(relative(data.health, data.liquidationLtv / data.ltv)).toBeLessThan(1e-12)
      expect(relative(at(8).health, data.health)).toBeLessThan(1e-12)
    }),
  )
})
