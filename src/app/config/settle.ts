import { dirname, resolve } from 'node:path'
import { FILE_MAX } from '../../adapters/history/client.ts'
import type { LimitPolicy } from '../../portfolio/policy.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import type { Mode } from '../../portfolio/venues/mode.ts'
import { EXCHANGES, type Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesBounds } from '../../portfolio/venues/policy.ts'
import type * as Venues from '../../portfolio/venues/terms.ts'
import { fraction, usd } from '../../units/estimate.ts'
import { keep, lookup } from '../../units/lookup.ts'
import { days, hours, instant, parse as parseInstant, seconds } from '../../units/time.ts'
import type { Config, Data, Loan } from './config.ts'
import { emergency } from './emergency.ts'
import type { Draft } from './schema.ts'

/** A draft whose every figure is there: what was written over what the mode says otherwise. */
export interface Given {
  readonly file: string
  readonly mode: Mode
  readonly draft: Draft
  readonly terms: Venues.Terms
  readonly overrides: Config['overrides']
  readonly notes: readonly string[]
}

/** `later` over `base`, key by key; what names a set (capital, exchanges, a list) replaces it whole. */
export function merge(base: unknown, later: unknown, key = ''): unknown {
  if (later === undefined) return base
  if (!isRecord(base) || !isRecord(later) || key === 'exchanges' || key === 'capital') return later
  const merged: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(later)) keep(merged, name, merge(lookup(base, name), value, name))
  return merged
}

/** The config that a complete draft stands for. */
export function config({ file, mode, draft, terms, overrides, notes }: Given): Config {
  const { levels, decision } = draft
  const shares: Partial<Record<Exchange, ReturnType<typeof fraction>>> = {}
  for (const place of EXCHANGES) {
    const share = draft.exchanges?.[place]
    if (share !== undefined && share > 0) shares[place] = fraction(share)
  }
  const loans = (draft.lending ?? []).map(
    ({ account, eMode, debt }): Loan => ({ id: account, eMode, debt: debt ?? [] }),
  )
  return {
    file,
    title: draft.title ?? `${mode.name}, ${mode.shareClass} class`,
    mode,
    start: holdings(defined(draft.capital ?? {})),
    loans,
    exchanges: shares,
    bounds: bounds(draft, loans, terms),
    deltaOver: levels?.delta?.over ?? 'netAssets',
    hedgeLean: fraction(n(decision?.hedgeLean)),
    buffer: fraction(n(levels?.buffer?.target)),
    gasReserve: { min: n(draft.gasReserve?.min), target: n(draft.gasReserve?.target) },
    decision: {
      rule: decision?.rule ?? 'horizon',
      horizonDays: n(decision?.horizon) / days(1),
      routineEvery: seconds(n(decision?.routineEvery)),
      hurdle: { target: n(decision?.hurdle?.target), opportunistic: n(decision?.hurdle?.opportunistic) },
      costMax: { safety: fraction(n(decision?.costMax?.safety)), target: fraction(n(decision?.costMax?.target)) },
      dailyVolatility: fraction(n(decision?.dailyVolatility)),
    },
    limits: limits(draft, mode, Object.keys(shares)),
    emergency: emergency(draft, mode),
    data: market(draft, file),
    flights: draft.flights ?? 'p95',
    overrides,
    notes,
  }
}

/** LTV at which an account of the config is liquidated, by weETH's terms in its eMode; the lowest of them. */
export function liquidationLtv(loans: readonly { readonly eMode: number }[], terms: Venues.Terms): number {
  const { categories, reserves } = terms.lending
  const each = loans.map(({ eMode }) => (categories.find(({ id }) => id === eMode) ?? reserves.weETH).liquidationLtv)
  return Math.min(1, ...each)
}

const NEVER = { lower: Number.NEGATIVE_INFINITY, higher: Number.POSITIVE_INFINITY } as const

