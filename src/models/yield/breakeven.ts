import { fraction, toBps, type Usd, usd } from '../../units/estimate.ts'

const DAYS_PER_YEAR = 365

/** perYear·H/365: what a lasting change of carry is worth over the horizon (docs/rules/venues.md#D1). */
export const benefit = (perYear: Usd, horizonDays: number): Usd => usd((perYear * horizonDays) / DAYS_PER_YEAR)

/** cost·365/perYear, not below 0; null where the change earns nothing and so never pays back (docs/rules/venues.md#D1). */
export const breakEvenDays = (cost: Usd, perYear: Usd): number | null =>
  perYear > 0 ? (Math.max(0, cost) * DAYS_PER_YEAR) / perYear : null

/** cost/value in basis points: 35.5 on 10 000 is 35.5 (docs/rules/venues.md#D6). 0 for no cost, also on nothing. */
export const costBps = (cost: Usd, value: Usd): number => (cost === 0 ? 0 : toBps(fraction(cost / value)))
