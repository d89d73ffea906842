import { expect, test } from 'vitest'
import { duration } from './format.ts'

test('durations are in the units that a reader counts in', () => {
  const shown = [45, 5400, 54_480, 54_000, 259_200].map((seconds) => duration(seconds).replaceAll('\u00a0', ' '))
  expect(shown).toEqual(['45 s', '90 min', '15 h 8 min', '15 h', '3.0 days'])
})
