import { type PerYear, type Quantity, quantity } from '../../units/estimate.ts'
import { type Duration, YEAR } from '../../units/time.ts'

/** How an index grows: `linear` for what is supplied, `compounded` for what is owed. */
export type Accrual = 'linear' | 'compounded'

/** 1 + rate·Δt/YEAR, the growth of the supply index (docs/models/lending.md#interest-and-rates). */
export const linear = (rate: PerYear, elapsed: Duration): number => 1 + (rate * elapsed) / YEAR

/** 1 + x + x²/2 + x³/6 with x = rate·Δt/YEAR: the venue's own third-order series for e^x, growth of the debt index. */
export function compounded(rate: PerYear, elapsed: Duration): number {
  const x = (rate * elapsed) / YEAR
  return 1 + x + x * (x / 2 + x * (x / 6))
}

/** scaled · index: what the constant scaled figure is worth today; index ≥ 1. */
export const balance = (scaledBalance: Quantity, index: number): Quantity => quantity(scaledBalance * index)

/** balance / index: what the venue stores. */
export const scaled = (current: Quantity, index: number): Quantity => quantity(current / index)

/** The index after Δt at a constant rate. */
// biome-ignore lint/complexity/useMaxParams: the four are one formula on the hot path of replays, where an object each time costs
export function project(index: number, rate: PerYear, elapsed: Duration, accrual: Accrual): number {
  return index * (accrual === 'linear' ? linear(rate, elapsed) : compounded(rate, elapsed))
}
