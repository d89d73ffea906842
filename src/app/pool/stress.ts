import { basename } from 'node:path'
import { brief } from '../../backtest/pool/word.ts'
import { when } from '../../backtest/report/format.ts'
import { simulatedMarket, simulatedNote } from '../../backtest/report/simulated.ts'
import { decimalsOf } from '../../portfolio/pool/scale.ts'
import { poolSections } from '../../stress/pool/page.ts'
import type { PoolRow } from '../../stress/pool/result.ts'
import { type PoolBook, type PoolScenario, row, settled } from '../../stress/pool/run.ts'
import { type Group, poolScenarios } from '../../stress/pool/scenario.ts'
import { verdictOf } from '../../stress/report/sections.ts'
import { plain } from '../../units/json.ts'
import { lookup } from '../../units/lookup.ts'
import { format } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { breathing } from '../breathe.ts'
import type { Opened } from '../config/book.ts'
import { hash } from '../config/hash.ts'
import type { Asked, Told } from '../desk.ts'
import { begun } from './book.ts'
import { type Moment, momentOf, stateOf } from './plan.ts'
import { type PoolSetup, setupOf } from './setup.ts'
import { inWords } from './simulate.ts'
import { tradingOf } from './world.ts'

/** The pool along shocks: the book of `--state` as it stands, or the config's after a day on a still market. */
export async function stressed(file: Opened, asked: Asked, watch: Watch): Promise<Told> {
  const setup = setupOf(file, asked.state === null ? null : await stateOf(asked.state))
  const moment = await momentOf(setup, asked)
  const { market } = moment
  const { policy, expired, stress: sizes, data } = setup
  const seed = data.kind === 'simulated' ? (asked.choice.seed ?? data.seed) : 0
  const stands = { start: begun(setup, market), market, policy, seed }
  const start = asked.state === null ? settled(stands) : stands.start
  const trading = () => tradingOf(evenly(setup), { from: market.asOf }, seed)
  const book: PoolBook = { ...stands, start, expired, hours: sizes.hours, trading }
  const scenarios = poolScenarios(groupsOf(setup), start, sizes)
  const rows = await breathing(walking(book, scenarios), { rows: scenarios.length, every: 1, watch })
  return toldOf(rows, { setup, moment, seed, state: asked.state })
}

/** Trading without its chance: what it makes on an average day, and what is listed. */
const evenly = ({ gains, ...setup }: PoolSetup): PoolSetup => ({
  ...setup,
  gains: gains.map((gain) => (gain.kind === 'daily' ? { ...gain, spread: 0n } : gain)),
})

function* walking(book: PoolBook, scenarios: readonly PoolScenario[]): Generator<number, readonly PoolRow[]> {
  const rows: PoolRow[] = []
  for (const scenario of scenarios) {
    rows.push(row(book, scenario))
    yield rows.length
  }
  return rows
}

/** Tokens that move together; the base token has no price that stands still of its own. */
function groupsOf({ quotes, base }: PoolSetup): readonly Group[] {
  const groups = new Map<string, string[]>()
  for (const [token, { kind }] of Object.entries(quotes)) {
    if (kind === 'fixed' && token === base) continue
    const name = kind === 'fixed' ? token : kind
    groups.set(name, [...(groups.get(name) ?? []), token])
  }
  return [...groups].map(([name, tokens]) => ({
    name,
    tokens,
    isPegged: lookup(quotes, tokens[0] ?? name)?.kind === 'fixed',
  }))
}

interface About {
  readonly setup: PoolSetup
  readonly moment: Moment
  readonly seed: number
  readonly state: string | null
}

function toldOf(rows: readonly PoolRow[], { setup, moment, seed, state }: About): Told {
  const { title, base, stress: sizes, policy, file } = setup
  const { market, label, simulated } = moment
  const places = decimalsOf(setup)
  const { sections, details } = poolSections(rows, { base, decimals: places, hours: sizes.hours })
  const neverSafe = rows.filter(({ timeToSafety }) => timeToSafety === null).length
  const worth = rows[0]?.accounts.start ?? 0n
  const book = state === null ? null : basename(state)
  return {
    document: {
      kind: 'pool stress',
      title,
      simulated: simulated ? simulatedNote(seed) : null,
      facts: [
        ['Book', book ?? "the config's chains, after a day on a still market"],
        ['Net assets', `${brief(worth, places)} ${base}`],
        ['At', `${when(market.asOf)} UTC`],
        ['Prices', simulated ? simulatedMarket(seed) : label],
        ['Chance', `seed ${seed}: fill times and expiries; trading makes what it makes on an average day`],
        ['Rules', inWords(setup.rules)],
        ['Config', file],
      ],
      sections,
      footer: ['Nothing was changed. What was tried is not all that can happen.'],
    },
    report: {
      schema: 1,
      title,
      kind: 'stress',
      of: 'pool',
      file,
      currency: base,
      decimals: places,
      policy: hash(policy),
      market: { label: simulated ? 'simulated' : label, simulated, seed },
      asOf: format(market.asOf),
      book,
      netAssets: Number(worth) / 10 ** places,
      sizes,
      summary: { scenarios: rows.length, neverSafe },
      rows: rows.map((each) => plain(each)),
    },
    blocked: neverSafe > 0,
    verdict: verdictOf({ rows, hours: sizes.hours }),
    details,
  }
}
