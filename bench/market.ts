import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Compiled, compile } from '../src/app/config/compile.ts'
import { open } from '../src/app/config/file.ts'
import { hash } from '../src/app/config/hash.ts'
import { history } from '../src/app/market.ts'
import { backtest } from '../src/backtest/venues/backtest.ts'
import type { Result } from '../src/backtest/venues/result.ts'
import type { Setup } from '../src/backtest/venues/run.ts'
import { empty } from '../src/portfolio/venues/state.ts'
import type { History } from '../src/ports/history.ts'

/** An example that is measured, and the folder of market files that it runs on where it needs one. */
export interface Example {
  readonly name: 'simulated' | 'real'
  readonly config: string
  readonly folder: string | null
}

export const root = fileURLToPath(new URL('..', import.meta.url))

export const SIMULATED: Example = { name: 'simulated', config: 'examples/simulated.yaml', folder: null }

/** The real one only where its files are: in TRIMTAB_DATA, or beside the repository. */
export function examples(): readonly Example[] {
  const given = process.env['TRIMTAB_DATA'] ?? ''
  const folder = given === '' ? fileURLToPath(new URL('../../shared/data', import.meta.url)) : resolve(given)
  if (!existsSync(folder)) return [SIMULATED]
  return [SIMULATED, { name: 'real', config: 'examples/market-neutral.yaml', folder }]
}

/** An example with its market in memory: what a backtest needs before its first hour. */
export interface Loaded {
  readonly setup: Setup
  readonly compiled: Compiled
  readonly run: () => Result
}

export async function load({ config: path, folder }: Example): Promise<Loaded> {
  const config = await open(`${root}${path}`)
  const compiled = compile(config)
  const { policy, terms, data, exchanges, loans, start, flightTimes } = compiled
  const past = await history(data, { mode: policy.mode, exchanges }, { folder, from: null, to: null, seed: null })
  const setup: Setup = {
    history: past,
    terms,
    policy,
    start: empty(start, exchanges, loans),
    flights: flightTimes,
  }
  const about = { title: config.title, policyHash: hash(policy), seed: data.kind === 'simulated' ? data.seed : null }
  return { setup, compiled, run: () => backtest(setup, about) }
}

/** Every column of a history, in the order in which it holds them. */
export function columns(past: History): readonly Float64Array[] {
  const found: Float64Array[] = []
  const visit = (value: unknown): void => {
    if (value instanceof Float64Array) found.push(value)
    else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) visit(child)
  }
  visit(past)
  return found
}
