import { simulatedMarket } from '../../backtest/report/simulated.ts'
import { page } from '../../backtest/vaults/page.ts'
import { type Results, results, rowsOf } from '../../backtest/vaults/results.ts'
import type { Watch } from '../backtest.ts'
import { breathing } from '../breathe.ts'
import type { Opened } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import type { Asked, Desk, Told } from '../desk.ts'
import type { Choice } from '../market.ts'
import { check } from './check.ts'
import { type Closing, closeOf } from './close.ts'
import { covered } from './covered.ts'
import { planOf } from './plan.ts'
import { report } from './report.ts'
import { NO_CHOICE, type Staged, staged } from './scene.ts'
import { type Setup, setup } from './setup.ts'

/** What the commands ask of the vaults book. */
export const VAULTS_DESK: Desk = {
  check,
  covered,
  plan: async (opened, asked: Asked) => {
    const read = setup(opened)
    return planOf(read, await staged(read, asked.choice), asked)
  },
  backtest: async (opened, choice: Choice, watch: Watch) => {
    const read = setup(opened)
    const market = await staged(read, choice)
    const { scene } = market
    const found = await breathing(results(scene), { rows: rowsOf(scene), every: BREATH, watch })
    return concluded(read, market, found)
  },
}

/** Replays a config with stated epochs: the same as a backtest of it. ConfigError where it has none. */
export function simulated(opened: Opened, watch: Watch): Promise<Told> {
  const read = setup(opened)
  if (read.data.epochs === undefined)
    throw new ConfigError(opened.file, [{ ...MISSING, ...opened.source.at(['data', 'epochs']) }])
  return VAULTS_DESK.backtest(opened, NO_CHOICE, watch).then((ran) => ({
    ...ran,
    document: { ...ran.document, kind: 'vaults simulation' },
  }))
}

/** Closes a cycle of a config from a state with real fills. */
export async function close(opened: Opened, choice: Choice, asked: Closing): Promise<Told> {
  const read = setup(opened)
  return closeOf(read, await staged(read, choice), asked)
}

const MISSING = {
  code: 'KEY_MISSING',
  kind: 'bad',
  path: 'data.epochs',
  found: 'nothing',
  allowed: 'what happens, epoch by epoch; `npx trimtab backtest` runs on a market',
  meant: null,
} as const

/** Epochs between two breaths, in which a bar is drawn and Ctrl-C is heard. */
const BREATH = 50

function concluded({ about, pool }: Setup, market: Staged, found: Results): Told {
  const { label, simulated: isSimulated, seed, notes } = market.market
  return {
    document: page(found, {
      about,
      pool,
      market: isSimulated ? simulatedMarket(seed) : label,
      simulated: isSimulated,
      seed,
      notes,
    }),
    report: report(found, market),
    blocked: false,
  }
}
