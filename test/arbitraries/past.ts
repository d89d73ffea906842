// A past in which nothing happens, for tests to let something happen in.
import type { Setup } from '../../src/backtest/venues/run.ts'
import type { Contract, Exchange } from '../../src/portfolio/venues/place.ts'
import type { History, PerpHistory } from '../../src/ports/history.ts'
import { type Desk, MIDNIGHT } from './desk.ts'

/** So many hours of ETH at 2000, BTC at 40 000, cheap gas, indices at rest and funding of 10 % a year forecast and none paid. */
export function still(hours: number, exchanges: readonly Exchange[] = ['BINANCE', 'BYBIT', 'OKX']): History {
  const flat = (value: number) => new Float64Array(hours).fill(value)
  const bars = (value: number) => ({ open: flat(value), high: flat(value), low: flat(value) })
  const reserve = () => ({
    liquidityIndex: flat(1),
    borrowIndex: flat(1),
    supplyRate: flat(0.02),
    borrowRate: flat(0.025),
    supplied: flat(1e6),
    borrowed: flat(5e5),
  })
  const perp = (value: number): PerpHistory => ({
    mark: bars(value),
    last: flat(value),
    settled: flat(Number.NaN),
    forecast: flat(0.1),
  })
  const perps: Partial<Record<Exchange, Partial<Record<Contract, PerpHistory>>>> = {}
  for (const place of exchanges) perps[place] = { ETHUSDT: perp(2000), BTCUSDT: perp(40_000) }
  return {
    label: 'still',
    simulated: true,
    from: MIDNIGHT,
    hours,
    spot: { ETH: bars(2000), BTC: bars(40_000) },
    usdtUsd: flat(1),
    weeth: { rate: flat(1.05), market: flat(1.0496), growth: flat(0.03) },
    gas: flat(2),
    reserves: { USDT: reserve(), WETH: reserve(), weETH: reserve() },
    perps,
    notes: [],
  }
}

/** Writes one value into a column from a row on, up to another. */
export function put(
  column: Float64Array | undefined,
  value: number,
  [row, to = Number.POSITIVE_INFINITY]: readonly [number, number?],
): void {
  for (let i = row; column !== undefined && i < Math.min(column.length, to); i++) column[i] = value
}

/** A replay of a desk over a past. */
export const setupOf = (
  { policy, state, market }: Desk,
  history: History,
  flights: Setup['flights'] = 'p95',
): Setup => ({
  history,
  terms: market.terms,
  policy,
  start: state,
  flights,
})
