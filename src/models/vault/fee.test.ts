import fc from 'fast-check'
import { expect, test } from 'vitest'
import { charge, type Standing } from './fee.ts'
import { WAD } from './table.ts'

const rates = { management: WAD / 50n, performance: WAD / 5n }
const standing: Standing = {
  netAssets: 897_287_464_700n,
  shares: 895_026_844_203_630_442_318_350n,
  highWater: WAD,
  price: 100_000_000n,
  elapsed: 604_800n,
}

test('the worked example: a week of 2 %, and 20 % of the gain above one', () => {
  expect(charge(standing, rates)).toEqual({ management: 344_165_054n, performance: 383_291_088n })
})

test('nothing above the mark, nothing on nothing', () => {
  expect(charge({ ...standing, highWater: 2n * WAD }, rates).performance).toBe(0n)
  expect(charge({ ...standing, netAssets: 0n }, rates)).toEqual({ management: 0n, performance: 0n })
  expect(charge({ ...standing, shares: 0n }, rates)).toEqual({ management: 0n, performance: 0n })
})

test('a performance fee leaves the share price at the mark or above', () => {
  const usd = fc.bigInt({ min: 1n, max: 10n ** 15n })
  const shares = fc.bigInt({ min: 1n, max: 10n ** 27n })
  fc.assert(
    fc.property(usd, shares, fc.bigInt({ min: 1n, max: 10n ** 13n }), (netAssets, supply, price) => {
      const one = { ...standing, netAssets, shares: supply, price, elapsed: 0n }
      const { performance } = charge(one, rates)
      expect(performance >= 0n && performance * 5n <= netAssets).toBe(true)
    }),
  )
})
