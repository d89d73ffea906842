import { InvalidTiers } from '../../models/perp/tiers.ts'
import { load } from '../terms/terms.ts'
import type { Breach } from './breach.ts'
import { breaches } from './check.ts'
import type { Config } from './config.ts'
import { ofKind, problemsOf } from './issue.ts'
import { notices } from './loan.ts'
import { type Choice, choose } from './name.ts'
import * as Override from './override.ts'
import * as Preset from './preset.ts'
import { ConfigError, found, type Problem } from './problem.ts'
import { type Draft, draft, schema } from './schema.ts'
import * as Settle from './settle.ts'
import { keysOf } from './shape.ts'
import { type Path, read, type Source } from './source.ts'

/** Reads a config whole. ConfigError with every problem there is: what cannot be read first, what breaks a rule where all can be read. */
export function parse(text: string, file: string): Config {
  const source = read(text)
  if (source.problems.length > 0) throw new ConfigError(file, source.problems)
  const checked = draft().safeParse(source.data)
  const problems = checked.success
    ? []
    : checked.error.issues.flatMap((issue) => problemsOf(issue, { source, keysAt: keysOf(schema()) }))
  const absent = missing(source)
  if (!checked.success || absent.length > 0) throw new ConfigError(file, ofKind([...problems, ...absent], source))
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
  return { ...config, notes: [...config.notes, ...notices(config, terms)] }
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
    [['mode'], top['mode'], 'the name of a mode, such as `usdt_market_neutral`; or another book, such as `book: pool`'],
    [['capital'], top['capital'], 'what the wallet holds, ether for gas included, such as `{ USDT: 1000000, ETH: 2 }`'],
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

function placed({ code, path, found: was, allowed }: Breach, source: Source): Problem {
  return { code, kind: 'refused', ...source.at(path), path: path.join('.'), found: was, allowed, meant: null }
}
