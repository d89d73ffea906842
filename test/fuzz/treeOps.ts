import { NAMES, VALUES } from './hostile.ts'
import type { Random } from './random.ts'
import { copy, type Entry, nodes, raw, type Tree } from './tree.ts'

/** Changes a tree in place, and says what it did; null where there was nothing to change. */
type Op = (tree: Tree, random: Random, neighbours: readonly Tree[]) => string | null

type Map = Extract<Tree, { kind: 'map' }>
type List = Extract<Tree, { kind: 'list' }>

/** A place in a tree that holds a value. */
interface Slot {
  readonly name: string
  readonly get: () => Tree
  readonly set: (value: Tree) => void
}

const maps = (tree: Tree): readonly Map[] =>
  [...nodes(tree)].filter((node) => node.kind === 'map' && node.entries.length > 0) as Map[]
const lists = (tree: Tree): readonly List[] =>
  [...nodes(tree)].filter((node) => node.kind === 'list' && node.items.length > 0) as List[]

function slots(tree: Tree): readonly Slot[] {
  return [...nodes(tree)].flatMap((node): Slot[] => {
    if (node.kind === 'map') {
      return node.entries.map((entry) => ({
        name: entry.key,
        get: () => entry.value,
        set: (value) => {
          entry.value = value
        },
      }))
    }
    if (node.kind === 'list') {
      return node.items.map((_, at) => ({
        name: `[${at}]`,
        get: () => node.items[at] ?? raw(''),
        set: (value) => {
          node.items[at] = value
        },
      }))
    }
    return []
  })
}

const FIGURE = /^(-?)([\d_]*\.?\d+)(.*)$/
const isFigure = (node: Tree): boolean =>
  node.kind === 'raw' && FIGURE.test(node.text) && !/^\d{4}-\d\d-\d\d/.test(node.text)
const isInstant = (node: Tree): boolean => node.kind === 'raw' && /^"?\d{4}-\d\d-\d\d/.test(node.text)

function entryIn(tree: Tree, random: Random): readonly [Map, Entry, number] | null {
  const all = maps(tree)
  if (all.length === 0) return null
  const map = random.pick(all)
  const at = random.int(0, map.entries.length - 1)
  const entry = map.entries[at]
  return entry === undefined ? null : [map, entry, at]
}

function slotIn(tree: Tree, random: Random, wanted: (node: Tree) => boolean = () => true): Slot | null {
  const all = slots(tree).filter((slot) => wanted(slot.get()))
  return all.length === 0 ? null : random.pick(all)
}

/** Keeps the unit: what still passes the door goes on to what lies behind it. */
const nudge: Op = (tree, random) => {
  const slot = slotIn(tree, random, isFigure)
  const node = slot?.get()
  if (slot === null || node?.kind !== 'raw') return null
  const [, sign = '', digits = '', unit = ''] = FIGURE.exec(node.text) ?? []
  const value = Number(digits.replaceAll('_', ''))
  const factor = random.pick([0, 0.001, 0.1, 0.5, 0.9, 0.999999, 1.000001, 1.1, 2, 3, 10, 100, 1000, 1e6, 1e9, -1])
  const changed = random.chance(0.15) ? random.int(0, 20) : value * factor
  const text =
    Number.isInteger(changed) && Math.abs(changed) < 1e21
      ? String(changed)
      : changed.toFixed(random.pick([1, 3, 6, 18]))
  slot.set(raw(`${sign}${text}${unit}`))
  return `${slot.name}: ${node.text} becomes ${sign}${text}${unit}`
}

const unit: Op = (tree, random) => {
  const slot = slotIn(tree, random, isFigure)
  const node = slot?.get()
  if (slot === null || node?.kind !== 'raw') return null
  const digits = FIGURE.exec(node.text)?.slice(1, 3).join('') ?? ''
  const text = `${digits}${random.pick(['', ' %', ' bps', ' USD', ' ETH', ' s', ' min', ' h', ' days', ' ms', '%', ' x', ' EUR'])}`
  slot.set(raw(text))
  return `${slot.name}: ${node.text} becomes ${text}`
}

const replace: Op = (tree, random) => {
  const slot = slotIn(tree, random, (node) => node.kind === 'raw') ?? slotIn(tree, random)
  if (slot === null) return null
  const text = random.pick(VALUES)
  slot.set(raw(text))
  return `${slot.name} becomes ${text.slice(0, 40)}`
}

/** A whole section gone for a value of another kind. */
const flatten: Op = (tree, random) => {
  const slot = slotIn(tree, random, (node) => node.kind !== 'raw')
  if (slot === null) return null
  const value = random.weighted<() => Tree>([
    [3, () => raw(random.pick(VALUES))],
    [1, () => ({ kind: 'list', items: [slot.get()] })],
    [1, () => ({ kind: 'map', entries: [] })],
    [1, () => ({ kind: 'list', items: [] })],
  ])()
  slot.set(value)
  return `section ${slot.name} becomes another kind`
}

const wrap: Op = (tree, random) => {
  const slot = slotIn(tree, random, (node) => node.kind === 'raw')
  if (slot === null) return null
  const inner = slot.get()
  slot.set(
    random.chance(0.5)
      ? { kind: 'list', items: [inner] }
      : { kind: 'map', entries: [{ key: random.pick(['a', 'value', ...NAMES.slice(0, 4)]), value: inner }] },
  )
  return `${slot.name} is wrapped`
}

const drop: Op = (tree, random) => {
  const found = entryIn(tree, random)
  if (found === null) return null
  const [map, entry, at] = found
  map.entries.splice(at, 1)
  return `${entry.key} is gone`
}

