// Whoever is refused finds the code on the page of the book's rules.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { pageText, ROOT } from './page.ts'

const BOOKS = [
  { book: 'pool', models: ['pool'] },
  { book: 'vaults', models: ['vault'] },
  { book: 'reserve', models: ['reserve'] },
  { book: 'venues', models: ['lending', 'perp', 'staking', 'yield'] },
] as const

const RAISED = /\b(?:refuse|refused|block|warn|say)\(\s*'([A-Za-z][A-Za-z_]{4,})'|\bcode: '([A-Z][A-Z_]+)'/g

const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(RAISED)].map(([, raised, stated]) => raised ?? stated ?? '')

/** Codes that a page does not have. */
const missing = (codes: readonly string[], page: string): readonly string[] =>
  [...new Set(codes)].filter((code) => !page.includes(`\`${code}\``)).sort()

it.each(BOOKS)('docs/rules/$book.md has every code that the book refuses or finds with: add a row for a new one', ({
  book,
  models,
}) => {
  const folders = [...models.map((model) => `src/models/${model}`), `src/portfolio/${book}`, `src/safety/${book}`]
  const codes = folders.flatMap((folder) =>
    readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.test)\.ts$/.test(file))
      .flatMap((file) => codesIn(readFileSync(`${ROOT}${folder}/${file}`, 'utf8'))),
  )
  expect(codes.length).toBeGreaterThan(20)
  expect(missing(codes, pageText(`docs/rules/${book}.md`))).toEqual([])
})

it('misses a code that was planted', () => {
  const planted = codesIn("return refuse('NEW_REFUSAL', 'No', {})\nthrow new Fault({ code: 'NEW_FAULT' })\n")
  expect(missing(planted, 'It is `NEW_FAULT`.')).toEqual(['NEW_REFUSAL'])
})
