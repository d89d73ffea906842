import { basename } from 'node:path'
import type { Scene } from '../../backtest/reserve/replay.ts'
import { type Simulation, simulate } from '../../backtest/reserve/simulation.ts'
import { simulationPage } from '../../backtest/reserve/simulationPage.ts'
import type { Oracle } from '../../models/reserve/guard.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Rules } from '../../models/reserve/rules.ts'
import type { ReserveMarket, Trade } from '../../portfolio/reserve/market.ts'
import type { Wallet } from '../../portfolio/reserve/state.ts'
import { usd } from '../../units/estimate.ts'
import { lookup } from '../../units/lookup.ts'
import { ZERO } from '../../units/shares.ts'
import { instant } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { breathing } from '../breathe.ts'
import { configText } from '../config/file.ts'
import { nearest } from '../config/near.ts'
import type { Told } from '../desk.ts'
import { InvalidOption } from '../option.ts'
import type { Compiled } from './compile.ts'
import { parse, type Scenario } from './scenario.ts'

/** Events between two breaths. */
const BREATH = 50

const PROFILES = ['default', 'gyroscope'] as const

/** InvalidOption unless it is the name of a profile. */
export function profileOf(name: string): Compiled['profile'] {
  const found = PROFILES.find((each) => each === name)
  if (found !== undefined) return found
  const allowed = PROFILES.join(', ')
  throw new InvalidOption({ option: '--profile', found: name, allowed, meant: nearest(name, [...PROFILES]) })
}

/** Replays a scenario file. ConfigMissing, ConfigError; what the scenario's own orders get wrong is in the answer. */
export async function simulateFile(path: string, profile: Compiled['profile'] | null, watch: Watch): Promise<Told> {
  return told(parse(await configText(path), path, profile), basename(path), watch)
}

/** A scenario, replayed and told. */
export async function told(scenario: Scenario, file: string, watch: Watch): Promise<Told> {
  const priced = sceneOf(scenario)
  const start = { ...priced, state: { ...priced.state, operator: scenario.wallet } }
  const rows = scenario.events.length
  const simulation = await breathing(simulate(start, scenario.events), { rows, every: BREATH, watch })
  const { title, profile } = scenario
  const document = simulationPage(simulation, { title, file, profile, start })
  return { document, report: reportOf(simulation, { scenario, file }), blocked: false }
}

/** The reserve of a scenario at its start, priced by itself. Nobody is the operator, and gas is free. */
export function sceneOf({ reserve, rules, blockSeconds, trade, trades = {}, oracle }: Opening): Scene {
  const all = [...reserve.tranches, ...reserve.beside]
  const quotes = Object.fromEntries(
    all.flatMap(({ id, prices, assets, commitment }) =>
      prices === null
        ? []
        : [[id, { prices, assets, trade: commitment === null ? (lookup(trades, id) ?? trade) : null }] as const],
    ),
  )
  const none = usd(0)
  const market: ReserveMarket = {
    asOf: instant(Number(reserve.time) * 1000),
    quotes,
    rules,
    ...(oracle === undefined ? {} : { oracle }),
    blockSeconds,
    gas: { mint: none, redeem: none, swap: none, pause: none },
  }
  return { state: { reserve, operator: { coins: ZERO, holdings: {} } }, market }
}

interface Opening {
  readonly reserve: Reserve
  readonly rules: Rules
  readonly blockSeconds: bigint
  readonly trade: Trade
  readonly trades?: Readonly<Record<string, Trade>>
  readonly oracle?: Oracle
}

/** The content of `--json`: exact figures as decimal strings in base units, estimates as numbers. */
function reportOf(
  { verdicts, frames, gains, end }: Simulation,
  { scenario, file }: { scenario: Scenario; file: string },
) {
  return {
    schema: 1,
    title: scenario.title,
    kind: 'reserve simulation',
    file,
    profile: scenario.profile,
    events: verdicts.map(({ label, note, line, block, time, refusal, warning, figures, why }, at) => ({
      number: at + 1,
      label,
      note,
      line,
      block: String(block),
      time: String(time),
      ok: refusal === null,
      code: refusal?.code ?? null,
      detail: why?.detail ?? null,
      lift: why?.lift ?? null,
      warning,
      figures: Object.fromEntries(figures),
    })),
    end: reserveJson(end.state.reserve),
    operator: walletJson(end.state.operator),
    attribution: Object.fromEntries(Object.entries(gains).map(([name, gain]) => [name, String(gain)])),
    frames,
  }
}

/** What the operator has, in base units, as decimal strings. */
const walletJson = ({ coins, holdings }: Wallet) => ({
  coins: String(coins),
  holdings: Object.fromEntries(Object.entries(holdings).map(([id, amount]) => [id, String(amount)])),
})

/** A reserve for programs: balances, flows and coins in base units, as decimal strings. */
export function reserveJson({ tranches, beside, supply, staked, violations, redemption, block, time }: Reserve) {
  const one = ({ id, decimals, balance, prices, inflow, outflow }: Reserve['tranches'][number]) => ({
    id,
    decimals,
    balance: String(balance),
    price: prices === null ? null : String(prices.raw),
    inflow: { amount: String(inflow.amount), blockedUntil: String(inflow.blockedUntil), seen: String(inflow.seen) },
    outflow: { amount: String(outflow.amount), blockedUntil: String(outflow.blockedUntil), seen: String(outflow.seen) },
  })
  return {
    block: String(block),
    time: String(time),
    supply: String(supply),
    staked: String(staked ?? 0n),
    violations: { days: String(violations?.days ?? 0n), last: String(violations?.last ?? -1n) },
    redemption: { level: String(redemption.level), lastBlock: String(redemption.lastBlock) },
    tranches: tranches.map(one),
    beside: beside.map(one),
  }
}
