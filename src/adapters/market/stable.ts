import { type Price, parse } from '../../units/price.ts'
import { type Draw, stream } from './draw.ts'

/** How the price of one asset moves. */
export type Motion =
  | { readonly kind: 'stable'; readonly noise: number; readonly depeg: Depeg | null }
  | { readonly kind: 'volatile'; readonly start: number; readonly daily: number }

/** From `row` on the price falls to `low` within `fall` rows, and comes back within `rise`; never where that is 0. */
export interface Depeg {
  readonly row: number
  readonly low: number
  readonly fall: number
  readonly rise: number
}

/** So many places as exchanges publish. */
const PLACES = 8

/**
 * Prices of one asset by seed, one a row. A stable one returns to 1 by a fifth of the way each row; a volatile one walks by normal
 * steps of `daily` a day and never falls by more than half at once. `index` keeps the streams of assets apart.
 */
export function path(
  motion: Motion,
  { seed, index, rows, perDay }: { seed: number; index: number; rows: number; perDay: number },
): readonly Price[] {
  const draw = stream(seed, index)
  return motion.kind === 'stable' ? pegged(motion, draw, rows) : walking(motion, draw, { rows, perDay })
}

const RETURN = 0.2

function pegged({ noise, depeg }: Extract<Motion, { kind: 'stable' }>, draw: Draw, rows: number): readonly Price[] {
  let off = 0
  return Array.from({ length: rows }, (_, row) => {
    off += draw.normal() * noise - off * RETURN
    return published(fallen(depeg, row) * (1 + off))
  })
}

function fallen(depeg: Depeg | null, row: number): number {
  if (depeg === null || row < depeg.row) return 1
  const { low, fall, rise } = depeg
  const since = row - depeg.row
  if (since < fall) return 1 - ((1 - low) * since) / fall
  if (rise === 0) return low
  return Math.min(1, low + ((1 - low) * (since - fall)) / rise)
}

function walking(
  { start, daily }: Extract<Motion, { kind: 'volatile' }>,
  draw: Draw,
  { rows, perDay }: { rows: number; perDay: number },
): readonly Price[] {
  const step = daily / Math.sqrt(perDay)
  let price = start
  return Array.from({ length: rows }, (_, row) => {
    if (row > 0) price *= Math.max(0.5, 1 + draw.normal() * step)
    return published(price)
  })
}

const published = (price: number): Price => parse(Math.max(1e-8, price).toFixed(PLACES))
