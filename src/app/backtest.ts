import { setImmediate } from 'node:timers/promises'
import { conclude } from '../backtest/venues/conclude.ts'
import { recorder } from '../backtest/venues/recorder.ts'
import { hours } from '../backtest/venues/replay.ts'
import type { Result } from '../backtest/venues/result.ts'
import { empty } from '../portfolio/venues/state.ts'
import { encode } from '../units/json.ts'
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

/** Rows between two breaths, in which a bar is drawn and Ctrl-C is heard. */
const BREATH = 500

/** Runs the backtest of a config. Errors are the market's: files missing or wrong, a period not covered. */
export async function runBacktest(config: Config, choice: Choice, watch: Watch): Promise<Result> {
  const { policy, start, exchanges, loans, terms, data, flightTimes } = compile(config)
  const market = await history(data, { mode: policy.mode, exchanges }, choice)
  watch.start(market.hours)
  try {
    const seed = market.simulated && data.kind === 'simulated' ? (choice.seed ?? data.seed) : null
    const setup = { history: market, terms, policy, start: empty(start, exchanges, loans), flights: flightTimes }
    const book = recorder(market.hours, policy.mode.shareClass === 'ETH' ? 'ETH' : 'USD', setup)
    for (const row of hours(setup, book)) {
      if (row % BREATH !== 0) continue
      watch.at(row)
      await setImmediate()
    }
    return conclude(book, { title: config.title, policyHash: hash(policy), seed, history: market, policy })
  } finally {
    watch.stop()
  }
}

/** The content of report.json: keys in the order of `Result`, one line, one newline at the end. */
export function reportJson(result: Result): string {
  return `${encode(result)}\n`
}
