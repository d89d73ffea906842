import { conclude } from './conclude.ts'
import { recorder } from './recorder.ts'
import { hours } from './replay.ts'
import type { Result } from './result.ts'
import type { Setup } from './run.ts'

/** Runs a whole replay and concludes it. `visit` is told of every thousandth row, for a progress bar. */
export function backtest(
  setup: Setup,
  about: { title: string; policyHash: string; seed: number | null },
  visit: (row: number) => void = () => {},
): Result {
  const { history, policy } = setup
  const book = recorder(history.hours, policy.mode.shareClass === 'ETH' ? 'ETH' : 'USD', setup)
  for (const row of hours(setup, book)) if (row % 1000 === 0) visit(row)
  return conclude(book, { ...about, history, policy })
}
