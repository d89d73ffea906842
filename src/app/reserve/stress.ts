import { basename } from 'node:path'
import { when } from '../../backtest/report/format.ts'
import { simulatedMarket, simulatedNote } from '../../backtest/report/simulated.ts'
import type { Scene } from '../../backtest/reserve/replay.ts'
import type { Tape } from '../../backtest/reserve/tape.ts'
import { value } from '../../models/reserve/state.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import { sound } from '../../portfolio/reserve/sound.ts'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import { verdictOf } from '../../stress/report/sections.ts'
import { reserveSections } from '../../stress/reserve/page.ts'
import type { ReserveRow } from '../../stress/reserve/result.ts'
import { type ReserveBook, row } from '../../stress/reserve/run.ts'
import { type ReserveScenario, reserveScenarios } from '../../stress/reserve/scenario.ts'
import { plain } from '../../units/json.ts'
import type { Price } from '../../units/price.ts'
import { format } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { breathing } from '../breathe.ts'
import { hash } from '../config/hash.ts'
import type { Asked, Told } from '../desk.ts'
import { tapeOf } from './backtest.ts'
import type { ReserveConfig } from './config.ts'
import { sceneAt } from './plan.ts'
import { placed } from './state.ts'

interface Given {
  readonly file: string
  readonly watch: Watch
}

/** The reserve along shocks: as the config has it at the hour asked for, or as the file of `--state` says. */
export async function stressed(config: ReserveConfig, asked: Asked, { file, watch }: Given): Promise<Told> {
  const tape = await tapeOf(config, asked.choice)
  const drawn = sceneAt(config, tape, asked)
  const placing = asked.state === null ? drawn : await placed(drawn, asked.state)
  const start = { ...placing, ...sound({ asOf: placing.market.asOf, state: placing.state, market: placing.market }) }
  const { decides, policy, stress: sizes } = config
  const reserve = quoted(start.state.reserve, start.market)
  const assets = reserve.tranches.filter(({ commitment }) => commitment === null).flatMap((each) => each.assets)
  const held = [...reserve.tranches, ...reserve.beside].flatMap((each) => each.assets)
  const scenarios = reserveScenarios(
    [...new Map(assets.map(({ id, peg }) => [id, { id, isPegged: peg !== null }])).values()],
    sizes,
  )
  const worth = toUsd(value(reserve).total)
  const book: ReserveBook = {
    start,
    prices: new Map<string, Price>(held.map(({ id, price }) => [id, price])),
    policy,
    every: decides === null ? null : Math.max(1, Math.round(decides / 3600)),
    hours: sizes.hours,
    band: sizes.band,
    order: worth * sizes.oracle.order,
  }
  const rows = await breathing(walking(book, scenarios), { rows: scenarios.length, every: 1, watch })
  return toldOf(rows, { config, tape, start, worth, file, state: asked.state })
}

function* walking(book: ReserveBook, scenarios: readonly ReserveScenario[]): Generator<number, readonly ReserveRow[]> {
  const rows: ReserveRow[] = []
  for (const scenario of scenarios) {
    rows.push(row(book, scenario))
    yield rows.length
  }
  return rows
}

interface About {
  readonly config: ReserveConfig
  readonly tape: Tape
  readonly start: Scene
  readonly worth: number
  readonly file: string
  readonly state: string | null
}

function toldOf(rows: readonly ReserveRow[], { config, tape, start, worth, file, state }: About): Told {
  const { title, profile, policy, stress: sizes, decides } = config
  const { sections, details } = reserveSections(rows, sizes)
  const neverSafe = rows.filter(({ timeToSafety }) => timeToSafety === null).length
  const book = state === null ? null : basename(state)
  const { asOf } = start.market
  return {
    document: {
      kind: 'reserve stress',
      title,
      simulated: tape.simulated ? simulatedNote(tape.seed) : null,
      facts: [
        ['Book', book ?? 'as the config has it'],
        ['Net assets', `${Math.round(worth).toLocaleString('en-US')} USD`],
        ['At', `${when(asOf)} UTC`],
        ['Prices', tape.simulated ? simulatedMarket(tape.seed) : tape.label],
        ['Operator', decides === null ? 'none: nothing is done' : 'as the config has it'],
        ['Profile', profile],
        ['Config', file],
      ],
      sections,
      footer: ['Nothing was changed. What was tried is not all that can happen.'],
    },
    report: {
      schema: 1,
      title,
      kind: 'stress',
      of: 'reserve',
      file,
      currency: 'USD',
      policy: hash(policy),
      market: { label: tape.label, simulated: tape.simulated, seed: tape.seed },
      asOf: format(asOf),
      book,
      netAssets: worth,
      sizes,
      summary: { scenarios: rows.length, neverSafe },
      rows: rows.map((each) => plain(each)),
    },
    blocked: neverSafe > 0,
    verdict: verdictOf({ rows, hours: sizes.hours }),
    details,
  }
}
