import { type Fraction, fraction, type PerYear, perYear, type Quantity } from '../../units/estimate.ts'

/** Two straight pieces that meet at `optimal`; slopes are the rise over each whole piece. */
export interface Curve {
  readonly base: PerYear
  readonly slope1: PerYear
  readonly slope2: PerYear
  readonly optimal: Fraction
  readonly reserveFactor: Fraction
}

/** debt / (available + debt); 0 where nothing is owed. */
export const utilisation = (available: Quantity, debt: Quantity): Fraction =>
  fraction(debt > 0 ? debt / (available + debt) : 0)

/** u ≤ u*: base + slope1·u/u*, else base + slope1 + slope2·(u−u*)/(1−u*); u is held to 0…1 (docs/models/lending.md#interest-and-rates). */
export function borrow(u: Fraction, { base, slope1, slope2, optimal }: Curve): PerYear {
  if (u <= 0) return base
  if (u <= optimal) return perYear(base + slope1 * (u / optimal))
  const excess = optimal < 1 ? (Math.min(u, 1) - optimal) / (1 - optimal) : 0
  return perYear(base + slope1 + slope2 * excess)
}

/** borrow(u) · u · (1 − reserveFactor), for a reserve without deficit (docs/models/lending.md#interest-and-rates). */
export const supply = (u: Fraction, curve: Curve): PerYear =>
  perYear(borrow(u, curve) * Math.max(0, Math.min(u, 1)) * (1 - curve.reserveFactor))
