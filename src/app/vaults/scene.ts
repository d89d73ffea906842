import type { Scene } from '../../backtest/vaults/epoch.ts'
import { empty } from '../../portfolio/vaults/state.ts'
import type { Choice } from '../market.ts'
import { unused } from '../option.ts'
import { stated } from './epochs.ts'
import { history, type Market } from './glp.ts'
import { policyOf } from './policy.ts'
import type { Setup } from './setup.ts'
import { made } from './simulated.ts'

/** A config with its market: ready to be run. */
export interface Staged {
  readonly scene: Scene
  readonly market: Omit<Market, 'epochs'>
}

export const NO_CHOICE: Choice = { folder: null, from: null, to: null, seed: null }

/** ConfigError for what a config contradicts; the errors of market files where it runs on them. */
export async function staged(setup: Setup, choice: Choice): Promise<Staged> {
  const { epochs, ...market } = await marketOf(setup, choice)
  setup.refuse()
  const { title, config, costs, outside, maintenance, side, mix } = setup
  return {
    scene: {
      title,
      config,
      costs,
      epochs,
      outside,
      maintenance,
      pool: side,
      ...(mix === undefined ? {} : { mix }),
      policy: await policyOf(setup),
      start: empty(config.vaults.length, config.assets.length),
    },
    market,
  }
}

async function marketOf(setup: Setup, choice: Choice): Promise<Market> {
  const { epochs, glp } = setup.data
  const { folder, from, to, seed } = choice
  if (epochs !== undefined) {
    const given = { '--data': folder, '--from': from, '--to': to, '--seed': seed }
    unused({ key: '`data.epochs`', kind: 'stated in its epochs', other: '`data.glp` or `data.simulated`' }, given)
    return { epochs: stated(setup, epochs), label: 'stated inputs', notes: [], simulated: false, seed: null }
  }
  if (glp === undefined) {
    unused({ key: '`data.simulated`', kind: 'simulated', other: '`data.glp`' }, { '--data': folder })
    return made(setup, choice)
  }
  unused({ key: '`data.glp`', kind: 'read from files', other: '`data.simulated`' }, { '--seed': seed })
  return history(setup, choice)
}
