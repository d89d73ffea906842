import { expect, it } from 'vitest'
import * as Cost from './cost.ts'

it('comes to the attribution document’s 8,900 and 14,700', () => {
  expect(Cost.table().map(({ model, source, destination, gas }) => [model, source, destination, gas])).toEqual([
    ['vs-only', 1, 1, 8900],
    ['vb-vs', 1, 1, 8900],
    ['token-vb', 1, 3, 14_700],
  ])
  expect(Cost.table({ write: 1, rest: 0 }).map(({ gas }) => gas)).toEqual([2, 2, 4])
})
