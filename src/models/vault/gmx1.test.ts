import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Gmx1 from './gmx1.ts'
import { WAD } from './table.ts'

const USD = 10n ** 30n
const none = { reserved: 0n, guaranteed: 0n, shortSize: 0n, shortPrice: 0n }
const usdc: Gmx1.PoolToken = { ...none, stable: true, decimals: 6n, price: USD, pool: 1_000_000_000n }
const eth: Gmx1.PoolToken = { ...none, stable: false, decimals: 18n, price: 2000n * USD, pool: WAD }

test('without traders the deltas are the weights', () => {
  expect(Gmx1.assets([usdc, eth])).toEqual({ total: 3000n * USD, deltas: [0n, 666_666_666_666_666_666n] })
})

test('longs take delta out of the pool, shorts put it in, and their profit is the pool’s loss', () => {
  const traded = { ...eth, reserved: WAD / 4n, guaranteed: 400n * USD, shortSize: 300n * USD, shortPrice: 1500n * USD }
  expect(Gmx1.assets([usdc, traded])).toEqual({ total: 3000n * USD, deltas: [0n, (1900n * WAD) / 3000n] })
  expect(Gmx1.assets([usdc, { ...traded, shortPrice: 2500n * USD }]).total).toBe(2840n * USD)
})

test('a pool that owes more than it has is worth nothing', () => {
  const lost = { ...eth, pool: 0n, shortSize: 300n * USD, shortPrice: 4000n * USD }
  expect(Gmx1.assets([lost])).toEqual({ total: 0n, deltas: [0n] })
})

const terms: Gmx1.FeeTerms = { initial: 1000n, target: 1000n, baseBps: 30n, taxBps: 50n }

test('dearer away from the target, cheaper toward it, never below zero, the base without a target', () => {
  expect(Gmx1.feeBps(terms, 0n)).toBe(30n)
  expect(Gmx1.feeBps(terms, 400n)).toBe(40n)
  expect(Gmx1.feeBps(terms, -400n)).toBe(40n)
  expect(Gmx1.feeBps(terms, -5000n)).toBe(55n)
  expect(Gmx1.feeBps(terms, 9000n)).toBe(80n)
  expect(Gmx1.feeBps({ ...terms, initial: 1400n }, -100n)).toBe(10n)
  expect(Gmx1.feeBps({ ...terms, initial: 1900n }, -100n)).toBe(0n)
  expect(Gmx1.feeBps({ ...terms, target: 0n }, 100n)).toBe(30n)
  expect([Gmx1.target(900n, 2n, 3n), Gmx1.target(900n, 0n, 0n)]).toEqual([600n, 0n])
})

test('mint and burn at one price lose the fees and no more', () => {
  const tokens = fc.bigInt({ min: 1n, max: 10n ** 24n })
  const flat = { ...terms, initial: 0n, target: 0n }
  fc.assert(
    fc.property(tokens, (amount) => {
      const bought = Gmx1.buyUsdg(amount, eth, flat)
      const supply = 5n * 10n ** 24n
      const total = 4n * 10n ** 24n * 10n ** 12n
      const glp = Gmx1.mint(bought.usdg, supply, total)
      const sold = Gmx1.burn({ amount: glp, supply, total }, eth, flat)
      expect(sold.amount <= amount && sold.amountBeforeFee <= bought.amountAfterFee).toBe(true)
      expect([bought.feeBps, sold.feeBps]).toEqual([30n, 30n])
    }),
  )
  expect(Gmx1.mint(7n, 0n, 0n)).toBe(7n)
})
