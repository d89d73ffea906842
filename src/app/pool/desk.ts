import { type About, backtestPage } from '../../backtest/pool/backtestPage.ts'
import type { Replayed } from '../../backtest/pool/life.ts'
import { replaying } from '../../backtest/pool/replay.ts'
import { tables } from '../../backtest/pool/tables.ts'
import { simulatedMarket, simulatedNote } from '../../backtest/report/simulated.ts'
import { POOL_ROOMS } from '../../execution/pool.ts'
import { GAS } from '../../models/pool/cost.ts'
import { plain } from '../../units/json.ts'
import { format } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { breathing } from '../breathe.ts'
import type { Opened } from '../config/book.ts'
import type { Desk, Told } from '../desk.ts'
import type { Choice } from '../market.ts'
import { begun } from './book.ts'
import { checked } from './check.ts'
import { covered } from './covered.ts'
import { planned } from './plan.ts'
import { type PoolSetup, setupOf } from './setup.ts'
import { inWords, reportOf } from './simulate.ts'
import { stressed } from './stress.ts'
import { pastOf, tradingOf, worldOf } from './world.ts'

/** The pool book behind `check`, `plan` and `backtest`. */
export const POOL_DESK: Desk = {
  check: (file) => checked(setupOf(file)),
  covered,
  plan: planned,
  backtest,
  stress: stressed,
  tables: ['events.csv', 'chains.csv', 'accounts.csv'],
}

async function backtest(file: Opened, choice: Choice, watch: Watch): Promise<Told> {
  const setup = setupOf(file)
  const past = await pastOf(setup, choice)
  const seed = seedOf(setup, choice)
  const market = worldOf(setup, past)
  const { policy, expired, title, file: name } = setup
  const life = {
    start: begun(setup, market(0)),
    policy,
    rooms: POOL_ROOMS,
    hours: past.hours,
    market,
    gains: tradingOf(setup, past, seed),
    expired,
    seed,
  }
  const result = await breathing(replaying(life, GAS), { rows: past.hours, every: BREATH, watch })
  const about = aboutOf(setup, { label: past.label, simulated: past.simulated, seed })
  const report = { schema: 1, title, kind: 'pool-backtest', file: name, market: about.market, ...plain(timed(result)) }
  return { document: backtestPage(result, about), report, blocked: false, tables: tables(result) }
}

/** Hours between two breaths. */
const BREATH = 100

/** Chance is the simulated market's where there is one, and always the same on files. */
export const seedOf = ({ data }: PoolSetup, choice: Choice): number =>
  data.kind === 'simulated' ? (choice.seed ?? data.seed) : 0

/** Instants as programs read them. */
function timed({ hours, plans, simulation, ...rest }: Replayed): object {
  return {
    ...rest,
    simulation: reportOf(simulation),
    hours: hours.map(({ asOf, ...hour }) => ({ asOf: format(asOf), ...hour })),
    plans: plans.map(({ asOf, ...plan }) => ({ asOf: format(asOf), ...plan })),
  }
}

interface Market {
  readonly label: string
  readonly simulated: boolean
  readonly seed: number
}

export function aboutOf({ title, file, rules, policy }: PoolSetup, { label, simulated, seed }: Market): About {
  const { high, warning, critical } = policy.bounds.sharePrice
  return {
    title,
    file,
    rules: inWords(rules),
    market: simulated ? simulatedMarket(seed) : label,
    simulated: simulated ? simulatedNote(seed) : null,
    levels: { band: high, warning, critical },
  }
}
