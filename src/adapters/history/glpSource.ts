import { divide } from '../../units/rounding.ts'
import { HOUR_MS } from '../../units/time.ts'
import * as Client from './client.ts'
import * as Errors from './error.ts'
import * as Funding from './funding.ts'
import { type Composition, read } from './glp.ts'
import { isOfBars } from './parse.ts'
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
}

const COMPOSITION = 'glp/glp_avalanche_composition_5m_2024-10.csv'
/** From 1e18 to 1e8. */
const TO_PRICE = 10_000_000_000n
const RATE_DIGITS = 12

/** GLP on Avalanche with Binance's marks and funding. RANGE_UNCOVERED where the span holds no hour of the pool; TableError, FileError. */
export async function load(dir: string, { from, to }: Span): Promise<Glp> {
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
  }
}

interface Perp {
  readonly files: readonly string[]
  readonly marks: ReadonlyMap<number, bigint>
  readonly settled: readonly Settled[]
}

async function perp(dir: string, asset: Hedged, span: Span): Promise<Perp> {
  const instead = `Put the file there: hedges of ${asset} are priced with it.`
  const marks = await Client.read(dir, `prices/binance_mark_${asset}USDT_1h.csv`, instead)
  const rates = await Client.read(dir, `funding/binance_${asset}USDT_funding_8h.csv`, instead)
  const { time, price } = Stables.read(marks, OPEN, { from: span.from, to: span.to - 1 })
  const byTime = new Map(time.map((at, i) => [at, divide(price[i] ?? 0n, TO_PRICE, 'half')]))
  const paid = Funding.settle(Funding.read(rates), span, { policy: 'refuse', peers: [] }).rates
  const settled = [...paid.entries()].flatMap(([hour, rate]) => {
    const at = span.from + hour * HOUR_MS
    const mark = byTime.get(at)
    return Number.isNaN(rate) || mark === undefined ? [] : [{ asset, time: at, rate: ratio(rate), mark }]
  })
  return { files: [marks.file, rates.file], marks: byTime, settled }
}

/** What is known at the hour of a row is its open. */
const OPEN: Stables.Column = { price: 'open_usdt', only: null, isOther: isOfBars, bar: HOUR_MS, known: 0 }

/** A published rate has at most eight places: to 1e-12 nothing of it is lost. */
const ratio = (rate: number): bigint => BigInt(Math.round(rate * 10 ** RATE_DIGITS)) * 10n ** BigInt(18 - RATE_DIGITS)

const uncovered = (file: string, { from, to }: Span): Errors.CoverageError =>
  new Errors.CoverageError({
    code: 'RANGE_UNCOVERED',
    message: `${file} has no full hour in the period asked for.`,
    facts: { file, row: 1, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    remedy: 'Ask for hours from 2024-10-01 to 2024-10-05 or on 2024-10-15 and 2024-10-16, or complete the file.',
  })
