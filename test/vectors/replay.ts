// Every file of vectors that there is a replay for, and how a folder of them is run.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { POOL } from './pool.ts'
import { RESERVE } from './reserve.ts'
import type { Replay, Tally } from './tally.ts'
import { VAULTS } from './vaults.ts'

export const REPLAYS: Readonly<Record<string, Replay>> = { ...POOL, ...RESERVE, ...VAULTS }

export interface Replayed extends Tally {
  readonly name: string
}

/** Names of the vector files in a folder, without `.json`, sorted. */
export function names(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort()
}

/** Replays one file. A name nobody knows, text that is no JSON, a file of no cases: one mismatch that says so, never a pass. */
export function replay(folder: string, name: string): Replayed {
  const known = Object.hasOwn(REPLAYS, name) ? REPLAYS[name] : undefined
  if (known === undefined) return broken(name, 'a file that the runner knows by name')
  try {
    const tally = known(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')))
    return tally.total === 0 ? broken(name, 'at least one case') : { name, ...tally }
  } catch (error) {
    return broken(name, 'a file of the known format', error instanceof Error ? error.message : String(error))
  }
}

function broken(name: string, expected: string, found = name): Replayed {
  return { name, total: 1, mismatches: [{ case: name, expected, found }] }
}
