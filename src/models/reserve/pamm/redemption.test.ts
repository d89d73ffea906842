import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { E18, units } from '../../../../test/arbitraries/reserveModel.ts'
import { of as ratioOf } from '../../../units/ratio.ts'
import { Fault } from '../fault.ts'
import { DEFAULT, GYROSCOPE } from '../profile.ts'
import type { Rules } from '../rules.ts'
import { valueAt } from './curve.ts'
import { derive } from './derived.ts'
import type { Params } from './params.ts'
import { type Shape, shapeOf } from './params.ts'
import { discounted, payout, pricingOf } from './redemption.ts'
import { type Level, type Region, regionOf } from './region.ts'

const shaped = (change: Partial<Params> = {}, rules: Rules = DEFAULT): Shape =>
  shapeOf({ ...rules, redemption: { ...rules.redemption, ...change } })
const params = (slope: number, par: number, floor: number): Partial<Params> => ({
  slopeMin: ratioOf(units(slope)),
  parMax: ratioOf(units(par)),
  priceFloor: ratioOf(units(floor)),
})
const level = (redeemed: bigint, value: bigint, supply: bigint): Level => ({ redeemed, value, supply })
const tenth = E18 / 10n

describe('the four ways a coin is paid', () => {
  test('nothing for nothing, at par of a full reserve, pro rata of a poor one', () => {
    const shape = shaped()
    expect(payout(0n, level(0n, E18, E18), shape)).toBe(0n)
    expect(payout(tenth, level(0n, 2n * E18, E18), shape)).toBe(tenth)
    expect(payout(tenth, level(0n, units(0.6), E18), shape)).toBe(units(0.06))
    expect(payout(tenth, level(0n, 0n, E18), shape)).toBe(0n)
  })

  test('in the strip above the floor ours is pro rata; the contracts pay too little there, or fail', () => {
    const above = level(0n, units(0.6) + 1n, E18)
    expect(payout(tenth, above, shaped())).toBe(units(0.06))
    expect(payout(E18 / 2n, above, shaped({}, GYROSCOPE))).toBeLessThan(units(0.27))
    expect(() => payout(tenth, above, shaped({}, GYROSCOPE))).toThrow(Fault)
  })

  // Worked levels: slope, end of par, floor; redeemed, value, supply; what a tenth is paid.
  test.each<[Region, Partial<Params>, Level, bigint]>([
    ['par', params(1, 0.3, 0.6), level(units(0.1), units(0.7), units(0.9)), tenth],
    [
      'first flat',
      params(1, 0.3, 0.6),
      level(units(0.8), 167_703_296_142_690_080n, units(0.2)),
      83_851_648_071_345_041n,
    ],
    [
      'second high',
      params(0.5, 0.3, 0.6),
      level(units(0.4), 457_620_999_227_554_986n, units(0.6)),
      88_770_166_537_925_831n,
    ],
    [
      'second high',
      params(0.3, 0.3, 0.6),
      level(units(0.7), 223_530_005_001_667_361n, units(0.3)),
      77_510_001_667_222_454n,
    ],
  ])('%s', (...[region, change, at, paid]) => {
    const shape = shaped(change, GYROSCOPE)
    expect(pricingOf(at, shape)).toMatchObject({ kind: 'curve', region })
    expect(payout(tenth, at, shape)).toBe(paid)
  })
})

describe('the discount', () => {
  const held = (value: number) => discounted(level(0n, units(value), E18), shaped({ discount: ratioOf(units(0.1)) }))

  test('is held back, at most down to the supply; not from a reserve of two of it', () => {
    expect([held(0.8), held(1.05), held(2)]).toEqual([units(0.7), units(0.95), E18])
    expect([held(0.2), held(0.200001)]).toEqual([units(0.2), units(0.100001)])
  })
})

