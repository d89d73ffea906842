import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Folder } from '../adapters/history/client.ts'
import { load } from '../adapters/history/load.ts'
import { NOTED } from '../adapters/history/policy.ts'
import { cut } from '../adapters/market/cut.ts'
import { simulate } from '../adapters/market/simulate.ts'
import { markets } from '../backtest/venues/market.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import type { Mode } from '../portfolio/venues/mode.ts'
import { type Contract, EXCHANGES, type Exchange } from '../portfolio/venues/place.ts'
import type { Terms } from '../portfolio/venues/terms.ts'
import type { History } from '../ports/history.ts'
import { TrimtabError } from '../units/error.ts'
import { format, HOUR_MS, type Instant, instant } from '../units/time.ts'
import type { Data } from './config/config.ts'
import { defaultRow } from './hour.ts'
import { InvalidOption, unused } from './option.ts'

/** What overrides a config's own choice of market: a folder of files, a stretch of time, a seed. */
export interface Choice {
  readonly folder: string | null
  readonly from: Instant | null
  readonly to: Instant | null
  readonly seed: number | null
}

/** What to do where files have holes. */
export type Gaps = Extract<Data, { kind: 'files' }>['gaps']

/** What a market must have figures for. */
export interface Used {
  readonly mode: Mode
  readonly exchanges: readonly Exchange[]
}

/** A market at one instant, and where it comes from. */
export interface Moment {
  readonly market: VenuesMarket
  readonly label: string
  readonly simulated: boolean
  readonly seed: number | null
}

/** Returns the history that a backtest runs on: the config's own market, simulated or of files. */
export async function history(data: Data, used: Used, choice: Choice): Promise<History> {
  if (data.kind === 'simulated') {
    const seed = seedOf(data, choice)
    const from = choice.from ?? data.from
    const to = choice.to ?? instant(data.from + data.hours * HOUR_MS)
    forward(choice, { from, to })
    within(choice, data.from)
    short(choice, { from: data.from, to })
    return cut(simulate({ seed, from: data.from, hours: (to - data.from) / HOUR_MS, ...traded(used) }), from)
  }
  const folder = filesOf(data, choice)
  const from = choice.from ?? data.from
  const to = choice.to ?? data.to
  forward(choice, { from, to })
  return files(folder, used, { from, to, gaps: data.gaps })
}

/**
 * The market at the hour of `at`, or at the one that counts without it (`defaultRow`, on files the last); of the files only what that hour
 * needs is read. `state` is the file of the book, null for the config's start, and left out where the book is neither.
 */
export async function moment(
  data: Data,
  used: Used & { readonly terms: Terms },
  { choice, at, state = '' }: { choice: Choice; at: Instant | null; state?: string | null },
): Promise<Moment> {
  if (data.kind === 'simulated') {
    const { from, hours } = data
    const seed = seedOf(data, choice)
    const row = at === null ? defaultRow(hours, { simulated: true, state }) : Math.floor((at - from) / HOUR_MS)
    const last = instant(from + (hours - 1) * HOUR_MS)
    if (row < 0 || row >= hours) throw outside(at ?? from, `${format(from)} to ${format(last)}: the config's market`)
    const past = simulate({ seed, from, hours, ...traded(used) })
    return { market: markets(past, used.terms)(row), label: past.label, simulated: true, seed }
  }
  const folder = filesOf(data, choice)
  const hour = instant(Math.floor((at ?? data.to - HOUR_MS) / HOUR_MS) * HOUR_MS)
  const past = await files(folder, used, { from: hour, to: instant(hour + HOUR_MS), gaps: data.gaps })
  return { market: markets(past, used.terms)(0), label: past.label, simulated: false, seed: null }
}

/** The gap policy of a run on files: the config's, or the one that notes every hole. */
export function gapsOf(data: Data): Gaps {
  return data.kind === 'files' ? data.gaps : NOTED
}

type Simulated = Extract<Data, { kind: 'simulated' }>
type Files = Extract<Data, { kind: 'files' }>

/** The seed of a simulated market. InvalidOption where a folder of files is named beside it. */
function seedOf({ seed }: Simulated, choice: Choice): number {
  unused(
    { key: '`data.simulated`', kind: 'simulated', other: '`data.from` and `data.to`' },
    { '--data': choice.folder },
  )
  return choice.seed ?? seed
}

