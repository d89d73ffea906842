import { basename } from 'node:path'
import { count } from '../../backtest/report/format.ts'
import { simulatedMarket } from '../../backtest/report/simulated.ts'
import type { Bounds } from '../../portfolio/measure.ts'
import { format, type Instant } from '../../units/time.ts'
import type { Confidence, Param } from '../terms/param.ts'
import { provenance } from '../terms/terms.ts'
import { compile } from './compile.ts'
import type { Config } from './config.ts'
import { hash } from './hash.ts'
import * as Preset from './preset.ts'

/** What a config means, for a reader: with its prospect the content of `npx trimtab check --json`. A level that does not apply is null. */
export interface Summary {
  readonly ok: true
  readonly file: string
  readonly title: string
  readonly mode: string
  readonly shareClass: string
  readonly policy: string
  readonly components: Readonly<Record<string, boolean | string>>
  readonly start: Readonly<Record<string, number>>
  readonly exchanges: Readonly<Record<string, number>>
  readonly loans: Config['loans']
  readonly levels: readonly Row[]
  readonly gasReserve: Config['gasReserve']
  readonly data: string
  /** First hour and the hour after the last of a run on market files; null for the simulated market. */
  readonly period: { readonly from: number; readonly to: number } | null
  readonly flights: string
  readonly limits: Config['limits']
  readonly decision: Config['decision']
  readonly terms: Trust
  readonly notes: readonly string[]
}

export interface Row {
  readonly measure: string
  readonly unit: 'fraction' | 'ratio'
  readonly worse: 'lower' | 'higher'
  readonly target: number | null
  readonly low: number | null
  readonly high: number | null
  readonly warning: number | null
  readonly critical: number | null
}

/** How far the terms can be trusted: how many of each kind, the oldest date, and each of them. */
export interface Trust {
  readonly count: Readonly<Record<Confidence, number>>
  readonly oldest: { readonly path: string; readonly asOf: string }
  readonly params: readonly Param[]
}

export function summary(config: Config): Summary {
  const { mode, data } = config
  const { policy } = compile(config)
  const used = new Set(Preset.measures(mode))
  if (config.buffer === 0) used.delete('buffer')
  const source =
    data.kind === 'simulated'
      ? `${simulatedMarket(data.seed)}, ${count(data.hours, 'hour')} from ${day(data.from)}`
      : `market files, ${day(data.from)} to ${day(data.to)}`
  return {
    ok: true,
    file: basename(config.file),
    title: config.title,
    mode: mode.name,
    shareClass: mode.shareClass,
    policy: hash(policy),
    components: { ...mode.components },
    start: Object.fromEntries(Object.entries(config.start).filter(([, held]) => held > 0)),
    exchanges: config.exchanges,
    loans: config.loans,
    levels: Object.entries(policy.bounds).flatMap(([name, bounds]) => (used.has(name) ? [row(name, bounds)] : [])),
    gasReserve: config.gasReserve,
    data: source,
    period: data.kind === 'simulated' ? null : { from: data.from, to: data.to },
    flights: config.flights,
    limits: config.limits,
    decision: config.decision,
    terms: trust(config),
    notes: config.notes,
  }
}

/** The date alone where the time is midnight. */
function day(at: Instant): string {
  return format(at).replace('T00:00:00Z', '')
}

function row(measure: string, { worse, ...levels }: Bounds): Row {
  const unit = measure === 'health' || measure === 'marginHealth' ? 'ratio' : 'fraction'
  return {
    measure,
    unit,
    worse,
    target: known(levels.target),
    low: known(levels.low),
    high: known(levels.high),
    warning: known(levels.warning),
    critical: known(levels.critical),
  }
}

function known(level: number): number | null {
  return Number.isFinite(level) ? level : null
}

function trust({ overrides }: Config): Trust {
  const params = provenance(overrides)
  const count = { primary: 0, secondary: 0, estimate: 0, stated: 0 }
  let oldest = { path: '', asOf: '9999' }
  for (const { path, asOf, confidence } of params) {
    count[confidence] += 1
    // The protocol's own constants do not age.
    if (confidence !== 'stated' && path !== 'gas.ethTransfer' && asOf < oldest.asOf) oldest = { path, asOf }
  }
  return { count, oldest, params }
}
