import type * as z from 'zod'
import { lookup } from '../../units/lookup.ts'
import { meantBy, nearest } from './near.ts'
import { found, type Problem } from './problem.ts'
import type { Path, Source } from './source.ts'

/** A file as read, and the keys that its schema allows at a path. */
interface Read {
  readonly source: Source
  readonly keysAt: (path: Path) => readonly string[]
}

/** What a schema says against a file, as problems with their line, what was found, and the nearest name there is. */
export function problemsOf(issue: z.core.$ZodIssue, { source, keysAt }: Read): readonly Problem[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol')
  const value = valueAt(source.data, path)
  const bad = (code: string, allowed: string, meant: string | null = null): Problem => ({
    code,
    kind: 'bad',
    ...source.at(path),
    path: path.join('.'),
    found: typeof value === 'number' ? (source.written(path) ?? found(value)) : found(value),
    allowed,
    meant,
  })
  switch (issue.code) {
    case 'custom':
      return [bad(String(issue.params?.['code']), String(issue.params?.['allowed']))]
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, { source, keysAt }))
    case 'invalid_value': {
      const names = issue.values.map(String)
      if (value === undefined) return [bad('KEY_MISSING', names.join(', '))]
      return [{ ...bad('VALUE_UNKNOWN', names.join(', '), meantBy(value, names)) }]
    }
    case 'invalid_type':
      return [
        value === undefined
          ? { ...bad('KEY_MISSING', wording(issue.expected)) }
          : { ...bad('TYPE_WRONG', wording(issue.expected)) },
      ]
    default:
      return [{ ...bad('TYPE_WRONG', issue.message) }]
  }
}

function unknownKey(key: string, path: Path, { source, keysAt }: Read): Problem {
  const names = keysAt(path)
  const at = [...path, key]
  const few = names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')} …`
  return {
    code: 'KEY_UNKNOWN',
    kind: 'bad',
    ...source.at(at),
    path: at.join('.'),
    found: `the key '${key}'`,
    allowed: few,
    meant: nearest(key, names),
  }
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null ? lookup(node as Record<string, unknown>, String(key)) : undefined,
    data,
  )
}

function wording(expected: string): string {
  if (expected === 'object') return 'a mapping of keys'
  if (expected === 'record') return 'a mapping by name'
  if (expected === 'array') return 'a list'
  return expected === 'boolean' ? '`true` or `false`' : expected === 'string' ? 'text' : `a ${expected}`
}