const twice: Op = (tree, random) => {
  const found = entryIn(tree, random)
  if (found === null) return null
  const [map, entry] = found
  map.entries.push({ key: entry.key, value: random.chance(0.5) ? copy(entry.value) : raw(random.pick(VALUES)) })
  return `${entry.key} stands twice`
}

const rename: Op = (tree, random) => {
  const found = entryIn(tree, random)
  if (found === null) return null
  const [, entry] = found
  const was = entry.key
  const others = maps(tree).flatMap(({ entries }) => entries.map(({ key }) => key))
  entry.key = random.weighted<() => string>([
    [3, () => random.pick(NAMES)],
    [3, () => random.pick(others)],
    [2, () => was.slice(0, -1) || 'x'],
    [1, () => (was === was.toUpperCase() ? was.toLowerCase() : was.toUpperCase())],
    [1, () => `${was} `],
    [1, () => 'x'.repeat(3_000)],
  ])()
  return `key ${was} becomes ${entry.key.slice(0, 40)}`
}

/** The same name everywhere, so that references hold and only the name itself is odd. */
const renameAll: Op = (tree, random) => {
  const found = entryIn(tree, random)
  if (found === null) return null
  const was = found[1].key
  const name = random.pick(NAMES)
  for (const { entries } of maps(tree)) for (const entry of entries) if (entry.key === was) entry.key = name
  for (const slot of slots(tree)) {
    const value = slot.get()
    if (value.kind === 'raw' && value.text === was) slot.set(raw(name))
  }
  return `${was} is called ${name} throughout`
}

const add: Op = (tree, random) => {
  const all = maps(tree)
  if (all.length === 0) return null
  const key = random.pick(NAMES)
  random.pick(all).entries.unshift({ key, value: raw(random.pick(VALUES)) })
  return `${key} is added`
}

const swap: Op = (tree, random) => {
  const [a, b] = [
    slotIn(tree, random, (node) => node.kind === 'raw'),
    slotIn(tree, random, (node) => node.kind === 'raw'),
  ]
  if (a === null || b === null) return null
  const [first, second] = [a.get(), b.get()]
  a.set(second)
  b.set(first)
  return `${a.name} and ${b.name} change places`
}

/** A part of another file of the same book, or of this one. */
const graft: Op = (tree, random, neighbours) => {
  const donor = random.pick(neighbours.length === 0 ? [tree] : neighbours)
  const found = entryIn(donor, random)
  const all = maps(tree)
  if (found === null || all.length === 0) return null
  const [, { key, value }] = found
  const map = random.chance(0.4) && tree.kind === 'map' ? tree : random.pick(all)
  const entry = { key, value: copy(value) }
  const at = map.entries.findIndex((each) => each.key === key)
  if (at === -1) map.entries.push(entry)
  else map.entries[at] = entry
  return `${key} comes from elsewhere`
}

const listed: Op = (tree, random) => {
  const all = lists(tree)
  if (all.length === 0) return null
  const { items } = random.pick(all)
  const at = random.int(0, items.length - 1)
  const item = items[at] ?? raw('')
  const done = random.weighted(LISTED)
  if (done === 'gone') items.splice(at, 1)
  if (done === 'twice') items.splice(random.int(0, items.length), 0, copy(item))
  if (done === 'reversed') items.reverse()
  if (done === 'last') items.push(...items.splice(at, 1))
  if (done === 'emptied') items.splice(0)
  if (done === 'sixty times') items.push(...Array.from({ length: 60 }, () => copy(item)))
  return `a list with item ${at} ${done}`
}

const LISTED = [
  [3, 'gone'],
  [3, 'twice'],
  [2, 'reversed'],
  [2, 'last'],
  [1, 'emptied'],
  [1, 'sixty times'],
] as const

const DAY_MS = 86_400_000

const shift: Op = (tree, random) => {
  const slot = slotIn(tree, random, isInstant)
  const node = slot?.get()
  if (slot === null || node?.kind !== 'raw') return null
  const at = Date.parse(node.text.replaceAll('"', ''))
  if (Number.isNaN(at)) return null
  const moved = new Date(at + random.pick([-4000, -30, -1, -1 / 24, 1 / 48, 1 / 24, 1, 2, 30, 4000]) * DAY_MS)
  const text = random.chance(0.5) ? moved.toISOString().slice(0, 10) : moved.toISOString()
  slot.set(raw(text))
  return `${slot.name}: ${node.text} becomes ${text}`
}

const alias: Op = (tree, random) => {
  const [a, b] = [slotIn(tree, random), slotIn(tree, random, (node) => node.kind === 'raw')]
  const node = a?.get()
  if (a === null || b === null || node?.kind !== 'raw') return null
  a.set(raw(`&a ${node.text}`))
  b.set(raw('*a'))
  return `${b.name} is an alias of ${a.name}`
}

const OPS: readonly (readonly [number, Op])[] = [
  [10, nudge],
  [5, replace],
  [2, unit],
  [3, drop],
  [2, twice],
  [3, rename],
  [2, renameAll],
  [2, add],
  [3, swap],
  [3, graft],
  [2, flatten],
  [1, wrap],
  [3, listed],
  [2, shift],
  [0.5, alias],
]

export function mutate(tree: Tree, random: Random, neighbours: readonly Tree[]): string {
  for (let tries = 0; tries < 5; tries += 1) {
    const done = random.weighted(OPS)(tree, random, neighbours)
    if (done !== null) return done
  }
  return 'nothing'
}
