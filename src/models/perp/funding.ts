import {
  type Fraction,
  fraction,
  type PerYear,
  perYear,
  type Quantity,
  type Quote,
  type Usd,
  usd,
} from '../../units/estimate.ts'

const HOURS_PER_YEAR = 8760
const WINDOW = 21

/** Signed: a short is negative. `rate` is that of one interval, positive when longs pay. */
export interface Stamp {
  readonly quantity: Quantity
  readonly mark: Quote
  readonly rate: number
}

/** What the venue predicts for the running interval, and how much of the forecast it shall make up (0…1). */
export interface Prediction {
  readonly rate: number
  readonly weight: Fraction
}

const UNHEARD: Prediction = { rate: 0, weight: fraction(0) }

/** −quantity·mark·rate: cash to the holder at the stamp, so a short receives when the rate is positive (docs/models/perp.md#funding). */
export const payment = ({ quantity, mark, rate }: Stamp): Usd => usd(0 - quantity * mark * rate)

/** rate·8760/interval, simple; intervals differ by symbol and venue and may be shortened in stress. */
export const annualise = (rate: number, intervalHours: number): PerYear =>
  perYear((rate * HOURS_PER_YEAR) / intervalHours)

/**
 * Median of the last 21 settlements (`recent`, oldest first), blended with the venue's prediction, annualised: robust against
 * the last print (docs/models/perp.md#funding). Without settlements the prediction counts as far as its weight and the rest is 0: no
 * income is claimed from the unknown, so nothing opportunistic starts, while safety, which does not ask, goes on.
 */
export function forecast(recent: readonly number[], intervalHours: number, prediction: Prediction = UNHEARD): PerYear {
  const { rate, weight } = prediction
  return annualise((1 - weight) * median(recent.slice(-WINDOW)) + weight * rate, intervalHours)
}

function median(rates: number[]): number {
  rates.sort((a, b) => a - b)
  const upper = rates[rates.length >> 1] ?? 0
  const lower = rates[(rates.length - 1) >> 1] ?? upper
  return (lower + upper) / 2
}
