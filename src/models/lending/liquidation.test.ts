import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, usd } from '../../units/estimate.ts'
import * as Account from './account.ts'
import * as Liquidation from './liquidation.ts'

const relative = (a: number, b: number) => Math.abs(a - b) / Math.abs(b)
const wad = (n: bigint) => Number(n) / 1e18
const terms = {
  closeFactor: fraction(0.5),
  fullCloseHealth: 0.95,
  fullCloseBelow: usd(2000),
  minLeftover: usd(1000),
  bonus: fraction(0.01),
  protocolFee: fraction(0.1),
}

interface Case extends Partial<Omit<Liquidation.Input, 'debt' | 'collateral'>> {
  readonly health: number
  readonly debt: number
  readonly collateral: number
}

const run = (input: Case) => {
  const debt = usd(input.debt)
  const outcome = Liquidation.liquidate({
    ...terms,
    totalDebt: debt,
    ...input,
    debt,
    collateral: usd(input.collateral),
  })
  if (!outcome.ok) throw new RangeError(outcome.code)
  return outcome
}

test('golden 5: half the debt, one per cent of it lost', () => {
  const [collateral, debt, price] = [196094.75133516, 190091.82178131, 1958.994]
  const health = Account.health(usd(collateral * 0.95), usd(debt))
  const outcome = run({ health, debt, collateral })
  expect(outcome.closeFactor).toBe(0.5)
  expect(relative(outcome.repaid / 2000, wad(47522955445330000000n))).toBeLessThan(1e-12)
  expect(relative(outcome.seized / price, wad(49002891279690800481n))).toBeLessThan(1e-12)
  expect(relative(outcome.protocolFee / price, wad(48517714138307724n))).toBeLessThan(1e-12)
  const after = Account.health(usd((collateral - outcome.seized) * 0.95), usd(debt - outcome.repaid))
  expect(relative(after, wad(1000500299041956762n))).toBeLessThan(1e-12)
})

test('the borrower loses the bonus: $950 on half of $190,000 (D12)', () => {
  expect(run({ health: 0.98, debt: 190_000, collateral: 196_000 }).penalty).toBeCloseTo(950, 8)
})

test('a healthy account is refused', () => {
  const input = { ...terms, health: 1, totalDebt: usd(10_000), debt: usd(10_000), collateral: usd(11_000) }
  expect(Liquidation.liquidate(input)).toEqual({ ok: false, code: 'HEALTHY' })
})

test.each([
  [{ health: 0.95, debt: 10_000, collateral: 20_000 }, 1, 10_000],
  [{ health: 0.950001, debt: 10_000, collateral: 20_000 }, 0.5, 5000],
  [{ health: 0.99, debt: 1999, collateral: 20_000 }, 1, 1999],
  [{ health: 0.99, debt: 10_000, collateral: 1999 }, 1, 1999 / 1.01],
  [{ health: 0.99, debt: 2000, collateral: 20_000 }, 0.5, 1000],
])('%o closes by %d', (input, closeFactor, repaid) => {
  const outcome = run(input)
  expect(outcome.closeFactor).toBe(closeFactor)
  expect(outcome.repaid).toBeCloseTo(repaid, 8)
})

test('half is counted of the total debt, so a small leg may go whole', () => {
  expect(run({ health: 0.99, debt: 4000, collateral: 20_000, totalDebt: usd(10_000) }).repaid).toBe(4000)
  expect(run({ health: 0.99, debt: 6000, collateral: 20_000, totalDebt: usd(10_000) }).repaid).toBe(5000)
})

test('a small leg of collateral goes whole, without a crumb left', () => {
  const outcome = run({ health: 0.96, debt: 9000, collateral: 2500, totalDebt: usd(20_000) })
  expect(outcome.seized).toBe(2500)
  expect(outcome.repaid).toBeCloseTo(2500 / 1.01, 10)
})

test('what would leave dust is made smaller', () => {
  const byCollateral = run({ health: 0.96, debt: 2010, collateral: 2050, bonus: fraction(0.07) })
  expect(2050 - byCollateral.seized).toBeCloseTo(1000, 8)
  const byDebt = run({ health: 0.96, debt: 5500, collateral: 20_000, totalDebt: usd(10_000) })
  expect(5500 - byDebt.repaid).toBeCloseTo(1000, 8)
})

const worth = fc.double({ min: 1, max: 1e8, noNaN: true })
const share = fc.double({ min: 0, max: 0.3, noNaN: true }).map(fraction)

test('no liquidation betters the borrower, takes more than there is, or leaves dust', () => {
  fc.assert(
    fc.property(
      fc.record({ debt: worth, collateral: worth, other: worth, bonus: share, protocolFee: share }),
      fc.double({ min: 0, max: 0.9999, noNaN: true }),
      ({ debt, collateral, other, bonus, protocolFee }, health) => {
        const outcome = run({ health, debt, collateral, totalDebt: usd(debt + other), bonus, protocolFee })
        expect(outcome.penalty).toBeGreaterThanOrEqual(0)
        expect(outcome.protocolFee).toBeLessThanOrEqual(outcome.penalty)
        expect(outcome.repaid).toBeLessThanOrEqual(debt)
        expect(outcome.seized).toBeLessThanOrEqual(collateral)
        const [owed, held] = [debt - outcome.repaid, collateral - outcome.seized]
        const isCleared = owed === 0 || held === 0
        expect(isCleared || (owed >= 1000 - 1e-6 && held >= 1000 - 1e-6)).toBe(true)
        if (outcome.closeFactor < 1) expect(outcome.repaid).toBeLessThanOrEqual(0.5 * (debt + other))
      },
    ),
  )
})
