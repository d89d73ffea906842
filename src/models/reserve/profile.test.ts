import { expect, test } from 'vitest'
import { shapeOf } from './pamm/params.ts'
import { DEFAULT, GYROSCOPE, rulesOf } from './profile.ts'

test('both profiles have the figures of the deployment and differ in the quirks alone, in every one of them', () => {
  expect(rulesOf('gyroscope')).toBe(GYROSCOPE)
  expect(rulesOf('default')).toBe(DEFAULT)
  expect({ ...DEFAULT, quirks: null }).toEqual({ ...GYROSCOPE, quirks: null })
  const ours = Object.entries(DEFAULT.quirks)
  expect(
    ours.filter(([quirk, is]) => Object.entries(GYROSCOPE.quirks).some(([q, was]) => q === quirk && was === is)),
  ).toEqual([])
})

test('the exact root is the floor, the other what the contracts take', () => {
  expect(shapeOf(DEFAULT).root(4n * 10n ** 18n)).toBe(2n * 10n ** 18n)
  expect(shapeOf(GYROSCOPE).root(4n * 10n ** 18n)).toBe(1_999_999_999_999_999_998n)
})
