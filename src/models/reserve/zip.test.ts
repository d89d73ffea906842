import { expect, test } from 'vitest'
import { Misaligned, zip } from './zip.ts'

test('pairs entry by entry', () => {
  expect(zip([1, 2], ['a', 'b'])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
})

test('refuses lists of different lengths, whichever is longer', () => {
  expect(() => zip([1], [])).toThrow(Misaligned)
  expect(() => zip([], [1])).toThrow(Misaligned)
})
