import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { columnOf, misnamed, rows } from './csv.ts'

const cellsOf = (text: string) => [...rows(text, 1)].map(({ cells }) => cells)

describe('rows of a CSV text', () => {
  it('counts lines and columns, of quoted cells too', () => {
    const found = [...rows('a,"b ""c"", d\ne",f\n\n1,,2\r\n', 2)]
    expect(found.map(({ line, cells }) => [line, ...cells])).toEqual([
      [2, 'a', 'b "c", d\ne', 'f'],
      [4, ''],
      [5, '1', '', '2'],
    ])
    const [first, , third] = found
    expect(first && [0, 1, 2].map((at) => columnOf(first, at))).toEqual([1, 3, 18])
    expect(third && [0, 1, 2].map((at) => columnOf(third, at))).toEqual([1, 3, 4])
  })

  it('takes both line ends in one text', () => {
    expect(cellsOf('a,b\r\n1,2\n3,4\r\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ])
  })

  it.each([
    ['a,"b\nc,d\n', { line: 1, column: 3, why: 'a quote that is never closed' }],
    ['a,b\nc,"d"e\n', { line: 2, column: 6, why: 'text after a closing quote' }],
    ['a,b\nc,d"e"\n', { line: 2, column: 4, why: 'a quote inside a cell that does not begin with one' }],
    ['a, "b"\n', { line: 1, column: 4, why: 'a quote inside a cell that does not begin with one' }],
  ])('stops at a broken quote in %j', (text, { line, ...broken }) => {
    expect([...rows(text, 1)].at(-1)).toMatchObject({ line, broken })
  })

  it('law: gives back what Papa Parse wrote', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ') })
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }))
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (cells, newline) => {
        expect(cellsOf(Papa.unparse(cells, { newline }))).toEqual(cells)
      }),
    )
  })

  it('splits a text longer than a block', () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => [String(i), 'x'])
    expect(cellsOf(lines.map((line) => line.join(',')).join('\n'))).toEqual(lines)
  })
})

describe('names of columns', () => {
  it('tells what is missing, unknown, repeated or empty, each once', () => {
    const isKnown = (name: string) => name === 'price'
    expect(misnamed(['a', 'a', 'a', '', 'price', 'x', 'x'], { needed: ['a', 'b'], isKnown })).toEqual({
      missing: ['b'],
      unknown: ['x'],
      twice: ['a', 'x'],
      nameless: [4],
    })
    expect(misnamed(['a'], { needed: ['a'], isKnown })).toEqual({ missing: [], unknown: [], twice: [], nameless: [] })
  })
})
