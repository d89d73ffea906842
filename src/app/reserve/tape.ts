import { FILE_MAX, type Folder } from '../../adapters/history/client.ts'
import { inDollars, isInTether, load, type Published } from '../../adapters/history/stablesSource.ts'
import { type Motion, path } from '../../adapters/market/stable.ts'
import { simulatedMarket } from '../../backtest/report/simulated.ts'
import type { Sourced, Tape } from '../../backtest/reserve/tape.ts'
import type { Asset, Tranche } from '../../models/reserve/tranche.ts'
import { type Timestamp, timestamp } from '../../units/chain.ts'
import { lookup } from '../../units/lookup.ts'
import type { Price } from '../../units/price.ts'
import { format, type Instant, instant } from '../../units/time.ts'
import { type Choice, folderOf, MarketUnknown } from '../market.ts'
import { InvalidOption } from '../option.ts'
import type { ConfigDraft } from './configSchema.ts'

type Files = NonNullable<ConfigDraft['market']['files']>
type Simulated = NonNullable<ConfigDraft['market']['simulated']>

/** What a tape is made for: the tranches of the reserve, and the instant at which it starts. */
export interface Wanted {
  readonly tranches: readonly Tranche[]
  readonly start: Instant
}

/** The assets of all tranches, each once, in their order. */
export const assetsOf = (tranches: readonly Tranche[]): readonly Asset[] =>
  [
    ...new Map(
      tranches
        .flatMap(({ assets }) => assets)
        .toReversed()
        .map((asset) => [asset.id, asset]),
    ).values(),
  ].toReversed()

const FOLDER = { folder: 'market.files.folder', simulated: 'market.simulated' }

const DAY_MS = 86_400_000
/** How far before the start a first price may be. */
const BEFORE_MS = 3 * DAY_MS
const HOLD_SECONDS = 2 * 86_400
/** As many rows as a simulated market may have. */
export const ROWS_MAX = 1_000_000

const holdOf = ({ hold }: Files): number => hold ?? HOLD_SECONDS

/** Prices by seed. */
export function simulated(drawn: Simulated, { tranches, start }: Wanted, choice: Choice): Tape {
  const seed = choice.seed ?? drawn.seed
  const { rows, every } = drawn
  const time = Array.from({ length: rows }, (_, row) => secondsAt(start + row * every * 1000))
  const prices = new Map<string, readonly Price[]>()
  const assets = assetsOf(tranches)
  for (const [index, { id, price, peg }] of assets.entries()) {
    const motion = motionOf(drawn, { id, price, stable: peg !== null })
    prices.set(
      id,
      motion === null ? time.map(() => price) : path(motion, { seed, index, rows, perDay: 86_400 / every }),
    )
  }
  const label = simulatedMarket(seed)
  const sources = assets.map(({ id }): Sourced => ({ asset: id, label, file: null, points: rows, holes: [] }))
  const guard = new Map(
    (drawn.guard ?? []).flatMap((id) => {
      const series = prices.get(id)
      return series === undefined ? [] : [[id, { market: series }] as const]
    }),
  )
  return { label, simulated: true, seed, time, prices, sources, ...(guard.size === 0 ? {} : { guard }) }
}

const NOISE = 0.0005

function motionOf(
  { motion = {}, every }: Simulated,
  { id, price, stable }: { id: string; price: Price; stable: boolean },
): Motion | null {
  const { daily, noise = NOISE, depeg } = lookup(motion, id) ?? {}
  const rows = (seconds: number): number => Math.round(seconds / every)
  if (!stable) return daily === undefined ? null : { kind: 'volatile', start: Number(price) / 1e18, daily }
  const fall =
    depeg === undefined
      ? null
      : { row: rows(depeg.after), low: depeg.low, fall: rows(depeg.fall), rise: rows(depeg.rise ?? 0) }
  return { kind: 'stable', noise, depeg: fall }
}

/** The folder that prices are read from. MarketUnknown where there is none. */
export function folderIn(files: Files, choice: Choice): Folder {
  const path = folderOf(choice, files.folder ?? null, FOLDER)
  return { path, fileMax: files.fileMax ?? FILE_MAX, key: 'market.files.fileMax' }
}

