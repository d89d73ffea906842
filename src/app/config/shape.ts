import type * as z from 'zod'
import { lookup } from '../../units/lookup.ts'
import type { Breach } from './breach.ts'
import { ofKind, problemsOf } from './issue.ts'
import { jsonOf } from './json.ts'
import { ConfigError } from './problem.ts'
import type { Path, Source } from './source.ts'

/** What a file says in the words of its schema, and the way to refuse what breaks a rule at the line where it stands. */
export interface Shaped<Content> {
  readonly content: Content
  /** ConfigError of kind `refused` where there is any breach. */
  readonly refuse: (breaches: readonly Breach[]) => void
}

/** Reads a file by its schema. ConfigError with every problem there is, each with its line and the nearest name that exists. */
export function shaped<S extends z.ZodType>(schema: S, source: Source, file: string): Shaped<z.output<S>> {
  if (source.problems.length > 0) throw new ConfigError(file, source.problems)
  const checked = schema.safeParse(source.data)
  if (!checked.success) {
    const keysAt = keysOf(jsonOf(schema))
    const problems = checked.error.issues.flatMap((issue) => problemsOf(issue, { source, keysAt }))
    // A file of another book breaks every other rule as well, and none of that would help.
    const ofAnother = problems.filter(({ path, code }) => path === 'book' && code === 'VALUE_UNKNOWN')
    throw new ConfigError(file, ofAnother.length > 0 ? ofAnother : ofKind(problems, source))
  }
  return {
    content: checked.data,
    refuse: (breaches) => {
      if (breaches.length === 0) return
      throw new ConfigError(
        file,
        breaches.map(({ code, path, found, allowed }) => ({
          code,
          kind: 'refused',
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
