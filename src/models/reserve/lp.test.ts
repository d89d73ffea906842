import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { free, stable } from '../../../test/arbitraries/reserveModel.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { divide } from '../../units/rounding.ts'
import { priced } from './clamp.ts'
import { fairPrice, type Pool } from './lp.ts'

const E18 = 10n ** 18n
const wad = (n: number): bigint => BigInt(Math.round(n * 1e6)) * 10n ** 12n
const prices = (...of: readonly number[]) => of.map((each) => priceOf(wad(each)))
const product = (...reserves: readonly number[]): Pool => ({
  kind: 'product',
  supply: wad(1000),
  reserves: reserves.map(wad),
})
const swapPool = (amplification: bigint, ...reserves: readonly number[]): Pool => ({
  kind: 'stable',
  supply: wad(1000),
  reserves: reserves.map(wad),
  amplification,
})
/** Value of a share as it stands: Σ reserve · price ÷ supply. */
const naive = ({ reserves, supply }: Pool, at: readonly bigint[]): number =>
  reserves.reduce((sum, reserve, index) => sum + Number(reserve) * Number(at[index] ?? 0n), 0) / Number(supply) / 1e18

describe('the fair price of a share', () => {
  it('of a pool of products is n times the root of the product of its sides', () => {
    expect(fairPrice(product(100, 250_000), prices(2500, 1), 'counted')).toBe(500n * E18)
    expect(fairPrice(product(1, 2, 4), prices(8, 4, 2), 'counted')).toBe(divide(24n * E18, 1000n, 'down'))
    expect(fairPrice(product(1, 1), prices(0, 1), 'counted')).toBe(0n)
    expect(fairPrice(product(1, 1, 1), prices(0, 1, 1), 'counted')).toBe(0n)
  })

  it('counts what nobody has priced as nothing, and a weight that is not stated as one', () => {
    expect(fairPrice(product(100, 250_000), prices(2500), 'counted')).toBe(0n)
    const alone: Pool = { kind: 'weighted', supply: wad(1000), reserves: [wad(100)], weights: [] }
    expect(fairPrice(alone, prices(5), 'counted')).toBe(divide(E18, 2n, 'down'))
  })

  it('of a pool that somebody swapped in is what it was, where the value of its reserves says more', () => {
    const [before, after] = [product(100, 250_000), product(125, 200_000)]
    expect(fairPrice(after, prices(2500, 1), 'counted')).toBe(fairPrice(before, prices(2500, 1), 'counted'))
    expect(naive(after, prices(2500, 1))).toBeCloseTo(512.5, 9)
  })

  it('of a weighted pool in balance is the value of its reserves', () => {
    const pool: Pool = {
      kind: 'weighted',
      supply: wad(1000),
      reserves: [wad(320), wad(200_000)],
      weights: [ratioOf(wad(0.8)), ratioOf(wad(0.2))],
    }
    const found = fairPrice(pool, prices(2500, 1), 'counted')
    expect(1000n * E18 - found).toBeLessThan(10_000n)
    expect(found <= 1000n * E18).toBe(true)
    const one: Pool = { ...pool, reserves: [wad(400)], weights: [ratioOf(E18)] }
    expect(fairPrice(one, prices(2500), 'counted')).toBe(1000n * E18)
  })

  it('of a stable pool is its invariant at the lowest price, charged at the mean of them', () => {
    const pool = swapPool(100n, 1_000_000, 1_000_000)
    expect(fairPrice(pool, prices(1, 1), 'counted')).toBe(2000n * E18)
    expect(fairPrice(pool, prices(1, 0.9), 'counted')).toBe(1800n * E18)
    expect(fairPrice(pool, prices(1, 0.9), 'charged')).toBe(1900n * E18)
    // A · n · Σx + D = A · n · D + D³ ÷ (4 · x · y), solved for D of a skewed pool.
    const skewed = swapPool(10n, 1_500_000, 300_000)
    const d = Number(fairPrice(skewed, prices(1, 1), 'counted')) / 1e15
    expect(20 * 1_800_000 + d - 20 * d - d ** 3 / (4 * 1_500_000 * 300_000)).toBeCloseTo(0, 1)
    expect(d).toBeLessThan(1_800_000)
  })

  it('holds the peg on each asset before the pool is priced', () => {
    const pool = swapPool(100n, 1_000_000, 1_000_000)
    const off = priced([stable(1), stable(0.9)], pool)
    expect(off).toEqual({ raw: 1800n * E18, lower: 1800n * E18, upper: 2000n * E18 })
    const two = priced([free(2500), stable(1.21)], product(100, 250_000))
    expect(Number(two.raw) / 1e18).toBeCloseTo(550, 9)
    expect([two.lower, two.upper]).toEqual([500n * E18, two.raw])
  })
})

