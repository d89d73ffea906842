import { isAtLeast, type Level, worst } from '../portfolio/measure.ts'
import type { Assessment } from '../portfolio/venues/risk.ts'
import type { Need } from './need.ts'
import type { Liquidated } from './result.ts'

/** Running figures of one walk. */
export interface Tally {
  start: number
  end: number
  level: Level
  endLevel: Level
  inDanger: number | null
  safe: number | null
  worstHealth: number
  worstEquityRatio: number
  cost: number
  missing: Need
  left: number
  readonly liquidations: Liquidated[]
}

export function blank(): Tally {
  return {
    start: 0,
    end: 0,
    level: 'NORMAL',
    endLevel: 'NORMAL',
    inDanger: null,
    safe: null,
    worstHealth: Number.POSITIVE_INFINITY,
    worstEquityRatio: Number.POSITIVE_INFINITY,
    cost: 0,
    missing: NOTHING,
    left: 0,
    liquidations: [],
  }
}

export const NOTHING: Need = { margin: 0, debt: 0 }

/** The level before and after what was done at a row. The book counts as safe from the last row that left it so. */
export function levels(tally: Tally, row: number, { before, after }: { before: Level; after: Level }): void {
  tally.level = worst(tally.level, worst(before, after))
  tally.endLevel = after
  if (tally.inDanger === null && isAtLeast(before, 'WARNING')) tally.inDanger = row
  if (tally.inDanger === null) return
  if (isAtLeast(after, 'WARNING')) tally.safe = null
  else if (isAtLeast(before, 'WARNING') || tally.safe === null) tally.safe = row
}

export function extremes(tally: Tally, { figures }: Assessment): void {
  for (const { health, debt } of figures.loans) if (debt > 0 && health < tally.worstHealth) tally.worstHealth = health
  for (const { equityRatio } of figures.exchanges)
    if (equityRatio < tally.worstEquityRatio) tally.worstEquityRatio = equityRatio
}

export function shortage(tally: Tally, found: Need): void {
  if (found.margin + found.debt > tally.missing.margin + tally.missing.debt) tally.missing = found
}
