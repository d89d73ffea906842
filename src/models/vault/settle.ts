import { lr } from '../../units/split.ts'
import { at, max, min, sum } from './table.ts'

export interface Waterfall {
  readonly paidPool: readonly bigint[]
  readonly paidBuffer: readonly bigint[]
  readonly shortfall: readonly bigint[]
  readonly received: readonly bigint[]
}

/** What each vault can pay with, US dollars. */
export interface Means {
  readonly pool: readonly bigint[]
  readonly buffer: readonly bigint[]
}

/**
 * Settles profits that sum to zero (docs/rules/vaults.md#internal-profit). A loser pays from its pool units, then from its buffer; what is missing is its
 * `shortfall`. Winners share what was paid in proportion to their gains: lr(paid · gain, Σgain). Nothing below zero is paid from.
 */
export function settle(pnl: readonly bigint[], means: Means): Waterfall {
  const owed = pnl.map((p) => max(0n, -p))
  const paidPool = owed.map((debt, v) => min(debt, max(0n, at(means.pool, v))))
  const paidBuffer = owed.map((debt, v) => min(debt - at(paidPool, v), max(0n, at(means.buffer, v))))
  const shortfall = owed.map((debt, v) => debt - at(paidPool, v) - at(paidBuffer, v))
  const gains = pnl.map((p) => max(0n, p))
  const paid = sum(paidPool) + sum(paidBuffer)
  const gained = sum(gains)
  const received =
    gained === 0n
      ? gains
      : lr(
          gains.map((gain) => paid * gain),
          gained,
        )
  return { paidPool, paidBuffer, shortfall, received }
}

export interface Moves {
  /** US dollars of pool units, and of buffers, that each vault gains; both sum to zero. */
  readonly pool: readonly bigint[]
  readonly buffer: readonly bigint[]
}

/** Which part of what is received comes in pool units and which from buffers: the winners take both in the same mix. */
export function moves({ paidPool, paidBuffer, received }: Waterfall): Moves {
  const fromPool = sum(paidPool)
  const total = fromPool + sum(paidBuffer)
  const inPool =
    total === 0n
      ? received
      : lr(
          received.map((part) => fromPool * part),
          total,
        )
  return {
    pool: inPool.map((part, v) => part - at(paidPool, v)),
    buffer: received.map((part, v) => part - at(inPool, v) - at(paidBuffer, v)),
  }
}

/** Pool units for moves in US dollars at a pool price of 1e8: lr(move · 1e20, P), which sums to zero where the moves do. */
export const unitsFor = (worths: readonly bigint[], poolPrice: bigint): bigint[] =>
  lr(
    worths.map((each) => each * 100_000_000_000_000_000_000n),
    poolPrice,
  )

/** Of every winner's gain, what the losers could not pay. */
export const haircut = (pnl: readonly bigint[], received: readonly bigint[]): bigint[] =>
  pnl.map((p, v) => max(0n, p) - at(received, v))
