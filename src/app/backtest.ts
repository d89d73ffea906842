import { backtest } from '../backtest/backtest.ts'
import type { Result } from '../backtest/result.ts'
import { empty } from '../portfolio/venues/state.ts'
import { compile } from './config/compile.ts'
import type { Config } from './config/config.ts'
import { hash } from './config/hash.ts'
import { type Choice, history } from './market.ts'

/** Told how far a run has come, in rows. */
export interface Watch {
  start(rows: number): void
  at(row: number): void
  stop(): void
}

/** Runs the backtest of a config. Errors are the market's: files missing or wrong, a period not covered. */
export async function runBacktest(config: Config, choice: Choice, watch: Watch): Promise<Result> {
  const { policy, start, exchanges, loans, terms, data, flightTimes } = compile(config)
  const market = await history(data, { mode: policy.mode, exchanges }, choice)
  watch.start(market.hours)
  try {
    const seed = market.simulated && data.kind === 'simulated' ? data.seed : null
    const setup = { history: market, terms, policy, start: empty(start, exchanges, loans), flights: flightTimes }
    return backtest(setup, { title: config.title, policyHash: hash(policy), seed }, watch.at)
  } finally {
    watch.stop()
  }
}
