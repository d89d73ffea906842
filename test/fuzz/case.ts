import { ARGUMENTS } from './hostile.ts'
import type { Files } from './market.ts'
import { type Random, random } from './random.ts'
import type { Book, Command, Scene, SeedFile } from './scene.ts'
import * as TableOps from './tableOps.ts'
import * as TextOps from './textOps.ts'
import { copy, json, type Tree, yaml } from './tree.ts'
import * as TreeOps from './treeOps.ts'

/** One run of the command line: what is typed, and the files that lie there. */
export interface Case {
  readonly number: number
  readonly scene: string
  readonly command: Command
  readonly argv: readonly string[]
  readonly files: readonly { readonly path: string; readonly bytes: Buffer }[]
  /** What was done to sound input, in words. */
  readonly mutations: readonly string[]
  /** Whether the arguments themselves were touched: what they ask for is then not known. */
  readonly isTyped: boolean
  readonly needsData: boolean
}

/** Everything that cases are drawn from. */
export interface Stock {
  readonly scenes: readonly Scene[]
  readonly market: Files
}

/** What narrows a run to what somebody works on. */
export interface Filter {
  readonly book: Book | null
  readonly command: Command | null
}

/** Which case; `without` leaves out steps of its making, to find the smallest that still fails. */
export interface Wanted {
  readonly seed: number
  readonly number: number
  readonly filter: Filter
  readonly without: readonly number[]
}

/** One step of a case's making. It has chance of its own, so that the others stay as they are without it. */
interface Step {
  readonly kind: 'tree' | 'table' | 'text' | 'argv'
  readonly path: string
}

const ORDER: readonly Step['kind'][] = ['tree', 'table', 'text', 'argv']

export const STEPS_MAX = 6

export function make(stock: Stock, { seed, number, filter, without }: Wanted): Case {
  const r = random(seed, number)
  const scene = r.weighted(allowed(stock, filter))
  const argv = [...scene.argv(r)]
  const steps = plan(r, scene, stock)
  const files = new Map(scene.files.map((file) => [file.path, draft(file)]))
  const mutations: string[] = []
  let isTyped = false
  for (const [at, { kind, path }] of steps.entries()) {
    if (without.includes(at)) continue
    const chance = random(seed, number, at)
    if (kind === 'argv') {
      mutations.push(retype(argv, chance))
      isTyped = true
      continue
    }
    const own = files.get(path) ?? draft({ path, kind: 'table', text: stock.market[path.slice(DATA.length)] ?? '' })
    files.set(path, own)
    mutations.push(`${path}: ${change(own, { kind, r: chance, neighbours: neighbours(stock, scene) })}`)
  }
  return {
    number,
    scene: scene.name,
    command: scene.command,
    argv,
    files: [...files].map(([path, own]) => ({ path, bytes: bytes(own) })),
    mutations,
    isTyped,
    needsData: scene.data !== null,
  }
}

export const DATA = 'data/'

function allowed({ scenes }: Stock, { book, command }: Filter): readonly (readonly [number, Scene])[] {
  return scenes
    .filter((scene) => (book === null || scene.book === book) && (command === null || scene.command === command))
    .map((scene) => [scene.weight, scene] as const)
}

function plan(r: Random, { files, data }: Scene, { market }: Stock): readonly Step[] {
  const many = r.weighted([
    [2, 0],
    [52, 1],
    [24, 2],
    [12, 3],
    [6, 4],
    [4, STEPS_MAX],
  ] as const)
  const published = data === null ? [] : Object.keys(market).filter((name) => data.test(name))
  const steps = Array.from({ length: many }, (): Step => {
    if (r.chance(files.length > 0 ? 0.06 : 0.5)) return { kind: 'argv', path: '' }
    if (published.length > 0 && r.chance(0.6))
      return { kind: r.chance(0.85) ? 'table' : 'text', path: `${DATA}${r.pick(published)}` }
    if (files.length === 0) return { kind: 'argv', path: '' }
    // Where there are two, the book stands first and the config after it.
    const file = r.weighted(files.map((each, at) => [at === 0 ? 2 : 1, each] as const))
    return { kind: r.chance(0.12) ? 'text' : file.kind, path: file.path }
  })
  return steps.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

/** A file on its way: a tree or a table until it is only bytes. */
interface Draft {
  readonly format: 'yaml' | 'json' | 'csv'
  readonly tree: Tree | null
  text: string
  bytes: Buffer | null
}

function draft(file: SeedFile): Draft {
  return file.kind === 'tree'
    ? { format: file.format, tree: copy(file.tree), text: '', bytes: null }
    : { format: 'csv', tree: null, text: file.text, bytes: null }
}

function bytes({ format, tree, text, bytes: done }: Draft): Buffer {
  return done ?? Buffer.from(tree === null ? text : format === 'json' ? json(tree) : yaml(tree))
}

function change(
  own: Draft,
  { kind, r, neighbours }: { kind: Step['kind']; r: Random; neighbours: readonly Tree[] },
): string {
  if (kind === 'tree' && own.tree !== null) return TreeOps.mutate(own.tree, r, neighbours)
  if (kind === 'table' && own.tree === null) {
    const [text, done] = TableOps.mutate(own.text, r)
    own.text = text
    return done
  }
  const [changed, done] = TextOps.mutate(bytes(own), r)
  own.bytes = changed
  return done
}

/** Trees of the same book, whose parts may be grafted. */
function neighbours({ scenes }: Stock, { book }: Scene): readonly Tree[] {
  return scenes.flatMap((scene) =>
    scene.book === book ? scene.files.flatMap((file) => (file.kind === 'tree' ? [file.tree] : [])) : [],
  )
}

const OPTIONS = [
  '--json',
  '--out',
  '--data',
  '--from',
  '--to',
  '--at',
  '--seed',
  '--state',
  '--model',
  '--profile',
  '--amount',
  '--config',
  '--crash',
  '--terms',
  '--force',
  '--share-class',
  '--help',
  '--verbose',
  '--nonsense',
  '-x',
  '--',
]

/** Changes the arguments in place. */
function retype(argv: string[], r: Random): string {
  const at = r.int(1, Math.max(1, argv.length - 1))
  const [value, option] = [r.pick(ARGUMENTS), r.pick(OPTIONS)]
  switch (r.weighted(TYPED)) {
    case 'changed':
      argv[at] = value
      return `argument ${at} becomes ${value.slice(0, 20)}`
    case 'option':
      argv.push(option, value)
      return `${option} ${value.slice(0, 20)} is added`
    case 'flag':
      argv.push(option)
      return `${option} is added`
    case 'gone':
      return `${argv.splice(at, 1)[0] ?? 'nothing'} is gone`
    case 'twice':
      argv.splice(at, 0, argv[at] ?? '')
      return `argument ${at} stands twice`
    case 'command':
      argv[0] = r.pick(['', 'Check', 'constructor', 'help', 'chekc', '--version'])
      return `the command becomes ${argv[0]}`
  }
}

const TYPED = [
  [4, 'changed'],
  [3, 'option'],
  [1, 'flag'],
  [1, 'gone'],
  [1, 'twice'],
  [0.3, 'command'],
] as const
