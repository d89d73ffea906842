import { setImmediate } from 'node:timers/promises'
import type { Watch } from './backtest.ts'

/** How long a run is, and after how much of it a bar is drawn and Ctrl-C is heard. */
interface Length {
  readonly rows: number
  readonly every: number
  readonly watch: Watch
}

/** What a run comes to, with a breath now and then. */
export async function breathing<Result>(
  run: Generator<number, Result>,
  { rows, every, watch }: Length,
): Promise<Result> {
  watch.start(rows)
  try {
    for (;;) {
      const next = run.next()
      if (next.done === true) return next.value
      if (next.value % every !== 0) continue
      watch.at(next.value)
      await setImmediate()
    }
  } finally {
    watch.stop()
  }
}
