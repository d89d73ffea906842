import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Assessment } from '../../portfolio/venues/risk.ts'
import { keep } from '../../units/lookup.ts'
import type { Parts } from './attribution.ts'
import type { Series } from './result.ts'

/** A replay's series at no more than `POINTS_MAX` points: last values, and within each point the worst of what can go wrong. */
export interface Tape {
  add(row: number, market: VenuesMarket, at: At): void
  series(): Series
}

export interface At {
  readonly worth: number
  readonly parts: Parts
  readonly residual: number
  readonly assessment: Assessment
}

export const POINTS_MAX = 4000

export function tape(hours: number, coin: 'ETH' | 'BTC' = 'ETH'): Tape {
  const everyHours = Math.max(1, Math.ceil(hours / POINTS_MAX))
  const points = Math.ceil(hours / everyHours)
  const last = (): Float64Array => new Float64Array(points)
  const columns = { time: last(), worth: last(), residual: last(), delta: last(), price: last(), gas: last() }
  const sources = {
    supply: last(),
    staking: last(),
    borrow: last(),
    funding: last(),
    price: last(),
    transaction: last(),
    liquidation: last(),
  }
  const health: Column[] = []
  const ratio: Column[] = []
  /** The last row of a point gives its values. */
  const close = (point: number, market: VenuesMarket, { worth, parts, residual }: Omit<At, 'assessment'>): void => {
    columns.worth[point] = worth
    columns.residual[point] = residual
    columns.price[point] = market.price[coin]
    columns.gas[point] = market.gas
    sources.supply[point] = parts.supply
    sources.staking[point] = parts.staking
    sources.borrow[point] = parts.borrow
    sources.funding[point] = parts.funding
    sources.price[point] = parts.price
    sources.transaction[point] = parts.transaction
    sources.liquidation[point] = parts.liquidation
  }
  return {
    add(row, market, { worth, parts, residual, assessment }) {
      const point = Math.trunc(row / everyHours)
      const { loans, exchanges, driftFraction } = assessment.figures
      if (Math.abs(driftFraction) > Math.abs(columns.delta[point] ?? 0)) columns.delta[point] = driftFraction
      while (health.length < loans.length) health.push(column(`AAVE:${loans[health.length]?.id}`, points))
      while (ratio.length < exchanges.length) ratio.push(column(`${exchanges[ratio.length]?.place}`, points))
      for (let i = 0; i < loans.length; i++) lower(health[i], point, loans[i]?.health)
      for (let i = 0; i < exchanges.length; i++) lower(ratio[i], point, exchanges[i]?.equityRatio)
      if (row % everyHours === 0) columns.time[point] = market.asOf / 1000
      const isLast = row % everyHours === everyHours - 1 || row === hours - 1
      if (isLast) close(point, market, { worth, parts, residual })
    },
    series: () => ({
      everyHours,
      time: list(columns.time),
      netAssets: list(columns.worth),
      attribution: {
        supply: list(sources.supply),
        staking: list(sources.staking),
        borrow: list(sources.borrow),
        funding: list(sources.funding),
        price: list(sources.price),
        transaction: list(sources.transaction),
        liquidation: list(sources.liquidation),
        residual: list(columns.residual),
      },
      health: known(health),
      equityRatio: known(ratio),
      delta: list(columns.delta),
      price: list(columns.price),
      gas: list(columns.gas),
    }),
  }
}

/** A column as the plain list that a report takes: an iterator over it would be many times the work. */
function list(column: Float64Array): readonly number[] {
  const values: number[] = []
  for (let i = 0; i < column.length; i++) values.push(column[i] ?? Number.NaN)
  return values
}

/** The lowest values of one account, point by point; infinite stands for nothing to measure. */
interface Column {
  readonly name: string
  readonly lowest: Float64Array
}

function column(name: string, points: number): Column {
  return { name, lowest: new Float64Array(points).fill(Number.POSITIVE_INFINITY) }
}

function lower(into: Column | undefined, point: number, value: number | undefined): void {
  if (into === undefined || value === undefined) return
  if (value < (into.lowest[point] ?? 0)) into.lowest[point] = value
}

/** Finite values, null elsewhere, without the columns that never had any. */
function known(columns: readonly Column[]): Readonly<Record<string, readonly (number | null)[]>> {
  const found: Record<string, readonly (number | null)[]> = {}
  for (const { name, lowest } of columns) {
    if (lowest.some(Number.isFinite))
      keep(
        found,
        name,
        list(lowest).map((value) => (Number.isFinite(value) ? value : null)),
      )
  }
  return found
}
