// The tables of docs/guide/config.md, made from the schema, the defaults and the venues' terms that the engine itself reads.
// `node script/docs.ts` writes them; test/docs.test.ts fails while they are out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as Preset from '../src/app/config/preset.ts'
import { schema } from '../src/app/config/schema.ts'
import { type Param, params } from '../src/app/terms/param.ts'
import { find, MODES, type Mode } from '../src/portfolio/venues/mode.ts'

export const GUIDE = fileURLToPath(new URL('../docs/guide/config.md', import.meta.url))

/** The guide with every table between its marks made anew; all else stays as it was written. */
export function regenerate(text: string): string {
  return Object.entries(TABLES).reduce((whole, [name, table]) => {
    const [open, close] = [`<!-- made: ${name} -->\n`, `<!-- end: ${name} -->`]
    const [from, to] = [whole.indexOf(open), whole.indexOf(close)]
    if (from < 0 || to < from) throw new RangeError(`The guide lacks the marks of the table '${name}'`)
    return `${whole.slice(0, from + open.length)}\n${table()}\n\n${whole.slice(to)}`
  }, text)
}

const TABLES: Readonly<Record<string, () => string>> = { keys, modes, terms }

interface Node {
  readonly type?: string
  readonly description?: string
  readonly default?: string
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
}

/** The mode whose defaults stand in the table of keys: the one that has every measure. */
const FULL = find('usdt_market_neutral', 'USDT')

function keys(): string {
  // Where capital goes is for the operator to say, so the shares of the template are no default.
  const { exchanges: _, ...preset } = FULL === undefined ? {} : Preset.raw(FULL)
  const defaults = leaves({ ...preset, data: { gaps: Preset.GAPS } })
  const rows = nodes(schema() as Node).flatMap(([path, node]) =>
    path.startsWith('terms.')
      ? []
      : [[code(path), unit(node), code(defaults.get(path) ?? node.default), node.description ?? '']],
  )
  return table(['Key', 'Written as', 'Default', 'Meaning'], rows)
}

/** Defaults that are others in another mode. */
function modes(): string {
  if (FULL === undefined) return ''
  const base = leaves(Preset.raw(FULL))
  const rows = MODES.flatMap((mode) =>
    [...leaves(Preset.raw(mode))]
      .filter(([path, value]) => base.get(path) !== value && isLooked(path, mode))
      .map(([path, value]) => [`${mode.name}, ${mode.shareClass}`, code(path), code(value)]),
  )
  return table(['Mode', 'Key', 'Default'], rows)
}

/** Whether a mode looks at a level at all. */
function isLooked(path: string, mode: Mode): boolean {
  const [top, measure] = path.split('.')
  return top !== 'levels' || Preset.measures(mode).has(measure ?? '')
}

function terms(): string {
  const rows = [...params().values()].map((param) => [
    code(`terms.${param.path}`),
    written(param),
    param.unit,
    param.asOf,
    param.confidence,
  ])
  return table(['Key', 'Default', 'Unit', 'As of', 'Confidence'], rows)
}

function written({ value }: Param): string {
  if (Array.isArray(value) && Array.isArray(value[0]) && value.length > 4) return `${value.length} rows`
  if (typeof value !== 'object' || value === null) return code(String(value))
  if (Array.isArray(value)) return code(JSON.stringify(value))
  if ('sameAs' in value) return `as ${code(`terms.${String(value.sameAs)}`)}`
  return code(Object.values(value).join(' / '))
}

function nodes(node: Node, path = ''): readonly (readonly [string, Node])[] {
  const inner = node.properties ?? node.items?.properties
  if (inner === undefined) return [[path, node]]
  const at = node.items === undefined ? path : `${path}[]`
  return Object.entries(inner).flatMap(([key, child]) => nodes(child, at === '' ? key : `${at}.${key}`))
}

function unit({ type, enum: names, pattern, items, description }: Node): string {
  if (names !== undefined) return names.map(code).join(', ')
  if (pattern !== undefined) return SPOKEN.get(unitsOf(pattern)[0] ?? '') ?? unitsOf(pattern).join(', ')
  if (type === 'array') return items?.enum === undefined ? 'a list' : `a list of ${items.enum.map(code).join(', ')}`
  if (type === 'number') return 'a number'
  if (type === 'integer') return 'a whole number'
  return description !== undefined && /hour/i.test(description) ? 'a date or an instant' : 'text'
}

/** The names of units that a pattern of the schema ends in. */
function unitsOf(pattern: string): readonly string[] {
  return /\(([^()]*)\)\\s\*\$$/.exec(pattern)?.[1]?.split('|') ?? []
}

/** Units with many spellings, by the first of them. */
const SPOKEN: ReadonlyMap<string, string> = new Map([
  ['%', '% or bps'],
  ['s', 's, min, h or days'],
  ['USD', 'USD'],
  ['MiB', 'KiB, MiB, GiB, MB or GB'],
])

function leaves(node: unknown, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  if (typeof node !== 'object' || node === null) return found.set(path, String(node))
  const at = Array.isArray(node) ? `${path}[]` : path
  const children = Array.isArray(node) ? (node[0] === undefined ? [] : Object.entries(node[0])) : Object.entries(node)
  if (Array.isArray(node) && typeof node[0] !== 'object') return found.set(path, node.join(', '))
  for (const [key, child] of children)
    for (const [leaf, value] of leaves(child, at === '' ? key : `${at}.${key}`)) found.set(leaf, value)
  return found
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

if (import.meta.main) writeFileSync(GUIDE, regenerate(readFileSync(GUIDE, 'utf8')))
