import { type Fraction, fraction, type PerYear } from '../../units/estimate.ts'
import { lr } from '../../units/split.ts'
import { abs, halfUp, sum, WAD } from './table.ts'

/** Equity over the worth of the hedge, 1e18: where it should be, and the band that needs no transfer. */
export interface EquityBand {
  readonly target: bigint
  readonly min: bigint
  readonly max: bigint
}

export interface Topped {
  /** Into the venue when positive. */
  readonly transfer: bigint
  readonly equity: readonly bigint[]
}

/**
 * Equity behind one asset's hedge after the trades (docs/rules/vaults.md#equity). Within [min, max] of |net| nothing moves; outside of it, or
 * without a position, the venue is brought to target · |net|, halves upward. What is then there is attributed by lr(E · |X|, gross).
 */
export function top(equity: readonly bigint[], deltas: readonly bigint[], band: EquityBand): Topped {
  const held = sum(equity)
  const size = abs(sum(deltas))
  const within = size > 0n && held * WAD >= band.min * size && held * WAD <= band.max * size
  const after = within ? held : halfUp(band.target * size, WAD)
  const sizes = deltas.map(abs)
  const gross = sum(sizes)
  const attributed =
    gross === 0n
      ? deltas.map(() => 0n)
      : lr(
          sizes.map((each) => after * each),
          gross,
        )
  return { transfer: after - held, equity: attributed }
}

/** Between cycles the same band only ever adds: what is missing to the target once equity is below `min`, else 0. */
export function missing(equity: bigint, net: bigint, band: EquityBand): bigint {
  const size = abs(net)
  return equity * WAD >= band.min * size ? 0n : halfUp(band.target * size, WAD) - equity
}

export interface Weather {
  readonly maintenance: Fraction
  /** Of closing the hedge. */
  readonly fee: Fraction
  /** Volatility of a year, and how many of its deviations are to be lived through. */
  readonly sigma: PerYear
  readonly deviations: number
  /** Time between cycles in years. */
  readonly years: number
}

/** Least target for an equity ratio: mmr + fee + z · sigma · √interval, what an adverse move between cycles may cost (docs/rules/vaults.md#equity). */
export const least = ({ maintenance, fee, sigma, deviations, years }: Weather): Fraction =>
  fraction(maintenance + fee + deviations * sigma * Math.sqrt(years))
