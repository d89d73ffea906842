import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'

/** YAML or JSON as it is written: keys may repeat, and a scalar is any text that stands where a value may. */
export type Tree =
  | { readonly kind: 'map'; readonly entries: Entry[] }
  | { readonly kind: 'list'; readonly items: Tree[] }
  | { readonly kind: 'raw'; readonly text: string }

export interface Entry {
  key: string
  value: Tree
}

export const raw = (text: string): Tree => ({ kind: 'raw', text })

export function parse(text: string): Tree {
  return of(parseDocument(text).contents)
}

function of(node: unknown): Tree {
  if (isMap(node))
    return { kind: 'map', entries: node.items.map(({ key, value }) => ({ key: keyOf(key), value: of(value) })) }
  if (isSeq(node)) return { kind: 'list', items: node.items.map(of) }
  if (isScalar(node))
    return raw(typeof node.value === 'string' ? quoted(node.value) : (node.source ?? String(node.value ?? '')))
  return raw(isAlias(node) ? `*${node.source}` : '')
}

const keyOf = (key: unknown): string => (isScalar(key as Node) ? String((key as { value: unknown }).value) : '?')

/** Plain where YAML reads it back as the same text. */
function quoted(text: string): string {
  return /^[A-Za-z][\w .%-]*$|^[\d_.-]+ ?[%A-Za-z][\w %]*$|^\d{4}-\d{2}-\d{2}[\dT:.Z+-]*$|^[\d_]+$/.test(text) &&
    !/^(?:true|false|null|yes|no)$/i.test(text)
    ? text
    : JSON.stringify(text)
}

/** Everything below a node, itself first. */
export function* nodes(tree: Tree): Generator<Tree> {
  yield tree
  if (tree.kind === 'map') for (const { value } of tree.entries) yield* nodes(value)
  if (tree.kind === 'list') for (const item of tree.items) yield* nodes(item)
}

export function copy(tree: Tree): Tree {
  switch (tree.kind) {
    case 'map':
      return { kind: 'map', entries: tree.entries.map(({ key, value }) => ({ key, value: copy(value) })) }
    case 'list':
      return { kind: 'list', items: tree.items.map(copy) }
    case 'raw':
      return { ...tree }
  }
}

/** Block style, two spaces a level. */
export function yaml(tree: Tree, indent = ''): string {
  switch (tree.kind) {
    case 'map':
      return tree.entries.map(({ key, value }) => `${indent}${key}:${below(value, indent)}`).join('')
    case 'list':
      return tree.items.map((item) => `${indent}-${below(item, indent)}`).join('')
    case 'raw':
      return `${indent}${tree.text}\n`
  }
}

function below(value: Tree, indent: string): string {
  if (value.kind === 'raw') return ` ${value.text}\n`
  const isEmpty = value.kind === 'map' ? value.entries.length === 0 : value.items.length === 0
  if (isEmpty) return value.kind === 'map' ? ' {}\n' : ' []\n'
  return `\n${yaml(value, `${indent}  `)}`
}

/** What is no JSON by itself stands as text, so that most mutations still parse. */
export function json(tree: Tree): string {
  switch (tree.kind) {
    case 'map':
      return `{${tree.entries.map(({ key, value }) => `${JSON.stringify(key)}:${json(value)}`).join(',')}}`
    case 'list':
      return `[${tree.items.map(json).join(',')}]`
    case 'raw':
      return isJson(tree.text) ? tree.text : JSON.stringify(tree.text)
  }
}

function isJson(text: string): boolean {
  if (/^-?(?:\d+|\d*\.\d+)(?:e[+-]?\d+)?$|^(?:NaN|Infinity)$/i.test(text)) return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
