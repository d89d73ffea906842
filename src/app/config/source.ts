import { type Document, isMap, isNode, isScalar, Lexer, LineCounter, Parser, parseDocument, visit } from 'yaml'
import type { Problem } from './problem.ts'

/** A YAML text as data that still knows where everything stands. */
export interface Source {
  readonly data: unknown
  readonly problems: readonly Problem[]
  readonly at: (path: Path) => Position
  /** A plain scalar as it is written, before YAML made a number of it; undefined for all else. */
  readonly written: (path: Path) => string | undefined
}

export type Path = readonly (string | number)[]

export interface Position {
  readonly line: number
  readonly column: number
}

const TOP: Position = { line: 1, column: 1 }

/** Reads one YAML document. A section that is empty, as when all of it is commented out, counts as absent. */
export function read(text: string): Source {
  const deep = tooDeep(text)
  if (deep !== null) return { data: {}, problems: [deep], at: () => TOP, written: () => undefined }
  const counter = new LineCounter()
  const doc = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'error' })
  const position = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return line === 0 ? TOP : { line, column: col }
  }
  // The first errors of a broken text: those after them follow from it.
  const problems = doc.errors.slice(0, ERRORS_MAX).map((error): Problem => {
    const where = { ...position(error.pos[0]), kind: 'bad', path: '', meant: null } as const
    if (error.code === 'DUPLICATE_KEY') {
      return { code: 'KEY_TWICE', ...where, found: 'a key that stands here twice', allowed: 'each key once' }
    }
    return { code: 'YAML_SYNTAX', ...where, found: error.message, allowed: 'YAML: `key: value`, two spaces a level' }
  })
  problems.push(...reserved(doc, position), ...tooLong(doc, position))
  return { ...content(doc, problems), at: (path) => locate(doc, path, position), written: (path) => written(doc, path) }
}

const ERRORS_MAX = 10

/** JavaScript keeps this one name for itself: libraries leave out such a key without a word. Every other name may be a key. */
const RESERVED = '__proto__'

/** Levels of lists and mappings inside each other. No file of ours has ten; thousands would fill the stack of whatever walks them. */
const DEPTH_MAX = 100

/** Where a text is nested deeper than that; null where nowhere. The parser keeps its levels in a list, so it can be asked before they fill a stack. */
function tooDeep(text: string): Problem | null {
  const counter = new LineCounter()
  counter.addNewLine(0)
  const parser = new Parser(counter.addNewLine)
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser
    for (const _ of parser.next(lexeme));
    if (parser.stack.length <= DEPTH_MAX) continue
    const { line, col } = counter.linePos(offset)
    const said = { path: '', found: `more than ${DEPTH_MAX} levels`, allowed: 'fewer levels inside each other' }
    return { code: 'NESTED_TOO_DEEP', kind: 'bad', line, column: col, ...said, meant: null }
  }
  return null
}

/** Characters of a name, and of any other text of a file. */
const NAME_MAX = 200
const TEXT_MAX = 2000

/** Names and texts that are too long to be shown whole anywhere. */
function tooLong(doc: Document, position: (offset: number) => Position): readonly Problem[] {
  const problems: Problem[] = []
  visit(doc, {
    Scalar: (key, { value, range }) => {
      const max = key === 'key' ? NAME_MAX : TEXT_MAX
      if (typeof value !== 'string' || value.length <= max) return
      const said = { path: '', found: `${value.length} characters`, allowed: `at most ${max}`, meant: null }
      problems.push({ code: 'TEXT_TOO_LONG', kind: 'bad', ...(range ? position(range[0]) : TOP), ...said })
    },
  })
  return problems
}

function reserved(doc: Document, position: (offset: number) => Position): readonly Problem[] {
  const problems: Problem[] = []
  visit(doc, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== RESERVED) return
      const where = key.range ? position(key.range[0]) : TOP
      const said = { path: RESERVED, found: `the key '${RESERVED}'`, allowed: 'any other name', meant: null }
      problems.push({ code: 'KEY_RESERVED', kind: 'bad', ...where, ...said })
    },
  })
  return problems
}

function content(doc: Document, problems: readonly Problem[]): Pick<Source, 'data' | 'problems'> {
  if (problems.length > 0) return { data: {}, problems }
  try {
    keepDigits(doc)
    return { data: pruned(doc.toJS()), problems }
  } catch (error) {
    // An alias without an anchor, or so many that they would fill the memory.
    const said = error instanceof Error ? error.message : String(error)
    const allowed = 'YAML whose aliases have an anchor'
    return {
      data: {},
      problems: [{ code: 'YAML_SYNTAX', kind: 'bad', ...TOP, path: '', found: said, allowed, meant: null }],
    }
  }
}

/** Any decimal this short survives as a float. */
const DIGITS_SAFE = 15

/** A decimal that no float says digit by digit stays text, or it would lose them before anybody could object. */
function keepDigits(doc: Document): void {
  visit(doc, {
    Scalar: (_, node) => {
      const { value, source } = node
      const isLong = source !== undefined && /^-?\d+(?:\.\d+)?$/.test(source) && source.length > DIGITS_SAFE
      if (typeof value === 'number' && isLong && String(value) !== source) node.value = source
    },
  })
}

function pruned(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? {}
  const kept = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(kept.map(([key, child]) => [key, typeof child === 'object' ? pruned(child) : child]))
}

function written(doc: Document, path: Path): string | undefined {
  const node = doc.getIn(path, true)
  return isScalar(node) && typeof node.value !== 'string' ? node.source : undefined
}

/** The key at a path, or the nearest thing above it that is there. */
function locate(doc: Document, path: Path, position: (offset: number) => Position): Position {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? doc.contents : doc.getIn(path.slice(0, length - 1), true)
    const last = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
      if (isNode(pair?.key) && pair.key.range) return position(pair.key.range[0])
    }
    const node = doc.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return position(node.range[0])
  }
  return TOP
}
