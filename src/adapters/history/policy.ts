import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import type { Instant } from '../../units/time.ts'

/**
 * What to do where the source has a hole; every use of it is noted on the history.
 * `funding`: at a settlement the file lacks, book nothing, book the mean of the other loaded exchanges, or refuse.
 * `last`: where an exchange's last price is missing, take its mark price's open, or refuse.
 * `hold`: how long beyond its own interval a value may be carried over missing rows before that is an error.
 */
export interface GapPolicy {
  readonly funding: 'none' | 'peers' | 'refuse'
  readonly last: 'mark' | 'refuse'
  readonly hold: { readonly gasHours: number; readonly dailyDays: number; readonly pricesHours: number }
}

/** The hours `from` (included) to `to` (excluded), and whose figures are wanted in them. */
export interface Need {
  readonly from: Instant
  readonly to: Instant
  readonly exchanges: readonly Exchange[]
  readonly contracts: readonly Contract[]
  readonly lending: boolean
  readonly staking: boolean
  readonly gaps: GapPolicy
}

/** Lets the holes of the published files pass: months of OKX funding and last prices, outages of up to 8 h, missing days. */
export const NOTED: GapPolicy = {
  funding: 'none',
  last: 'mark',
  hold: { gasHours: 24, dailyDays: 3, pricesHours: 8 },
}

/** Refuses every hole. */
export const STRICT: GapPolicy = {
  funding: 'refuse',
  last: 'refuse',
  hold: { gasHours: 0, dailyDays: 0, pricesHours: 0 },
}
