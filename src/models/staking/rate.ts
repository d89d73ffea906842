import { TrimtabError } from '../../units/error.ts'
import { type PerYear, perYear, type Quantity, quantity } from '../../units/estimate.ts'
import { type Duration, YEAR } from '../../units/time.ts'

/** The price cap of a lending market on a staking rate (CAPO): a snapshot and the fastest growth believed since. */
export interface Cap {
  readonly snapshotRatio: number
  readonly maxGrowthPerSecond: number
  /** Since the snapshot. */
  readonly elapsed: Duration
}

/** weeth · rate, rate in ETH for one weETH (1.0779 on 2025-09-29): the two are not one to one (venues.md §2.4). */
export const toEth = (weeth: Quantity, rate: number): Quantity => quantity(weeth * rate)

/** eth / rate. */
export const fromEth = (eth: Quantity, rate: number): Quantity => quantity(eth / rate)

/** (rate1/rate0 − 1)·YEAR/Δt, simple. NoElapsedTime where Δt is not positive. */
export function growthPerYear(rate0: number, rate1: number, elapsed: Duration): PerYear {
  if (!(elapsed > 0)) throw new NoElapsedTime(elapsed)
  return perYear(((rate1 / rate0 - 1) * YEAR) / elapsed)
}

/** min(rate, snapshotRatio + maxGrowthPerSecond·Δt): the rate at which the lending market values (venues.md §2.1). */
export const capped = (rate: number, { snapshotRatio, maxGrowthPerSecond, elapsed }: Cap): number =>
  Math.min(rate, snapshotRatio + maxGrowthPerSecond * elapsed)

export class NoElapsedTime extends TrimtabError {
  constructor(elapsed: Duration) {
    super({
      code: 'NO_ELAPSED_TIME',
      message: `Growth over ${elapsed} seconds was asked for`,
      facts: { elapsed },
      remedy: 'Take two observations at different instants, the earlier first.',
    })
  }
}
