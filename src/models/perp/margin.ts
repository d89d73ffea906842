import { type Fraction, fraction, NotFinite, type Usd, usd } from '../../units/estimate.ts'

/** How a venue publishes its own ratio: Binance and Bybit 'MM/E' (higher is worse), OKX 'E/MM' (lower is worse). */
export type Convention = 'MM/E' | 'E/MM'

/** E / N with N = Σ|quantity|·mark, the policy's own measure; Infinity without position (docs/rules/venues.md#D9). */
export const equityRatio = (equity: Usd, notional: Usd): number => (notional > 0 ? equity / notional : Infinity)

/** N / leverage; it gates withdrawals and orders, not liquidation. */
export const initialMargin = (notional: Usd, leverage: number): Usd => usd(notional / leverage)

/** MM / E; 1 is liquidated. 0 where nothing has to be maintained, else Infinity once equity is gone. */
export function utilisation(maintenance: Usd, equity: Usd): number {
  if (maintenance <= 0) return 0
  return equity > 0 ? maintenance / equity : Infinity
}

/** E / MM: the scale of loans, 1 is liquidated, lower is worse. Infinity where nothing has to be maintained. */
export const health = (maintenance: Usd, equity: Usd): number => (maintenance > 0 ? equity / maintenance : Infinity)

/** max(0, target·N − E): the deposit that restores the target (docs/rules/venues.md#D10). */
export const shortfall = (equity: Usd, notional: Usd, target: Fraction): Usd =>
  usd(Math.max(0, target * notional - equity))

/**
 * (r* − r)/(r* − φ), in 0…1: the part of the position to close so that the ratio is the target after the taker fee φ
 * on what was closed, without deposit (docs/rules/venues.md#D10). 1 where closing frees no more than its fee or the target is out of reach.
 */
export function closeFraction(ratio: number, target: Fraction, fee: Fraction): Fraction {
  if (ratio >= target) return fraction(0)
  if (target <= fee) return fraction(1)
  return fraction(Math.min(1, (target - ratio) / (target - fee)))
}

/**
 * The only door for a venue's own ratio: answers `utilisation` (MM/E). The figure is a share (1, not 100); a negative one means that
 * equity is gone, an infinite one of OKX that nothing is at risk. NotFinite for NaN, which is how a missing field arrives.
 */
export function fromVenue(convention: Convention, figure: number): number {
  if (Number.isNaN(figure)) throw new NotFinite(`margin ratio (${convention})`, figure)
  if (figure < 0) return Infinity
  return convention === 'MM/E' ? figure : 1 / figure
}
