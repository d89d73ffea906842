import { abs, at, halfUp, min, SCALE, WAD } from '../../models/vault/table.ts'
import { divide } from '../../units/rounding.ts'
import type { Settlement } from './epoch.ts'

/**
 * The account at the venue of the hedges, kept apart from the vaults' book: tokens held, equity and the venue's own marks. Its equity is what
 * the book is reconciled with. One entry an asset; equity is US dollars of 1e6.
 */
export interface Venue {
  readonly tokens: readonly bigint[]
  readonly equity: readonly bigint[]
  readonly marks: readonly bigint[]
}

export const none = (assets: number): Venue => {
  const zeros = new Array<bigint>(assets).fill(0n)
  return { tokens: zeros, equity: zeros, marks: zeros }
}

/** Funding of one asset, a cost when positive: Σ tokens · mark · rate, each settlement rounded half up. */
export function cost(tokens: bigint, settlements: readonly Settlement[], asset: number): bigint {
  let total = 0n
  for (const each of settlements) if (each.asset === asset) total += halfUp(tokens * each.mark * each.rate, SCALE * WAD)
  return total
}

/** The venue at its new marks: profit by tokens held, less funding. */
export function mark(venue: Venue, marks: readonly bigint[], settlements: readonly Settlement[]): Venue {
  const equity = venue.equity.map((held, a) => {
    const tokens = at(venue.tokens, a)
    const moved = tokens === 0n ? 0n : halfUp(tokens * (at(marks, a) - at(venue.marks, a)), SCALE)
    return held + moved - cost(tokens, settlements, a)
  })
  return { tokens: venue.tokens, equity, marks }
}

export interface Traded {
  /** US dollars at the book's prices, and those prices. */
  readonly filled: readonly bigint[]
  readonly prices: readonly bigint[]
  readonly transfers: readonly bigint[]
}

/** After the orders: tokens as ordered, and equity as it was moved. A perp opens and closes at its own mark without profit. */
export const trade = (venue: Venue, { filled, prices, transfers }: Traded): Venue => ({
  tokens: venue.tokens.map((held, a) => held + divide(at(filled, a) * SCALE, at(prices, a), 'zero')),
  equity: venue.equity.map((held, a) => held + at(transfers, a)),
  marks: venue.marks,
})

/**
 * Least equity of each asset's hedge over its worth, 1e18, at marks between two cycles; null where nothing is held or nothing is known. Funding
 * of the interval is not in it: it is booked with the next cycle.
 */
export function thinnest(venue: Venue, between: readonly (readonly bigint[])[]): readonly (bigint | null)[] {
  return venue.tokens.map((tokens, a) => {
    if (tokens === 0n) return null
    let least: bigint | null = null
    for (const marks of between) {
      const mark = at(marks, a)
      const equity = at(venue.equity, a) + halfUp(tokens * (mark - at(venue.marks, a)), SCALE)
      const ratio = divide(equity * SCALE * WAD, abs(tokens) * mark, 'down')
      least = least === null ? ratio : min(least, ratio)
    }
    return least
  })
}
