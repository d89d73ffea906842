import { setImmediate } from 'node:timers/promises'
import { netting } from '../../backtest/vaults/alone.ts'
import { days } from '../../backtest/vaults/day.ts'
import { page, type Results } from '../../backtest/vaults/page.ts'
import { begin, type Run, type Turn, turned } from '../../backtest/vaults/simulate.ts'
import type { Watch } from '../backtest.ts'
import type { Opened } from '../config/book.ts'
import type { Asked, Desk, Told } from '../desk.ts'
import { type Choice, MarketUnknown } from '../market.ts'
import { check } from './check.ts'
import { planOf } from './plan.ts'
import { report } from './report.ts'
import { NO_CHOICE, type Staged, staged } from './scene.ts'
import { type Setup, setup } from './setup.ts'

/** What the commands ask of the vaults book. */
export const VAULTS_DESK: Desk = {
  check,
  plan: async (opened, asked: Asked) => {
    const read = setup(opened)
    return planOf(read, await staged(read, asked.choice), asked)
  },
  backtest: async (opened, choice: Choice, watch: Watch) => {
    const read = setup(opened)
    const market = await staged(read, choice)
    return concluded(read, market, await run(market, watch))
  },
}

/** Replays a config with stated epochs: the same as a backtest of it. MarketUnknown where it has none. */
export function simulated(opened: Opened): Promise<Told> {
  const read = setup(opened)
  if (read.data.epochs === undefined)
    throw new MarketUnknown({
      code: 'NO_PERIOD',
      message: `${read.file} states no epochs.`,
      facts: { file: read.file },
      remedy: 'List what happens under data.epochs, or use `trimtab backtest` for a market.',
    })
  return VAULTS_DESK.backtest(opened, NO_CHOICE, QUIET)
}

const QUIET: Watch = { start: () => {}, at: () => {}, stop: () => {} }

/** Epochs between two breaths, in which a bar is drawn and Ctrl-C is heard. */
const BREATH = 50

async function run({ scene }: Staged, watch: Watch): Promise<Run> {
  watch.start(scene.epochs.length)
  try {
    let standing = begin(scene)
    const turns: Turn[] = []
    for (const [index, epoch] of scene.epochs.entries()) {
      const [turn, next] = turned(standing, { scene, epoch, index })
      turns.push(turn)
      standing = next
      if (index % BREATH !== 0) continue
      watch.at(index)
      await setImmediate()
    }
    return { scene, turns, state: standing.state }
  } finally {
    watch.stop()
  }
}

function concluded({ about, pool }: Setup, market: Staged, finished: Run): Told {
  const results: Results = { run: finished, netting: netting(finished), days: days(finished) }
  const { label, simulated: isSimulated, notes } = market.market
  return {
    document: page(results, { about, pool, market: label, simulated: isSimulated, notes }),
    report: report(results, market),
    blocked: false,
  }
}