/** The folder of a market of files. InvalidOption where a seed is given beside it. */
function filesOf(data: Files, choice: Choice): Folder {
  unused(
    { key: '`data.from` and `data.to`', kind: 'read from files', other: '`data.simulated`' },
    { '--seed': choice.seed },
  )
  const path = folderOf(choice, data.folder, { folder: 'data.folder', simulated: 'data.simulated' })
  return { path: resolve(path), ...sizedBy(data) }
}

/** How large a market file may be, and the key that sets it. */
export function sizedBy({ fileMax }: Files): Pick<Folder, 'fileMax' | 'key'> {
  return { fileMax, key: 'data.fileMax' }
}

/**
 * The folder of market files: that of the command line comes before the config's own, and the config's before the environment's. `keys` are
 * where a config says it, and where it draws a market instead, null where only files will do. MarketUnknown where there is none.
 */
export function folderOf(
  choice: Pick<Choice, 'folder'>,
  own: string | null,
  keys: { readonly folder: string; readonly simulated: string | null },
): string {
  const environment = process.env['TRIMTAB_DATA']
  const folder = choice.folder ?? own ?? (environment === undefined || environment === '' ? null : environment)
  if (folder !== null && existsSync(folder)) return folder
  throw new MarketUnknown({
    code: 'NO_DATA_FOLDER',
    message:
      folder === null
        ? 'There is no folder of market data to run on.'
        : `There is no folder of market data: ${folder}.`,
    facts: { folder: folder ?? 'none given' },
    remedy: `Name one with --data DIR, ${keys.folder} or TRIMTAB_DATA${keys.simulated === null ? '' : `, or use ${keys.simulated}`}.`,
  })
}

/** All exchanges where the mode uses none: a simulated market costs nothing, and a report wants its prices. */
function traded({ mode, exchanges }: Used) {
  return {
    exchanges: mode.isHedged && exchanges.length > 0 ? exchanges : EXCHANGES,
    contracts: contractsOf(mode),
  }
}

function contractsOf({ coin }: Mode): readonly Contract[] {
  return coin === 'BTC' ? ['BTCUSDT'] : ['ETHUSDT']
}

function files(
  folder: Folder,
  { mode, exchanges }: Used,
  { from, to, gaps }: { from: Instant; to: Instant; gaps: Gaps },
): Promise<History> {
  return load(folder, {
    from,
    to,
    exchanges: mode.isHedged ? exchanges : [],
    contracts: contractsOf(mode),
    lending: mode.long !== 'spot',
    staking: mode.long === 'loop' || mode.long === 'stake',
    gaps,
  })
}

/** InvalidOption where a run would begin before its simulated market does. */
export function within(choice: Choice, first: Instant): void {
  if (choice.from === null || choice.from >= first) return
  const allowed = `${format(first)} or later: the config's market begins there`
  throw new InvalidOption({ option: '--from', found: format(choice.from), allowed, meant: null })
}

/** InvalidOption for the option that was given, where the period does not run forward between full hours. */
export function forward(choice: Choice, { from, to }: { from: Instant; to: Instant }): void {
  for (const [option, value, given] of [
    ['--from', from, choice.from],
    ['--to', to, choice.to],
  ] as const)
    if (given !== null && value % HOUR_MS !== 0)
      throw new InvalidOption({ option, found: format(value), allowed: 'a full hour', meant: null })
  if (from < to) return
  const option = choice.to === null ? '--from' : '--to'
  const allowed = option === '--to' ? `later than ${format(from)}` : `earlier than ${format(to)}`
  throw new InvalidOption({ option, found: format(option === '--to' ? to : from), allowed, meant: null })
}

/** As long as a config's simulated market may be. */
const HOURS_MAX = 200_000

/** InvalidOption for the option that makes a simulated market longer than a config could. */
export function short(
  choice: Choice,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  hoursMax = HOURS_MAX,
): void {
  if ((to - from) / HOUR_MS <= hoursMax) return
  const [option, at] = choice.to === null ? ['--from', from] : ['--to', to]
  const allowed = `a simulated market of at most ${hoursMax} hours`
  throw new InvalidOption({ option, found: format(at), allowed, meant: null })
}

function outside(at: Instant, allowed: string): InvalidOption {
  return new InvalidOption({ option: '--at', found: format(at), allowed, meant: null })
}

export class MarketUnknown extends TrimtabError {}