const RUNS = { numRuns: 2000, seed: 20_261_128 }

describe('laws of shares of pools', () => {
  const RESERVE = fc.integer({ min: 1, max: 1_000_000 })
  const PRICE = fc.double({ min: 0.01, max: 5000, noNaN: true })

  it('no swap along the product moves the price, and the reserves are never worth less', () => {
    fc.assert(
      fc.property(
        fc.tuple(RESERVE, RESERVE),
        fc.integer({ min: 1, max: 999 }),
        fc.tuple(PRICE, PRICE),
        ([a, b], part, at) => {
          const [before, paid] = [[wad(a), wad(b)] as const, divide(wad(a) * BigInt(part), 1000n, 'down')]
          const left = before[0] - paid
          // What comes in is rounded up, so that the product falls by nothing.
          const after = [left, divide(before[0] * before[1], left, 'up')]
          const pool = (reserves: readonly bigint[]): Pool => ({ kind: 'product', supply: E18, reserves })
          const [was, is] = [
            fairPrice(pool(before), prices(...at), 'counted'),
            fairPrice(pool(after), prices(...at), 'counted'),
          ]
          expect(is >= was).toBe(true)
          expect(Number(is - was)).toBeLessThanOrEqual(Number(was) * 1e-9 + 2)
          expect(naive(pool(after), prices(...at))).toBeGreaterThanOrEqual((Number(is) / 1e18) * (1 - 1e-9))
        },
      ),
      RUNS,
    )
  })

  it('of two equal weights a weighted pool is one of products, to fifteen digits', () => {
    const half = [ratioOf(500_000_000_000_000_000n), ratioOf(500_000_000_000_000_000n)]
    fc.assert(
      fc.property(RESERVE, RESERVE, fc.tuple(PRICE, PRICE), (a, b, at) => {
        const reserves = [wad(a), wad(b)]
        const plain = Number(fairPrice({ kind: 'product', supply: E18, reserves }, prices(...at), 'counted'))
        const weighted = Number(
          fairPrice({ kind: 'weighted', supply: E18, reserves, weights: half }, prices(...at), 'counted'),
        )
        expect(Math.abs(weighted / plain - 1)).toBeLessThan(1e-15 * 4)
      }),
      RUNS,
    )
  })

  it('a stable pool is worth no more than its reserves, and no less than its smallest side in each asset', () => {
    fc.assert(
      fc.property(fc.array(RESERVE, { minLength: 2, maxLength: 4 }), fc.bigInt({ min: 1n, max: 5000n }), (sides, a) => {
        const pool: Pool = { kind: 'stable', supply: E18, reserves: sides.map(wad), amplification: a }
        const d = Number(fairPrice(pool, prices(...sides.map(() => 1)), 'counted')) / 1e18
        const sum = sides.reduce((all, each) => all + each, 0)
        expect(d).toBeLessThanOrEqual(sum * (1 + 1e-12))
        expect(d).toBeGreaterThanOrEqual(sides.length * Math.min(...sides) * (1 - 1e-12))
      }),
      RUNS,
    )
  })
})
