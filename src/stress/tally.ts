import type { Assessment } from '../portfolio/venues/risk.ts'
import { calm, type Found, type Levels } from './levels.ts'
import type { Need } from './need.ts'
import type { Liquidated } from './result.ts'

/** Running figures of one walk. */
export interface Tally extends Levels {
  start: number
  end: number
  worst: Found | null
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
    ...calm(),
    worst: null,
    worstHealth: Number.POSITIVE_INFINITY,
    worstEquityRatio: Number.POSITIVE_INFINITY,
    cost: 0,
    missing: NOTHING,
    left: 0,
    liquidations: [],
  }
}

export const NOTHING: Need = { margin: 0, debt: 0 }

export function extremes(tally: Tally, { figures }: Pick<Assessment, 'figures'>): void {
  for (const { health, debt } of figures.loans) if (debt > 0 && health < tally.worstHealth) tally.worstHealth = health
  for (const { equityRatio } of figures.exchanges)
    if (equityRatio < tally.worstEquityRatio) tally.worstEquityRatio = equityRatio
}

export function shortage(tally: Tally, found: Need): void {
  if (found.margin + found.debt > tally.missing.margin + tally.missing.debt) tally.missing = found
}
