import { counted, meaning, type Netting, netted, type Spent, single, UNCOUNTED } from './alone.ts'
import { type Day, days } from './day.ts'
import type { Scene } from './epoch.ts'
import { type Run, runOf, type Turn, turning } from './simulate.ts'

export interface Results {
  readonly run: Run
  readonly netting: Netting
  /** By vault. */
  readonly days: readonly (readonly Day[])[]
}

/** Epochs that `results` goes through: once together, and once for each vault alone. */
export const rowsOf = ({ epochs, config }: Scene): number => epochs.length * (1 + config.vaults.length)

/** A run with all that is said of it; yields how many epochs are done. Of each vault alone only what it took is kept. */
export function* results(scene: Scene): Generator<number, Results> {
  const turns: Turn[] = []
  yield* counting(scene, 0, (turn) => turns.push(turn))
  const run = runOf(scene, turns)
  const alone: Spent[] = []
  for (const v of scene.config.vaults.keys()) {
    let tally = UNCOUNTED
    yield* counting(single(run, v), (1 + v) * turns.length, (turn) => {
      tally = counted(tally, turn)
    })
    alone.push(meaning(tally))
  }
  return { run, netting: netted(run, alone), days: days(run) }
}

function* counting(scene: Scene, before: number, keep: (turn: Turn) => void): Generator<number> {
  let done = before
  for (const turn of turning(scene)) {
    keep(turn)
    done += 1
    yield done
  }
}
