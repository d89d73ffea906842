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
      return [withoutUnit(bad(String(issue.params?.['code']), String(issue.params?.['allowed'])))]
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
    case 'too_small':
      if (Array.isArray(value)) return [bad('TYPE_WRONG', `a list of at least ${issue.minimum}`)]
      return [bad('TYPE_WRONG', issue.message)]
    default:
      return [{ ...bad('TYPE_WRONG', issue.message) }]
  }
}

const withoutUnit = (problem: Problem): Problem =>
  problem.code === 'UNIT_MISSING' ? { ...problem, found: `${problem.found}, which has no unit` } : problem

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

/**
 * The problems of a file, or the one that explains them: where several keys at the top are unknown, and those that should be
 * there are missing, it is another kind of file, and every other problem follows from that.
 */
export function ofKind(problems: readonly Problem[], { data }: Source): readonly Problem[] {
  const strange = problems
    .filter(({ code, path, meant }) => code === 'KEY_UNKNOWN' && !path.includes('.') && meant === null)
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
  const [first] = strange
  if (first === undefined || strange.length < STRANGE_MIN) return problems
  const known = Object.keys(data ?? {}).length - strange.length
  const lacks = problems.some(({ code, path }) => code === 'KEY_MISSING' && !path.includes('.'))
  if (!lacks && known > 1) return problems
  const found = `the keys ${strange.map(({ path }) => path).join(', ')}`
  return [{ ...first, code: 'FILE_KIND', found, allowed: `a file with the keys ${first.allowed}` }]
}

/** So many unknown keys at the top of a file are no slips. */
const STRANGE_MIN = 3

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
