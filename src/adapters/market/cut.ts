import type { History } from '../../ports/history.ts'
import { HOUR_MS, type Instant } from '../../units/time.ts'

/**
 * Returns a history from a later instant on: the same figures at the same hours, without those before. `from` is a full hour
 * inside the history. Columns are views, not copies.
 */
export function cut(history: History, from: Instant): History {
  const rows = (from - history.from) / HOUR_MS
  if (rows === 0) return history
  const { spot, usdtUsd, weeth, gas, reserves, perps } = history
  return {
    ...history,
    from,
    hours: history.hours - rows,
    ...columns({ spot, usdtUsd, weeth, gas, reserves, perps }, rows),
  }
}

function columns<T extends object>(of: T, rows: number): T {
  const entries = Object.entries(of).map(([name, column]) => [
    name,
    column instanceof Float64Array ? column.subarray(rows) : columns(column, rows),
  ])
  return Object.fromEntries(entries) as T
}
