import { abs, max, WAD } from '../../../models/vault/table.ts'
import { divide } from '../../../units/rounding.ts'
import type { HedgeBand } from '../config.ts'

/** What a net hedge may be off before it is traded, US dollars of 1e6. */
export interface Band {
  /** Distance from the exact hedge to the edge that is traded to. */
  readonly edge: bigint
  /** Whether an order to the edge is large enough to be sent. */
  readonly isWorth: (order: bigint) => boolean
}

export interface Drifting {
  /** Net assets of the vaults that have a part of the pool. */
  readonly netAssets: bigint
  /** Delta of the asset in the pool that is held, and the net hedge against it: the larger is what prices move. */
  readonly exposed: bigint
  readonly hedged: bigint
  /** Fee of a hedge, 1e18. */
  readonly rate: bigint
}

/** Every difference is traded. */
export const EXACT: Band = { edge: 0n, isWorth: () => true }

/**
 * The no-trade band of one asset (docs/models/vault.md#how-wide-the-band-is). A share of net assets where one is stated. Else cost against risk:
 * with E the delta that prices move, x left open adds x² / (√2 · E) to the standard deviation of the result until the next cycle, and a dollar of
 * that counts as three of cost. The last dollar is worth closing where this grows by the fee k: edge = k · E / (3 · √2). An order of y
 * to the edge then saves 3 · y² / (√2 · E), and is sent where that is what an order costs beyond its fee.
 */
export function bandOf(band: HedgeBand, { netAssets, exposed, hedged, rate }: Drifting): Band {
  if (band.kind === 'share') return { edge: divide(band.share * netAssets, WAD, 'down'), isWorth: () => true }
  const drifting = netAssets === 0n ? 0n : max(abs(exposed), abs(hedged))
  const least = divide(drifting * band.orderCost * ROOT, WEIGHT * ONE, 'up')
  return {
    edge: divide(rate * drifting * ONE, WEIGHT * ROOT * WAD, 'down'),
    isWorth: (order) => order * order >= least,
  }
}

/** Dollars of cost that a dollar of standard deviation counts as. */
const WEIGHT = 3n
/** √2 in parts of `ONE`. */
const ROOT = 1_414_213_562n
const ONE = 1_000_000_000n
