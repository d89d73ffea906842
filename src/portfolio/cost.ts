import { type Usd, usd } from '../units/estimate.ts'
import { seconds } from '../units/time.ts'
import type { Cost, Times } from './applied.ts'

export const FREE: Cost = { gas: usd(0), fee: usd(0), slippage: usd(0), carry: usd(0) }
export const AT_ONCE: Times = { p50: seconds(0), p95: seconds(0), stress: seconds(0) }

export function total(cost: Cost): Usd {
  return usd(cost.gas + cost.fee + cost.slippage + cost.carry)
}

/** What leaves the book when the move is made: all but the foregone carry. */
export function paid(cost: Cost): Usd {
  return usd(cost.gas + cost.fee + cost.slippage)
}

export function add(a: Cost, b: Cost): Cost {
  return {
    gas: usd(a.gas + b.gas),
    fee: usd(a.fee + b.fee),
    slippage: usd(a.slippage + b.slippage),
    carry: usd(a.carry + b.carry),
  }
}

/** One after the other: durations add, as a bound (quantiles of a sum are below the sum of quantiles). */
export function after(a: Times, b: Times): Times {
  return { p50: seconds(a.p50 + b.p50), p95: seconds(a.p95 + b.p95), stress: seconds(a.stress + b.stress) }
}

/** Side by side: the slowest counts. */
export function beside(a: Times, b: Times): Times {
  return {
    p50: seconds(Math.max(a.p50, b.p50)),
    p95: seconds(Math.max(a.p95, b.p95)),
    stress: seconds(Math.max(a.stress, b.stress)),
  }
}
