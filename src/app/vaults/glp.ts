import { resolve } from 'node:path'
import { FILE_MAX } from '../../adapters/history/client.ts'
import { type Composition, VOLATILE, type Volatile } from '../../adapters/history/glp.ts'
import { type Glp, HEDGED, type Hedged, load } from '../../adapters/history/glpSource.ts'
import { type Epoch, type Settlement, WHOLE } from '../../backtest/vaults/epoch.ts'
import { assets as poolAssets } from '../../models/vault/gmx1.ts'
import { at } from '../../models/vault/table.ts'
import { exactly } from '../../portfolio/vaults/input.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import { format, HOUR_MS, instant } from '../../units/time.ts'
import { type Choice, folderOf } from '../market.ts'
import type { Setup } from './setup.ts'

/** What the pool's tokens are worth following: wrapped bitcoin of two bridges is bitcoin. */
const TOKENS: Readonly<Record<string, readonly Volatile[]>> = { BTC: ['btcb', 'wbtc'], ETH: ['weth'], AVAX: ['wavax'] }

/** Where a config names the folder of its files, and where it draws a market instead. */
export const FOLDER = { folder: 'data.glp.folder', simulated: 'data.simulated' }

const DAY_HOURS = 24
const EVERY = 8
const FROM_30_TO_8 = 10n ** 22n

export interface Market {
  readonly epochs: readonly Epoch[]
  readonly label: string
  readonly notes: readonly string[]
  readonly simulated: boolean
  /** Of a simulated market; null for any other. */
  readonly seed: number | null
}

/**
 * Epochs from the composition of GLP: at every so many hours of the day where the file has one, at the last hour before a hole, and at the last
 * of all. Prices are the pool's own, deltas its model's; hedges are marked and funded as Binance did.
 */
export async function history(setup: Setup, choice: Choice): Promise<Market> {
  const draft = setup.data.glp ?? {}
  const { from, to } = periodOf(draft, choice)
  const names = [...setup.config.assets, ...setup.outside]
  for (const [name, where] of names.map((each) => [each, ['assets', each]] as const)) {
    const isHedged = setup.config.assets.includes(name)
    const may = isHedged ? HEDGED.some((each) => each === name) : lookup(TOKENS, name) !== undefined
    if (!may)
      setup.read.breaches.push({
        code: 'VAULTS_NAME_UNKNOWN',
        path: where,
        found: isHedged ? `${name}, hedged` : name,
        allowed: 'BTC and ETH, hedged or not, and AVAX with `hedge: none`',
      })
  }
  setup.refuse()
  const path = resolve(folderOf(choice, draft.folder ?? null, FOLDER))
  const glp = await load({ path, fileMax: draft.fileMax ?? FILE_MAX, key: 'data.glp.fileMax' }, { from, to })
  const chosen = picked(glp.hours, hoursOf(draft.every))
  const epochs = chosen.map((hour, i) => epochOf(hour, chosen[i - 1] ?? null, { setup, glp }))
  return {
    epochs,
    label: 'GLP on Avalanche; hedges on Binance',
    notes: [...holes(glp.hours), ...glp.notes, ...glp.files.map((file) => `Read ${file}.`)],
    simulated: false,
    seed: null,
  }
}

/** The hours of a run, `to` excluded. */
export function periodOf({ from, to }: NonNullable<Setup['data']['glp']>, choice: Choice) {
  return {
    from: choice.from ?? from ?? instant(Date.UTC(2024, 9, 1)),
    to: choice.to ?? to ?? instant(Date.UTC(2024, 9, 17)),
  }
}

export const hoursOf = (every: number | undefined): number =>
  every === undefined ? EVERY : Math.max(1, Math.round(every / (HOUR_MS / 1000)))

function picked(hours: readonly Composition[], every: number): readonly Composition[] {
  return hours.filter(({ time }, i) => {
    const next = hours[i + 1]
    const isLast = next === undefined || next.time - time > HOUR_MS
    return i === 0 || isLast || ((time / HOUR_MS) % DAY_HOURS) % every === 0
  })
}

