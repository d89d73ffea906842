import type { History } from '../../ports/history.ts'
import { HOUR_MS, instant } from '../../units/time.ts'
import type { Hours } from './grid.ts'

export type Note = History['notes'][number]

export interface Filled {
  readonly series: string
  readonly done: string
  readonly rows: readonly number[]
  /** Rows from one to the next that still count as one hole: 1 for hourly figures, all hours where `rows` are one hole. */
  readonly reach: number
}

/** One note a hole: `from` and `to` are its first and last row, `rows` how many were filled. */
export function notes(grid: Hours, { series, done, rows, reach }: Filled): readonly Note[] {
  const found: Note[] = []
  let start = 0
  for (const [i, row] of rows.entries()) {
    const next = rows[i + 1]
    if (next !== undefined && next - row <= reach) continue
    found.push({
      series,
      from: at(grid, rows[start] ?? row),
      to: at(grid, row),
      rows: i + 1 - start,
      done,
    })
    start = i + 1
  }
  return found
}

function at(grid: Hours, row: number): Note['from'] {
  return instant(grid.from + row * HOUR_MS)
}
