import type * as z from 'zod'
import { lookup } from '../../units/lookup.ts'
import type { Breach } from './breach.ts'
import { ofKind, problemsOf } from './issue.ts'
import { jsonOf } from './json.ts'
import { ConfigError, type FileProblems, type Problem, StateError } from './problem.ts'
import type { Path, Source } from './source.ts'

/** What a file says in the words of its schema, and the way to refuse what breaks a rule at the line where it stands. */
export interface Shaped<Content> {
  readonly content: Content
  /** ConfigError or StateError where there is any breach: of kind `bad` for what is not readable, such as a name that does not exist, else `refused`. */
  readonly refuse: (breaches: readonly Breach[]) => void
}

/** A file named with `--state`: what is wrong with it is bad input, and no config's. */
export interface StateFile {
  readonly state: string
}

/** Reads a file by its schema. ConfigError, or StateError for the file of a book, with every problem there is, each with its line and the nearest name that exists. */
export function shaped<S extends z.ZodType>(schema: S, source: Source, file: string | StateFile): Shaped<z.output<S>> {
  const failing = (problems: readonly Problem[]): FileProblems =>
    typeof file === 'string' ? new ConfigError(file, problems) : new StateError(file.state, problems)
  if (source.problems.length > 0) throw failing(source.problems)
  const checked = schema.safeParse(source.data)
  if (!checked.success) {
    const keysAt = keysOf(jsonOf(schema))
    const problems = checked.error.issues.flatMap((issue) => problemsOf(issue, { source, keysAt }))
    // A file of another book breaks every other rule as well, and none of that would help.
    const ofAnother = problems.filter(({ path, code }) => path === 'book' && code === 'VALUE_UNKNOWN')
    throw failing(ofAnother.length > 0 ? ofAnother : ofKind(problems, source))
  }
  return {
    content: checked.data,
    refuse: (breaches) => {
      if (breaches.length === 0) return
      throw failing(
        breaches.map(({ code, path, found, allowed }) => ({
          code,
          kind: kindOf(code),
          ...source.at(path),
          path: path.join('.'),
          found,
          allowed,
          meant: null,
        })),
      )
    },
  }
}

/**
 * A name that does not exist, and a figure, a time or an event that is none, are bad input in every book; what can be read
 * and breaks a rule of the book is refused.
 */
const kindOf = (code: string): Problem['kind'] =>
  /_UNKNOWN$|^(?:FIGURE|TIME)_/.test(code) || UNREADABLE.has(code) ? 'bad' : 'refused'

/** Codes of figures and events that say so by another name. */
const UNREADABLE: ReadonlySet<string> = new Set([
  'AMOUNT_TOO_LARGE',
  'PLACES_TOO_MANY',
  'POOL_BPS',
  'POOL_DIGITS',
  'POOL_EVENT',
  'POOL_PRICE',
  'PRICE_ABSURD',
  'VAULTS_DIGITS',
  'VAULTS_INCOMPLETE',
])

/** The keys that may stand at a path. A list's items and the entries of a map by name share one schema. */
export function keysOf(json: object): (path: Path) => readonly string[] {
  return (path) => {
    let node = json as Node
    for (const key of path)
      node = (typeof key === 'number' ? node.items : (lookup(node.properties, key) ?? open(node))) ?? {}
    return Object.keys(node.properties ?? {})
  }
}

const open = ({ additionalProperties }: Node): Node | undefined =>
  typeof additionalProperties === 'object' ? additionalProperties : undefined

interface Node {
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: Node | boolean
}