function bounds(draft: Draft, loans: readonly Loan[], terms: Venues.Terms): VenuesBounds {
  const { health, ltv, equityRatio, marginHealth, distance, delta, allocation, buffer, peg } = draft.levels ?? {}
  const band = (width: number) => ({ worse: 'higher', target: 0, low: -width, high: width }) as const
  const open = { worse: 'lower', target: Infinity, low: -Infinity, high: Infinity } as const
  const pegWarning = n(peg?.warning)
  return {
    health: {
      worse: 'lower',
      target: n(health?.target),
      low: n(health?.low),
      high: n(health?.high),
      warning: n(health?.warning),
      critical: n(health?.critical),
    },
    ltv: {
      worse: 'higher',
      target: liquidationLtv(loans, terms) / n(health?.target),
      low: 0,
      high: n(ltv?.warning),
      warning: n(ltv?.warning),
      critical: n(ltv?.critical),
    },
    equityRatio: {
      worse: 'lower',
      target: n(equityRatio?.target),
      low: n(equityRatio?.low),
      high: n(equityRatio?.high),
      warning: n(equityRatio?.warning),
      critical: n(equityRatio?.critical),
    },
    marginHealth: {
      ...open,
      warning: marginHealth?.warning ?? NEVER.lower,
      critical: marginHealth?.critical ?? NEVER.lower,
    },
    distance: { ...open, warning: distance?.warning ?? NEVER.lower, critical: distance?.critical ?? NEVER.lower },
    delta: { ...band(n(delta?.band)), warning: n(delta?.warning), critical: n(delta?.critical) },
    allocation: {
      ...band(n(allocation?.band)),
      warning: allocation?.warning ?? NEVER.higher,
      critical: allocation?.critical ?? NEVER.higher,
    },
    buffer: {
      worse: 'lower',
      target: n(buffer?.target),
      low: n(buffer?.low),
      high: n(buffer?.high),
      warning: buffer?.warning ?? NEVER.lower,
      critical: NEVER.lower,
    },
    peg: {
      worse: 'higher',
      target: 0,
      low: 0,
      high: pegWarning,
      warning: pegWarning,
      critical: peg?.critical ?? NEVER.higher,
    },
  }
}

function limits({ limits: given }: Draft, mode: Mode, exchanges: readonly string[]): LimitPolicy {
  return {
    transferMin: usd(n(given?.transferMin)),
    transferMax: usd(n(given?.transferMax)),
    emergencyMin: usd(n(given?.emergencyMin)),
    dust: usd(n(given?.dust)),
    perHour: usd(n(given?.perHour)),
    perDay: usd(n(given?.perDay)),
    destinations: given?.destinations ?? places(mode, exchanges),
    exposureMax: fraction(n(given?.exposureMax)),
    slippageMax: fraction(n(given?.slippageMax)),
    gasMax: n(given?.gasMax),
    ageMax: seconds(n(given?.ageMax)),
    deadline: seconds(n(given?.deadline)),
  }
}

/** The places that a mode sends capital to. */
export function places({ long }: Mode, exchanges: readonly string[]): readonly string[] {
  const here = ['WALLET']
  if (long === 'supply' || long === 'loop') here.push('AAVE')
  if (long === 'stake' || long === 'loop') here.push('ETHERFI')
  return [...here, ...exchanges]
}

/** What a simulated market starts at when nothing else is said: a date that means nothing. */
const SIMULATED_FROM = parseInstant('2024-01-01')

function market({ data }: Draft, file: string): Data {
  if (data?.simulated !== undefined) {
    const { seed, hours: length } = data.simulated
    return { kind: 'simulated', seed: n(seed), hours: n(length), from: data.from ?? SIMULATED_FROM }
  }
  const { gaps } = data ?? {}
  return {
    kind: 'files',
    folder: data?.folder === undefined ? null : resolve(dirname(file), data.folder),
    from: data?.from ?? instant(Number.NaN),
    to: data?.to ?? instant(Number.NaN),
    fileMax: data?.fileMax ?? FILE_MAX,
    gaps: {
      funding: gaps?.funding ?? 'none',
      last: gaps?.last ?? 'mark',
      hold: {
        gasHours: n(gaps?.hold?.gas) / hours(1),
        dailyDays: n(gaps?.hold?.daily) / days(1),
        pricesHours: n(gaps?.hold?.prices) / hours(1),
      },
    },
  }
}

/** A figure that the defaults made sure of; NaN says loudly that they did not. */
function n(figure: number | undefined): number {
  return figure ?? Number.NaN
}

function defined<K extends string>(some: { readonly [key in K]?: number | undefined }): Partial<Record<K, number>> {
  const kept = Object.entries(some).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as Partial<Record<K, number>>
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
