import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse as fromYaml } from 'yaml'
import * as z from 'zod'
import { MODES } from '../../portfolio/venues/mode.ts'
import { compile } from './compile.ts'
import { hash } from './hash.ts'
import { parse } from './parse.ts'
import { draft, schema } from './schema.ts'
import { summary } from './summary.ts'
import { template } from './template.ts'

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url))
const validator = z.fromJSONSchema(schema() as Parameters<typeof z.fromJSONSchema>[0])

/** A level may be infinite, which is how one says that it does not apply; NaN may stand nowhere. */
function hasNan(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNan)
}

describe.each(MODES)('the template of $name, $shareClass class', (mode) => {
  const text = template(mode)

  it('parses and compiles without a NaN', () => {
    const config = parse(text, 'template.yaml')
    expect(config.mode).toBe(mode)
    expect(hasNan(compile(config))).toBe(false)
    expect(hasNan(summary(config))).toBe(false)
  })

  it('is what its schema describes', () => {
    expect(() => validator.parse(fromYaml(text))).not.toThrow()
  })

  it('says nothing but the defaults', () => {
    const { title: _, capital, data, exchanges } = fromYaml(text)
    const bare = { mode: mode.name, shareClass: mode.shareClass, capital, data, ...(exchanges ? { exchanges } : {}) }
    expect(compile(parse(JSON.stringify(bare), 'a.yaml'))).toEqual(compile(parse(text, 'a.yaml')))
  })

  it('tells of every setting what it does', () => {
    const lines = text.split('\n')
    for (const [at, line] of lines.entries()) {
      if (/^\s*[A-Za-z]\w*:/.test(line))
        expect([line, lines[at - 1]]).toEqual([line, expect.stringMatching(/^\s*# \S/)])
    }
    expect(lines[0]).toBe('# yaml-language-server: $schema=./trimtab.schema.json')
    expect(lines.every((line) => line.length <= 120)).toBe(true)
  })
})

describe('the schema', () => {
  it('describes every key of the drafts', () => {
    expect(Object.keys((schema() as { properties: object }).properties)).toEqual(Object.keys(draft().shape))
  })

  it('refuses what the parser refuses', () => {
    const bare = { mode: 'pure_lending', capital: {}, data: {} }
    expect(() => validator.parse(bare)).not.toThrow()
    expect(() => validator.parse({ ...bare, levles: {} })).toThrow()
    expect(() => validator.parse({ ...bare, limits: { gasMax: '5 bps' } })).toThrow()
    expect(() => validator.parse({ ...bare, mode: 'lending' })).toThrow()
    expect(() => validator.parse({ mode: 'pure_lending' })).toThrow()
  })
})

describe('the examples', () => {
  // The others are configs and scenarios of other books, and a state.
  const files = readdirSync(examples).filter(
    (file) => file.endsWith('.yaml') && /^mode:/m.test(readFileSync(examples + file, 'utf8')),
  )

  it.each(files)('%s parses, compiles and fits the schema', (file) => {
    const text = readFileSync(examples + file, 'utf8')
    expect(hasNan(compile(parse(text, file)))).toBe(false)
    expect(() => validator.parse(fromYaml(text))).not.toThrow()
  })

  it('shows every mode', () => {
    const shown = files.map((file) => parse(readFileSync(examples + file, 'utf8'), file).mode)
    expect(new Set(shown.map(({ name }) => name))).toEqual(new Set(MODES.map(({ name }) => name)))
  })
})

describe('the hash of a policy', () => {
  const policyOf = (text: string): unknown => compile(parse(text, 'a.yaml')).policy
  const text = template(MODES[7] ?? expect.fail())

  it('does not depend on the order of keys', () => {
    expect(hash({ a: 1, b: { c: [1, 2], d: Number.POSITIVE_INFINITY } })).toBe(
      hash({ b: { d: Number.POSITIVE_INFINITY, c: [1, 2] }, a: 1 }),
    )
    expect(hash(policyOf(text))).toMatch(/^[0-9a-f]{64}$/)
  })

  it('changes with a figure, with an infinite level, and with the order of a list', () => {
    expect(hash(policyOf(text.replace('target: 1.2\n', 'target: 1.21\n')))).not.toBe(hash(policyOf(text)))
    expect(hash({ a: Number.POSITIVE_INFINITY })).not.toBe(hash({ a: Number.NEGATIVE_INFINITY }))
    expect(hash({ a: Number.POSITIVE_INFINITY })).not.toBe(hash({ a: null }))
    expect(hash([1, 2])).not.toBe(hash([2, 1]))
  })

  it('leaves out what is undefined', () => {
    expect(hash({ a: 1, b: undefined })).toBe(hash({ a: 1 }))
  })
})