test('parameters of the deployment: where its regions meet', () => {
  const { first, second, valueHighLow, valueSteep, parEndHighLow } = derive(shaped({}, GYROSCOPE))
  expect([first.value, second.value, valueHighLow, valueSteep]).toEqual([
    units(0.8),
    units(0.68),
    units(0.92),
    units(0.8),
  ])
  expect([first.flatStart, second.flatStart, parEndHighLow]).toEqual([units(0.7), units(0.4), 0n])
  expect(derive(shaped(params(0.05, 0.5, 0.3))).valueHighLow).toBe(0n)
})

test('a curve that falls below nothing by more than rounding is refused, by less it is nothing', () => {
  const curve = (value: bigint) => ({ value, supply: E18, slope: 0n, parEnd: 0n, flatStart: E18 })
  expect(valueAt(E18, curve(E18 - 10n ** 10n))).toBe(0n)
  expect(() => valueAt(E18, curve(E18 - 10n ** 10n - 1n))).toThrow(Fault)
})

const anyShape = fc
  .tuple(fc.integer({ min: 300, max: 3000 }), fc.integer({ min: 0, max: 600 }), fc.integer({ min: 200, max: 900 }))
  .map(([slope, par, floor]) => params(slope / 1000, par / 1000, floor / 1000))
const anyLevel = fc
  .tuple(fc.integer({ min: 0, max: 950 }), fc.integer({ min: 50, max: 1100 }))
  .map(([redeemed, share]) =>
    level(
      units(redeemed / 1000),
      (units(share / 1000) * (1000n - BigInt(redeemed))) / 1000n,
      E18 - units(redeemed / 1000),
    ),
  )

test('every region is reached, and every anchor leads back to where it came from', () => {
  const seen = new Set<Region>()
  const around = (slope: number, par: number, floor: number): readonly Level[] => {
    const shape = shaped(params(slope, par, floor))
    const levels: Level[] = []
    for (let x = 20; x < 1000; x += 49)
      for (let share = 1000 * floor + 5; share < 1000; share += 13) {
        const supply = E18 - units(x / 1000)
        const at = level(units(x / 1000), (units(share / 1000) * supply) / E18, supply)
        seen.add(regionOf(at, shape))
        levels.push(at)
      }
    return levels
  }
  for (const [slope, par, floor] of [
    [1, 0.3, 0.6],
    [0.5, 0.3, 0.3],
    [0.3, 0.4, 0.75],
    [2, 0.1, 0.5],
  ] as const) {
    const shape = shaped(params(slope, par, floor))
    for (const at of around(slope, par, floor)) {
      // A coin that is worth nothing next to the supply is paid no more than one.
      const paid = payout(10n ** 9n, at, shape)
      expect(paid <= 10n ** 9n).toBe(true)
    }
  }
  expect([...seen].sort()).toEqual([
    'first falling',
    'first flat',
    'par',
    'second high',
    'second low',
    'third high',
    'third low',
  ])
})

test('no coin is paid more than one, nor more than there is, in either arithmetic', () => {
  fc.assert(
    fc.property(anyShape, anyLevel, fc.integer({ min: 1, max: 1000 }), (change, at, share) => {
      const coins = (at.supply * BigInt(share)) / 1000n
      const paid = payout(coins, at, shaped(change))
      expect(paid >= 0n && paid <= coins && paid <= at.value).toBe(true)
    }),
  )
})

test('two redemptions in a row are paid as one of both, to a hundredth of a millionth of the supply', () => {
  fc.assert(
    fc.property(anyShape, anyLevel, fc.integer({ min: 1, max: 499 }), (change, at, share) => {
      const shape = shaped(change)
      const half = (at.supply * BigInt(share)) / 1000n
      const first = payout(half, at, shape)
      const then = level(at.redeemed + half, at.value - first, at.supply - half)
      const apart = first + payout(half, then, shape)
      const together = payout(2n * half, at, shape)
      const gap = apart > together ? apart - together : together - apart
      expect(gap <= E18 / 10n ** 7n).toBe(true)
    }),
  )
})
