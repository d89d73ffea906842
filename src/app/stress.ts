import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { empty } from '../portfolio/venues/state.ts'
import { matrix, rows, scenarios } from '../stress/matrix.ts'
import type { Matrix, Row } from '../stress/result.ts'
import { deployed } from '../stress/run.ts'
import type { Watch } from './backtest.ts'
import { compile } from './config/compile.ts'
import type { Config } from './config/config.ts'
import { hash } from './config/hash.ts'
import { moment } from './market.ts'
import type { Asked } from './plan.ts'
import { openState } from './state.ts'

/** Scenarios between two breaths, in which a bar is drawn and Ctrl-C is heard. */
const BREATH = 10

/** Tries the book of a file, or the one that the config deploys, by every scenario. Errors are the market's and the book's. */
export async function runStress(config: Config, { choice, at, state: file }: Asked, watch: Watch): Promise<Matrix> {
  const { policy, start, exchanges, loans, terms, data, flightTimes } = compile(config)
  const { market, label, simulated, seed } = await moment(data, { mode: policy.mode, exchanges, terms }, { choice, at })
  const trial = { policy, flights: flightTimes }
  const state =
    file === null
      ? deployed(empty(start, exchanges, loans), { market }, trial)
      : (await openState(file, config, market)).state
  const scene = { state, market }
  const found: Row[] = []
  watch.start(scenarios(policy).length)
  try {
    for (const one of rows(scene, trial)) {
      found.push(one)
      if (found.length % BREATH !== 0) continue
      watch.at(found.length)
      await setImmediate()
    }
  } finally {
    watch.stop()
  }
  const about = {
    title: config.title,
    policyHash: hash(policy),
    market: { label, simulated, seed },
    book: file === null ? null : basename(file),
  }
  return matrix(found, { scene, policy, ...about })
}
