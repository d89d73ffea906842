import { expect, it } from 'vitest'
import * as Cost from './cost.ts'

it('comes to the attribution document’s 8,900 and 14,700', () => {
  expect(Cost.table().map(({ model, source, destination, gas }) => [model, source, destination, gas])).toEqual([
    ['vs-only', 1, 1, { source: 8900, destination: 8900 }],
    ['vb-vs', 1, 1, { source: 8900, destination: 8900 }],
    ['token-vb', 1, 3, { source: 8900, destination: 14_700 }],
  ])
  expect(Cost.table({ perWrite: 1, fixed: 0 }).map(({ gas }) => gas.source + gas.destination)).toEqual([2, 2, 4])
  expect(Cost.gasOf(2, 5, { perWrite: 10, fixed: 1 })).toBe(52)
})