/** Prices from files. MarketUnknown where there is no folder or no price to begin with; FileError and TableError of the files. */
export async function published(files: Files, { tranches }: Wanted, choice: Choice): Promise<Tape> {
  const folder = folderIn(files, choice)
  const from = choice.from ?? files.from
  const to = choice.to ?? files.to
  if (to <= from) throw noPeriod(from, to)
  const window = { from: from - BEFORE_MS, to }
  const rows = Math.floor((to - from) / (files.every * 1000))
  if (rows > ROWS_MAX) throw tooLong(choice, { from, to, every: files.every })
  const time = Array.from({ length: rows }, (_, row) => secondsAt(from + row * files.every * 1000))
  const quotes = new Map<string, Published>()
  const pegs = new Map(assetsOf(tranches).map(({ id, peg }) => [id, peg]))
  for (const [asset, source] of Object.entries(files.sources))
    quotes.set(asset, await load(folder, { asset, source, peg: pegs.get(asset) ?? null }, window))
  covered([...quotes.values()], { last: from + (rows - 1) * files.every * 1000, hold: holdOf(files) }, choice)
  const tether = quotes.get('USDT')
  const prices = new Map<string, readonly Price[]>()
  const sources: Sourced[] = []
  for (const { id, price } of assetsOf(tranches)) {
    const found = quotes.get(id)
    if (found === undefined) {
      prices.set(
        id,
        time.map(() => price),
      )
      sources.push({ asset: id, label: 'the price of the config, held', file: null, points: 0, holes: [] })
      continue
    }
    const dollars = dollarsOf(found, tether)
    const laid = lay(dollars, time, holdOf(files))
    prices.set(id, laid.prices)
    sources.push({ asset: id, label: dollars.label, file: dollars.file, points: laid.points, holes: laid.holes })
  }
  const guard = new Map<string, Readonly<Record<string, readonly Price[]>>>()
  for (const [asset, all] of Object.entries(files.guard ?? {})) {
    const said: (readonly [string, readonly Price[]])[] = []
    for (const source of all) {
      const found = await load(folder, { asset, source, peg: pegs.get(asset) ?? null }, window)
      const { label, file } = dollarsOf(found, tether)
      const laid = lay(dollarsOf(found, tether), time, holdOf(files))
      said.push([source, laid.prices])
      sources.push({ asset, label: `${label}, for the guard`, file, points: laid.points, holes: laid.holes })
    }
    guard.set(asset, Object.fromEntries(said))
  }
  const tape = { label: 'published prices', simulated: false, seed: null, time, prices, sources }
  return guard.size === 0 ? tape : { ...tape, guard }
}

const dollarsOf = (found: Published, tether: Published | undefined): Published =>
  isInTether(found.source) && tether !== undefined && found.asset !== 'USDT' ? inDollars(found, tether) : found

/** The last price that was known at each row. */
function lay(quotes: Published, time: readonly Timestamp[], hold: number) {
  const prices: Price[] = []
  const holes: { from: number; to: number }[] = []
  let at = -1
  let first = -1
  for (const [row, each] of time.entries()) {
    const now = Number(each)
    while ((quotes.time[at + 1] ?? Number.POSITIVE_INFINITY) <= now * 1000) at += 1
    const price = quotes.price[at]
    if (price === undefined) throw unpriced(quotes, now)
    if (row === 0) first = at
    prices.push(price)
    if (now - (quotes.time[at] ?? 0) / 1000 <= hold) continue
    const last = holes.at(-1)
    if (last !== undefined && last.to === Number(time[row - 1])) last.to = now
    else holes.push({ from: now, to: now })
  }
  return { prices, holes, points: at - first + 1 }
}

const secondsAt = (ms: number): Timestamp => timestamp(BigInt(Math.floor(ms / 1000)))

const noPeriod = (from: Instant, to: Instant): MarketUnknown =>
  new MarketUnknown({
    code: 'NO_PERIOD',
    message: 'A run on market files needs a period that runs forward.',
    facts: { from: format(from), to: format(to) },
    remedy: 'Give a --to that is later than --from, or both in market.files.',
  })

function tooLong({ to: option }: Choice, { from, to, every }: { from: Instant; to: Instant; every: number }) {
  const rows = Math.floor((to - from) / (every * 1000))
  return new InvalidOption({
    option: option === null ? '--from' : '--to',
    found: format(option === null ? from : to),
    allowed: `a run of at most ${ROWS_MAX} rows; at \`market.files.every\` of ${every} s these are ${rows}`,
    meant: null,
  })
}

/** MarketUnknown where the last row is older than a price may be held in every file: nothing but held prices would be replayed. */
function covered(quotes: readonly Published[], { last, hold }: { last: number; hold: number }, choice: Choice): void {
  const ends = quotes.flatMap(({ time }) => time.slice(-1))
  if (ends.length < quotes.length || ends.length === 0) return
  const end = Math.max(...ends)
  if (last <= end + hold * 1000) return
  const files = [...new Set(quotes.map(({ file }) => file))].join(', ')
  const begin = Math.min(...quotes.flatMap(({ time }) => time.slice(0, 1)))
  const field = choice.to === null ? 'market.files.to' : '--to'
  throw new MarketUnknown({
    code: 'RANGE_UNCOVERED',
    message: `No file has a price after ${format(instant(end))}, and the last row would be at ${format(instant(last))}`,
    facts: { field, files, covered: `${format(instant(begin))} to ${format(instant(end))}` },
    remedy: `Set ${field} to an instant up to ${format(instant(end))}, or add later prices to a file.`,
  })
}

function unpriced({ asset, source, file, time }: Published, now: number): MarketUnknown {
  const [first] = time
  const start = format(instant(now * 1000))
  return new MarketUnknown({
    code: 'FIRST_PRICE_MISSING',
    message:
      first === undefined
        ? `${file} has no price of ${asset} in this period, nor in the time before ${start}`
        : `${file} has no price of ${asset} before ${format(instant(first))}, and the run begins at ${start}`,
    facts: { asset, source, file },
    remedy:
      first === undefined
        ? 'Choose a period that the file covers, or name another source for it.'
        : `Begin at ${format(instant(first))} or later, or name another source for it.`,
  })
}
