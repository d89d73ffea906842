import { divide } from '../../units/rounding.ts'
import { format, HOUR_MS, instant } from '../../units/time.ts'
import * as Client from './client.ts'
import * as Errors from './error.ts'
import * as Funding from './funding.ts'
import { type Composition, read } from './glp.ts'
import { isOfBars } from './parse.ts'
import { RANGES } from './plausible.ts'
import * as Stables from './stables.ts'

/** What a hedge is held on. */
export const HEDGED = ['BTC', 'ETH'] as const

export type Hedged = (typeof HEDGED)[number]

/** Milliseconds; `to` is excluded. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** One settlement of funding: 1e18 of the position's worth at this mark (1e8), paid by longs when positive. */
export interface Settled {
  readonly asset: Hedged
  readonly time: number
  readonly rate: bigint
  readonly mark: bigint
}

export interface Glp {
  readonly files: readonly string[]
  /** Full hours that the composition file has; hours may be missing between them. */
  readonly hours: readonly Composition[]
  /** Mark price at every full hour of the span, 1e8, by asset and time. */
  readonly marks: Readonly<Record<Hedged, ReadonlyMap<number, bigint>>>
  readonly settled: readonly Settled[]
  /** What the marks lack, and what stands for it. */
  readonly notes: readonly string[]
}

const COMPOSITION = 'glp/glp_avalanche_composition_5m_2024-10.csv'
const marksOf = (asset: Hedged): string => `prices/binance_mark_${asset}USDT_1h.csv`
const fundingOf = (asset: Hedged): string => `funding/binance_${asset}USDT_funding_8h.csv`

/** All that is read. */
export const FILES: readonly string[] = [COMPOSITION, ...HEDGED.flatMap((asset) => [marksOf(asset), fundingOf(asset)])]

/** From 1e18 to 1e8. */
const TO_PRICE = 10_000_000_000n
const RATE_DIGITS = 12

/** GLP on Avalanche with Binance's marks and funding. RANGE_UNCOVERED where the span holds no hour of the pool; TableError, FileError. */
export async function load(dir: Client.Place, { from, to }: Span): Promise<Glp> {
  const window = { from, to: to - 1 }
  const pool = await Client.read(dir, COMPOSITION, 'Name a data folder that has it, or use data.simulated.')
  const hours = read(pool, window)
  const [first, last] = [hours[0], hours.at(-1)]
  if (first === undefined || last === undefined) throw uncovered(pool.file, { from, to })
  const span = { from: first.time, to: last.time + HOUR_MS }
  const bitcoin = await perp(dir, 'BTC', span)
  const ether = await perp(dir, 'ETH', span)
  return {
    files: [pool.file, ...bitcoin.files, ...ether.files],
    hours,
    marks: { BTC: bitcoin.marks, ETH: ether.marks },
    settled: [...bitcoin.settled, ...ether.settled].sort((a, b) => a.time - b.time),
    notes: [...bitcoin.notes, ...ether.notes],
  }
}

interface Perp {
  readonly files: readonly string[]
  readonly marks: ReadonlyMap<number, bigint>
  readonly settled: readonly Settled[]
  readonly notes: readonly string[]
}

async function perp(dir: Client.Place, asset: Hedged, span: Span): Promise<Perp> {
  const instead = `Put the file there: hedges of ${asset} are priced with it.`
  const marks = await Client.read(dir, marksOf(asset), instead)
  const rates = await Client.read(dir, fundingOf(asset), instead)
  const { time, price } = Stables.read(
    marks,
    { ...OPEN, range: RANGES[`${asset}USDT`] },
    { from: span.from - HELD_HOURS * HOUR_MS, to: span.to - 1 },
  )
  const byTime = new Map(time.map((at, i) => [at, divide(price[i] ?? 0n, TO_PRICE, 'half')]))
  const paid = Funding.settle(Funding.read(rates), span, { policy: 'refuse', peers: [] }).rates
  const notes: string[] = []
  const settled = [...paid.entries()].flatMap(([hour, rate]) => {
    const at = span.from + hour * HOUR_MS
    if (Number.isNaN(rate)) return []
    const held = markAt(byTime, at)
    if (held === null) throw unmarked(marks.file, at)
    if (held.time < at)
      notes.push(
        `${marks.file} has no price at ${iso(at)}: funding of ${asset} was paid at the one of ${iso(held.time)}.`,
      )
    return [{ asset, time: at, rate: ratio(rate), mark: held.mark }]
  })
  return {
    files: [marks.file, rates.file],
    marks: byTime,
    settled,
    notes: [...notes, ...lacking(marks.file, byTime, span)],
  }
}

/** Hours that a mark stands for those missing after it, as the venues book has it. */
const HELD_HOURS = 8

function markAt(byTime: Perp['marks'], at: number): { readonly time: number; readonly mark: bigint } | null {
  for (let time = at; time >= at - HELD_HOURS * HOUR_MS; time -= HOUR_MS) {
    const mark = byTime.get(time)
    if (mark !== undefined) return { time, mark }
  }
  return null
}

/** The hours without a mark, hole by hole in words. */
function lacking(file: string, byTime: Perp['marks'], { from, to }: Span): readonly string[] {
  const found: string[] = []
  let start: number | null = null
  for (let at = from; at <= to; at += HOUR_MS) {
    const isMissing = at < to && !byTime.has(at)
    if (isMissing) start ??= at
    if (isMissing || start === null) continue
    found.push(`${file} has no price from ${iso(start)} up to ${iso(at)}: hedges stand at the pool's own price there.`)
    start = null
  }
  return found
}

const iso = (at: number): string => format(instant(at))

const unmarked = (file: string, at: number): Errors.CoverageError =>
  new Errors.CoverageError({
    code: 'GAP_TOO_LONG',
    message: `${file} has no price at ${iso(at)} nor in the ${HELD_HOURS} h before, and funding was settled then.`,
    facts: { file, row: 1, at: iso(at), limit: HELD_HOURS },
    remedy: 'Complete the file, or ask for hours that it covers.',
  })

/** What is known at the hour of a row is its open. */
const OPEN: Omit<Stables.Column, 'range'> = {
  price: 'open_usdt',
  only: null,
  isOther: isOfBars,
  bar: HOUR_MS,
  known: 0,
}

/** A published rate has at most eight places: to 1e-12 nothing of it is lost. */
const ratio = (rate: number): bigint => BigInt(Math.round(rate * 10 ** RATE_DIGITS)) * 10n ** BigInt(18 - RATE_DIGITS)

const uncovered = (file: string, { from, to }: Span): Errors.CoverageError =>
  new Errors.CoverageError({
    code: 'RANGE_UNCOVERED',
    message: `${file} has no full hour in the period asked for.`,
    facts: { file, row: 1, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    remedy: 'Ask for hours from 2024-10-01 to 2024-10-05 or on 2024-10-15 and 2024-10-16, or complete the file.',
  })
