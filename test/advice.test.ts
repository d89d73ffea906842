// Every config key that a text of the product names exists in the schema of the book it speaks of.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { jsonOf } from '../src/app/config/json.ts'
import { schema as venues } from '../src/app/config/schema.ts'
import { config as pool } from '../src/app/pool/config.ts'
import { config as reserve } from '../src/app/reserve/configSchema.ts'
import { schema as vaults } from '../src/app/vaults/schema.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Node {
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: Node | boolean
  readonly items?: Node
  readonly anyOf?: readonly Node[]
}

const SCHEMAS = {
  venues: venues() as Node,
  pool: jsonOf(pool) as Node,
  vaults: jsonOf(vaults) as Node,
  reserve: jsonOf(reserve) as Node,
} as const
type Book = keyof typeof SCHEMAS
const BOOKS = Object.keys(SCHEMAS) as Book[]

/** Books that a source file speaks of: that of its folder or its name; where it serves several, any of them. */
const bookOf = (path: string): Book | null => BOOKS.find((book) => new RegExp(`[/]${book}`).test(path)) ?? null

/** Whether a schema has the key; a record takes any name, and an index or \`[]\` is an item of a list. */
function has(node: Node | undefined, path: readonly string[]): boolean {
  const [key, ...rest] = path
  if (key === undefined || node === undefined) return node !== undefined
  const inner = node.items ?? null
  if (inner !== null) return has(inner, path)
  const own = Object.hasOwn(node.properties ?? {}, key) ? node.properties?.[key] : undefined
  const any = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined
  return has(own, rest) || has(any, rest) || (node.anyOf ?? []).some((one) => has(one, path))
}

const NAMED = /(?<![\w./$'-])([a-z]\w*(?:\[[^\]]*\])?(?:\.[a-z]\w*(?:\[[^\]]*\])?)+)(?![\w(/])/gi
/** Files look like keys, and so does one of the venues' terms. */
const OTHER = /^gas\.ethTransfer$|\.(ya?ml|json|csv|css|html|ts|md|gz|jsonl|db|js)$/

/** Keys named in a text: dotted words that begin with a top-level key of some config. */
function named(text: string): readonly string[] {
  const tops = new Set(BOOKS.flatMap((book) => Object.keys(SCHEMAS[book].properties ?? {})))
  return [...text.matchAll(NAMED)]
    .map(([, key = '']) => key)
    .filter((key) => tops.has(key.split(/[.[]/)[0] ?? '') && !OTHER.test(key))
}

const isKey = (book: Book, key: string): boolean => has(SCHEMAS[book], key.replaceAll(/\[[^\]]*\]/g, '').split('.'))

/** The kind of a step, such as `pool.fill`, alone in a string. */
const KIND = /^(?:venues|pool|vaults|reserve)\.[a-zA-Z]+$/

/** Strings and templates of a source file. */
function textsOf(path: string): readonly string[] {
  const file = ts.createSourceFile(path, readFileSync(resolve(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && !KIND.test(node.text)) found.push(node.text)
    if (ts.isTemplateExpression(node))
      found.push(node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join(''))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const files = readdirSync(resolve(root, 'src'), { recursive: true, encoding: 'utf8' })
  // The terms of venues have paths of their own, below `terms`.
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('app/terms/'))
  .map((path) => `src/${path}`)

describe('a key that a text names', () => {
  it('is a key of the config of its book', () => {
    const wrong = files.flatMap((path) => {
      const book = bookOf(path)
      const books = book === null ? BOOKS : [book]
      return textsOf(path).flatMap((text) =>
        named(text)
          .filter((key) => !books.some((one) => isKey(one, key)))
          .map((key) => `${path}: ${key}`),
      )
    })
    expect(wrong).toEqual([])
  })

  it('is told from one that its book does not have', () => {
    const text = 'Wait, or raise policy.costMax, `limits.transferMax` or policy.liquidity[0].level.'
    expect(named(text)).toEqual(['policy.costMax', 'limits.transferMax', 'policy.liquidity[0].level'])
    expect(named(text).map((key) => isKey('pool', key))).toEqual([true, true, true])
    expect(isKey('pool', 'decision.costMax.target')).toBe(false)
    expect(isKey('venues', 'policy.costMax')).toBe(false)
    expect(isKey('reserve', 'operator.costMax')).toBe(true)
  })
})
