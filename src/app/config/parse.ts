import { InvalidTiers } from '../../models/perp/tiers.ts'
import { load } from '../terms/terms.ts'
import type { Breach } from './breach.ts'
import { breaches } from './check.ts'
import type { Config } from './config.ts'
import { type Choice, choose } from './name.ts'
import { nearest } from './near.ts'
import * as Override from './override.ts'
import * as Preset from './preset.ts'
import { ConfigError, found, type Problem } from './problem.ts'
import { type Draft, draft, schema } from './schema.ts'
import * as Settle from './settle.ts'
import { type Path, read, type Source } from './source.ts'

/** Reads a config whole. ConfigError with every problem there is: what cannot be read first, what breaks a rule where all can be read. */
export function parse(text: string, file: string): Config {
  const source = read(text)
  if (source.problems.length > 0) throw new ConfigError(file, source.problems)
  const checked = draft().safeParse(source.data)
  const problems = checked.success ? [] : checked.error.issues.flatMap((issue) => problemsOf(issue, source))
  const absent = missing(source)
  if (!checked.success || absent.length > 0) throw new ConfigError(file, [...problems, ...absent])
  const { mode: name, shareClass } = checked.data
  if (name === undefined) throw new ConfigError(file, missing(source))
  const chosen = choose(name, shareClass)
  if (!chosen.ok) {
    throw new ConfigError(file, [placed({ ...chosen, path: ['shareClass'], found: found(shareClass) }, source)])
  }
  return settled(checked.data, { ...chosen, source, file })
}

type Chosen = Extract<Choice, { ok: true }>

function settled(written: Draft, { mode, notes, source, file }: Chosen & { source: Source; file: string }): Config {
  const overrides = Override.flatten(written.terms)
  const terms = termsOf(overrides, { source, file })
  const merged = Settle.merge(Preset.parsed(mode), written) as Draft
  const complete = withLtv(merged, written, Settle.liquidationLtv(merged.lending ?? [], terms))
  const config = Settle.config({ file, mode, draft: complete, terms, overrides, notes })
  const broken = breaches({ config, draft: complete, written, terms })
  if (broken.length > 0)
    throw new ConfigError(
      file,
      broken.map((breach) => placed(breach, source)),
    )
  return config
}

function termsOf(overrides: Config['overrides'], { source, file }: { source: Source; file: string }) {
  try {
    return load(overrides)
  } catch (error) {
    if (!(error instanceof InvalidTiers)) throw error
    const breach = {
      code: error.code,
      path: ['terms', 'exchanges'],
      found: error.message,
      allowed: 'tiers without a hole',
    }
    throw new ConfigError(file, [placed(breach, source)])
  }
}

/** Without eMode the LTV levels of the defaults lie past liquidation: there they follow from health, unless they are written. */
function withLtv(merged: Draft, written: Draft, limit: number): Draft {
  const { levels } = merged
  const { health, ltv } = levels ?? {}
  if (written.levels?.ltv !== undefined || (ltv?.critical ?? 0) < limit) return merged
  const at = (level: number | undefined): number => limit / (level ?? 1)
  return { ...merged, levels: { ...levels, ltv: { warning: at(health?.warning), critical: at(health?.critical) } } }
}

function missing({ data, at }: Source): readonly Problem[] {
  const top = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
  const market = (top['data'] ?? {}) as Record<string, unknown>
  const simulated = (market['simulated'] ?? {}) as Record<string, unknown>
  const wanted: [Path, unknown, string][] = [
    [['mode'], top['mode'], 'the name of a mode, such as `usdt_market_neutral`'],
    [['capital'], top['capital'], 'what the wallet holds, such as `USDT: 1000000`'],
    [['data'], top['data'], '`from` and `to`, or `simulated`'],
  ]
  if (market['simulated'] !== undefined) {
    wanted.push(
      [['data', 'simulated', 'seed'], simulated['seed'], 'a whole number'],
      [['data', 'simulated', 'hours'], simulated['hours'], 'a whole number'],
    )
  } else if (top['data'] !== undefined) {
    wanted.push([['data', 'from'], market['from'], '`2024-06-01`'], [['data', 'to'], market['to'], '`2025-06-01`'])
  }
  return wanted
    .filter(([, value]) => value === undefined)
    .map(([path, , allowed]) => ({
      code: 'KEY_MISSING',
      kind: 'bad',
      ...at(path),
      path: path.join('.'),
      found: 'nothing',
      allowed,
      meant: null,
    }))
}

type Issue = NonNullable<ReturnType<ReturnType<typeof draft>['safeParse']>['error']>['issues'][number]

function problemsOf(issue: Issue, source: Source): readonly Problem[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol')
  const value = valueAt(source.data, path)
  const bad = (code: string, allowed: string, meant: string | null = null): Problem => ({
    code,
    kind: 'bad',
    ...source.at(path),
    path: path.join('.'),
    found: found(value),
    allowed,
    meant,
  })
  switch (issue.code) {
    case 'custom':
      return [bad(String(issue.params?.['code']), String(issue.params?.['allowed']))]
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, source))
    case 'invalid_value': {
      const names = issue.values.map(String)
      return [{ ...bad('VALUE_UNKNOWN', names.join(', '), nearest(String(value), names)) }]
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

function unknownKey(key: string, path: Path, source: Source): Problem {
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

/** The keys that a section may have, by the schema that editors read. */
function keysAt(path: Path): readonly string[] {
  let node = schema() as Record<string, unknown>
  for (const key of path) {
    const below =
      typeof key === 'number' ? node['items'] : (node['properties'] as Record<string, unknown> | undefined)?.[key]
    node = (below ?? {}) as Record<string, unknown>
  }
  return Object.keys((node['properties'] as object | undefined) ?? {})
}

function placed({ code, path, found: was, allowed }: Breach, source: Source): Problem {
  return { code, kind: 'refused', ...source.at(path), path: path.join('.'), found: was, allowed, meant: null }
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null ? (node as Record<string | number, unknown>)[key] : undefined,
    data,
  )
}

function wording(expected: string): string {
  if (expected === 'object') return 'a mapping of keys'
  if (expected === 'array') return 'a list'
  return expected === 'boolean' ? '`true` or `false`' : expected === 'string' ? 'text' : `a ${expected}`
}
