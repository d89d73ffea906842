import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Table from './table.ts'

test('an index beyond the end reads nothing', () => {
  expect([Table.at([5n], 0), Table.at([5n], 1)]).toEqual([5n, 0n])
  expect(Table.combine([[1n, 2n]], [], (x, y) => x - y)).toEqual([[1n, 2n]])
})

test('outside of a table there is nothing', () => {
  expect([Table.cell([[5n]], 0, 0), Table.cell([[5n]], 1, 0), Table.row([], 0)]).toEqual([5n, 0n, []])
})

test('columns become rows and back', () => {
  const table = [
    [1n, 2n],
    [3n, 4n],
    [5n, 6n],
  ]
  expect(Table.fromColumns([Table.column(table, 0), Table.column(table, 1)], 3)).toEqual(table)
  expect(Table.sub(Table.add(table, table), table)).toEqual(table)
  expect(Table.zeros(2, 1)).toEqual([[0n], [0n]])
})

test('halves go up on both sides of zero', () => {
  expect([5n, 4n, -5n, -6n, -7n].map((n) => Table.halfUp(n, 2n))).toEqual([3n, 2n, -2n, -3n, -3n])
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 1n << 80n }), (n, d) => {
      const twice = 2n * (Table.halfUp(n, d) * d - n)
      expect(twice > -d && twice <= d).toBe(true)
    }),
  )
})

test('the smaller, the larger and the size', () => {
  expect([Table.min(1n, 2n), Table.min(2n, 1n), Table.max(1n, 2n), Table.max(2n, 1n)]).toEqual([1n, 1n, 2n, 2n])
  expect([Table.abs(-3n), Table.abs(3n)]).toEqual([3n, 3n])
  expect(Table.worth(2n * Table.WAD, 300_000_000_000n)).toBe(6_000_000_000n)
})
