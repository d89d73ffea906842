// The worked examples of the pool's page are numbers that the engine works out again.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { jsonOf } from '../src/app/config/json.ts'
import { config } from '../src/app/pool/config.ts'
import { scenario } from '../src/app/pool/draft.ts'
import { keys, markdown, PAGE, worked } from './pool-tables.ts'

const page = readFileSync(PAGE, 'utf8')
const tables = worked()

/** The rows of a table between its marks, without its head. */
function rowsOf(name: string): readonly (readonly string[])[] {
  const [open, close] = [`<!-- worked: ${name} -->`, `<!-- end: ${name} -->`]
  const text = page.slice(page.indexOf(open) + open.length, page.indexOf(close))
  const lines = text.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

describe('docs/models/pool.md', () => {
  it('has a table for every worked example, and no other', () => {
    const marked = [...page.matchAll(/<!-- worked: (\w+) -->/g)].map(([, name]) => name)
    expect(marked.sort()).toEqual(Object.keys(tables).sort())
  })

  it.each(Object.keys(tables))('says of %s what the engine works out', (name) => {
    const rows = rowsOf(name)
    expect(rows.length).toBeGreaterThan(2)
    expect(rows).toEqual(tables[name])
  })

  it('has gains that sum to what the pool earned, digit by digit', () => {
    for (const [, , aOwn, aClaims, bOwn, bOthers, bClaims, sum] of rowsOf('gains')) {
      const parts = [aOwn, aClaims, bOwn, bOthers, bClaims].map(units)
      expect(parts.reduce((all, part) => all + part, 0n)).toBe(units(sum))
    }
  })

  it('counts steps for each model: 1, 2, 1 and 2, 1, 1', () => {
    const steps = (model: string) =>
      rowsOf('realign').flatMap(([after, each, many]) => (each === model && after !== 'yield' ? [many] : []))
    expect([steps('vb-vs'), steps('token-vb'), steps('vs-only')]).toEqual([
      ['1', '2', '1'],
      ['2', '1', '1'],
      ['1', '2', '1'],
    ])
  })
})

/** A decimal of up to 18 places in units of the last. */
function units(text: string | undefined): bigint {
  const [, sign, whole = '0', part = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text ?? '') ?? []
  const n = BigInt(whole + part.padEnd(18, '0'))
  return sign === '-' ? -n : n
}

describe('docs/guide/pool-book.md', () => {
  const guide = readFileSync(fileURLToPath(new URL('../docs/guide/pool-book.md', import.meta.url)), 'utf8')

  it.each([
    { name: 'scenario', schema: scenario },
    { name: 'config', schema: config },
  ])('lists every key of a $name as the engine reads it', ({ name, schema }) => {
    const text = guide.slice(guide.indexOf(`<!-- keys: ${name} -->`), guide.indexOf(`<!-- end: ${name} -->`))
    expect(text).toContain(markdown(keys(jsonOf(schema))))
  })
})
