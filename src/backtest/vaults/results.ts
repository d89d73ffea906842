import { type Netting, netted, single } from './alone.ts'
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

/** A run with all that is said of it; yields how many epochs are done. */
export function* results(scene: Scene): Generator<number, Results> {
  const run = yield* counted(scene, 0)
  const singles: Run[] = []
  for (const v of scene.config.vaults.keys()) {
    const next = yield* counted(single(run, v), (1 + v) * scene.epochs.length)
    singles.push(next)
  }
  return { run, netting: netted(run, singles), days: days(run) }
}

function* counted(scene: Scene, before: number): Generator<number, Run> {
  const turns: Turn[] = []
  for (const turn of turning(scene)) {
    turns.push(turn)
    yield before + turns.length
  }
  return runOf(scene, turns)
}
