import { TrimtabError } from '../../units/error.ts'
import { type PerYear, perYear, type Quantity, quantity } from '../../units/estimate.ts'
import { type Duration, YEAR } from '../../units/time.ts'

/** weeth · rate, rate in ETH for one weETH (1.0779 on 2025-09-29): the two are not one to one (docs/models/staking.md#rate). */
export const toEth = (weeth: Quantity, rate: number): Quantity => quantity(weeth * rate)

/** eth / rate. */
export const fromEth = (eth: Quantity, rate: number): Quantity => quantity(eth / rate)

/** (rate1/rate0 − 1)·YEAR/Δt, simple. NoElapsedTime where Δt is not positive. */
export function growthPerYear(rate0: number, rate1: number, elapsed: Duration): PerYear {
  if (!(elapsed > 0)) throw new NoElapsedTime(elapsed)
  return perYear(((rate1 / rate0 - 1) * YEAR) / elapsed)
}

/**
 * Median of (rateᵢ₊₁/rateᵢ − 1)·YEAR/between over consecutive `rates` (above zero, oldest first, `between` apart), simple: the
 * robust forward estimate that docs/models/perp.md#funding has, applied to staking, so that one slash or rebase is not
 * taken for a year of them. NaN for fewer than two rates, not 0 as funding: staked ether does grow, so the reader's default
 * stands in. NoElapsedTime where `between` is not positive.
 */
export function forecast(rates: readonly number[] | Float64Array, between: Duration): PerYear {
  const growths: number[] = []
  let before: number | undefined
  for (const rate of rates) {
    if (before !== undefined) growths.push(growthPerYear(before, rate, between))
    before = rate
  }
  growths.sort((a, b) => a - b)
  const upper = growths[growths.length >> 1] ?? Number.NaN
  const lower = growths[(growths.length - 1) >> 1] ?? upper
  return perYear((lower + upper) / 2)
}

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
