import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { bookOf } from './book.ts'
import { exact } from './field.ts'
import { jsonOf } from './json.ts'
import { ConfigError } from './problem.ts'
import { keysOf, shaped } from './shape.ts'
import { read } from './source.ts'

const schema = z.strictObject({
  title: z.string(),
  chains: z.record(z.string(), z.strictObject({ supply: exact({ about: 'Shares.' }) })),
  events: z.array(z.strictObject({ gain: exact({ about: 'A gain.', sign: true }) })).optional(),
})

function problems(text: string): readonly { code: string; line: number; path: string; meant: string | null }[] {
  try {
    shaped(schema, read(text), 'x.yaml')
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ code, line, path, meant }) => ({ code, line, path, meant }))
  }
  return []
}

describe('a file read by its schema', () => {
  it('keeps every digit of a decimal, quoted or short enough', () => {
    const text =
      "title: t\nchains:\n  a: { supply: '1.123456789012345678' }\n  b: { supply: 1_000 }\nevents: [{ gain: -0.5 }]"
    const { content } = shaped(schema, read(text), 'x.yaml')
    expect(content.chains).toEqual({ a: { supply: '1.123456789012345678' }, b: { supply: '1000' } })
    expect(content.events).toEqual([{ gain: '-0.5' }])
  })

  it.each([
    '1.00000000000000000001',
    '123456789012345678.90123456789012345',
  ])('keeps the digits of a bare %s', (figure) => {
    const { content } = shaped(schema, read(`title: t\nchains: { a: { supply: ${figure} } }`), 'x.yaml')
    expect(content.chains['a']).toEqual({ supply: figure })
  })

  it('says where a key is unknown in an entry of a map, and which was meant', () => {
    expect(problems('title: t\nchains:\n  a: { suply: 1 }')).toContainEqual({
      code: 'KEY_UNKNOWN',
      line: 3,
      path: 'chains.a.suply',
      meant: 'supply',
    })
  })

  it.each([
    ['more than there is of anything', 'chains: { a: { supply: 1000000000000000001 } }', 'FIGURE_TOO_LARGE'],
    ['a little more than that', 'chains: { a: { supply: 1000000000000000000.1 } }', 'FIGURE_TOO_LARGE'],
    ['eighty digits', `chains: { a: { supply: 1${'0'.repeat(80)} } }`, 'FIGURE_TOO_LARGE'],
    ['ten thousand digits', `chains: { a: { supply: 1${'0'.repeat(9_999)} } }`, 'FIGURE_TOO_LARGE'],
    ['ten thousand places', `chains: { a: { supply: 0.${'0'.repeat(9_999)}1 } }`, 'FIGURE_INVALID'],
    ['an infinity', 'chains: { a: { supply: .inf } }', 'FIGURE_TOO_LARGE'],
    ['no number', 'chains: { a: { supply: .nan } }', 'FIGURE_INVALID'],
    ['an exponent', 'chains: { a: { supply: 1e21 } }', 'FIGURE_INVALID'],
    ['a negative figure', 'chains: { a: { supply: -1 } }', 'FIGURE_NEGATIVE'],
    ['a mapping', 'chains: { a: { supply: {} } }', 'FIGURE_INVALID'],
    ['nothing', 'chains: { a: {} }', 'FIGURE_INVALID'],
  ])('refuses %s', (_, text, code) => {
    expect(problems(`title: t\n${text}`)).toEqual([expect.objectContaining({ code })])
  })

  it('refuses what breaks a rule at the line where it stands', () => {
    const { refuse } = shaped(schema, read('title: t\nchains:\n  a: { supply: 1 }'), 'x.yaml')
    expect(() => refuse([])).not.toThrow()
    expect(() => refuse([{ code: 'KEY_TWICE', path: ['chains', 'a'], found: 'a', allowed: 'b' }])).toThrow(
      expect.objectContaining({ code: 'CONFIG_REFUSED', problems: [expect.objectContaining({ line: 3 })] }),
    )
  })

  it('refuses text that is no YAML', () => {
    expect(problems('a: [')).toContainEqual(expect.objectContaining({ code: 'YAML_SYNTAX' }))
  })

  it('knows the keys of lists and of nothing', () => {
    const keys = keysOf(jsonOf(schema))
    expect(keys(['events', 0])).toEqual(['gain'])
    expect(keys(['title', 'x'])).toEqual([])
  })
})

describe('which book a config is of', () => {
  it('is the venues book where nothing is said', () => {
    expect(bookOf('title: t', 'x.yaml').book).toBe('venues')
    expect(bookOf('book: venues', 'x.yaml').book).toBe('venues')
  })

  it('names the book that was meant', () => {
    expect(() => bookOf('title: t\nbook: venue', 'x.yaml')).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ line: 2, meant: 'venues' })] }),
    )
  })
})