interface Of {
  readonly setup: Setup
  readonly glp: Glp
}

function epochOf(hour: Composition, before: Composition | null, { setup, glp }: Of): Epoch {
  const { assets, vaults } = setup.config
  const delta = deltas(hour)
  const zero = assets.map(() => 0n)
  return {
    label: format(instant(hour.time)).slice(0, 16).replace('T', ' '),
    at: instant(hour.time),
    elapsed: before === null ? 0n : BigInt((hour.time - before.time) / 1000),
    prices: assets.map((name) => exactly(priceOf(hour, name))),
    poolPrice: exactly(hour.price),
    weights: assets.map((name) => delta(name)),
    outside: setup.outside.map((name) => ({ price: priceOf(hour, name), weight: delta(name) })),
    income: 0n,
    funding: zero.map((cost) => ({ cost, per: null })),
    settlements: before === null ? [] : settlements(glp, assets, { after: before.time, until: hour.time }),
    venue: assets.map((name) => markOf(glp, name, hour)),
    between: before === null ? [] : between(glp, assets, { after: before.time, until: hour.time }),
    stated: assets.map(() => null),
    start: vaults.map((_, v) => (before === null ? at(setup.start, v) : 0n)),
    deposits: vaults.map(() => 0n),
    withdrawals: vaults.map(() => 0n),
    fills: { pool: WHOLE, hedges: assets.map(() => WHOLE) },
  }
}

const isHedged = (name: string): name is Hedged => HEDGED.some((each) => each === name)

/** Where Binance published no mark of an hour, the pool's price stands for it. */
const markOf = ({ marks }: Glp, name: string, hour: Composition): bigint =>
  (isHedged(name) ? marks[name].get(hour.time) : undefined) ?? priceOf(hour, name)

/** The price at which the pool itself counts, 1e8. */
function priceOf({ tokens }: Composition, name: string): bigint {
  const token = lookup(TOKENS, name)?.[0]
  return token === undefined ? 0n : divide(tokens[token].price, FROM_30_TO_8, 'half')
}

/** Deltas of one US dollar of GLP, by asset: what traders hold of a token is not the pool's, and what they are short it is long. */
export function deltas({ tokens }: Composition): (name: string) => bigint {
  const entries = Object.entries(tokens)
  const found = poolAssets(entries.map(([, token]) => token)).deltas
  return (name) =>
    entries.reduce((sum, [token], i) => (isOf(token, lookup(TOKENS, name) ?? []) ? sum + at(found, i) : sum), 0n)
}

const isOf = (token: string, tokens: readonly Volatile[]): boolean =>
  VOLATILE.some((each) => each === token && tokens.includes(each))

interface Between {
  readonly after: number
  readonly until: number
}

/** Hours of which every hedged asset has a mark. */
function between({ marks }: Glp, assets: readonly string[], { after, until }: Between): readonly (readonly bigint[])[] {
  const found: (readonly bigint[])[] = []
  for (let time = after + HOUR_MS; time < until; time += HOUR_MS) {
    const hour = assets.flatMap((name) => (isHedged(name) ? (marks[name].get(time) ?? []) : []))
    if (hour.length === assets.length) found.push(hour)
  }
  return found
}

const settlements = ({ settled }: Glp, assets: readonly string[], { after, until }: Between): readonly Settlement[] =>
  settled
    .filter(({ asset, time }) => time > after && time <= until && assets.includes(asset))
    .map(({ asset, rate, mark }) => ({ asset: assets.indexOf(asset), rate, mark }))

function holes(hours: readonly Composition[]): readonly string[] {
  return hours.flatMap(({ time }, i) => {
    const next = hours[i + 1]
    if (next === undefined || next.time - time <= HOUR_MS) return []
    const said = (ms: number): string => format(instant(ms)).slice(0, 16).replace('T', ' ')
    return [
      `The pool's file has nothing from ${said(time)} to ${said(next.time)}: positions were held unchanged, funding was paid, and the whole is one interval.`,
    ]
  })
}
