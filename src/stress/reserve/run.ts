import { sumOf } from '../../backtest/reserve/gain.ts'
import { happen, type Scene } from '../../backtest/reserve/replay.ts'
import { type Operator, pricesAt, run as running, type Setup } from '../../backtest/reserve/run.ts'
import { worded } from '../../backtest/reserve/said.ts'
import { surplusOf, type World } from '../../backtest/reserve/world.ts'
import type { ReserveDecision } from '../../execution/reserve.ts'
import { value } from '../../models/reserve/state.ts'
import { total } from '../../portfolio/cost.ts'
import { isAtLeast } from '../../portfolio/measure.ts'
import { phrase } from '../../portfolio/reserve/phrase.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import { type Assessment, assess } from '../../portfolio/reserve/risk.ts'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import type { Timestamp } from '../../units/chain.ts'
import type { Price } from '../../units/price.ts'
import { type Passage, passage, withheld } from '../book.ts'
import type { Planned } from '../outcome.ts'
import { type Run, run as runOn } from './holders.ts'
import type { ReserveOutcome, ReserveRow } from './result.ts'
import type { ReserveScenario } from './scenario.ts'
import { oracleUnder, pricesUnder, type Series } from './shock.ts'
import { exploit } from './traders.ts'

/** A reserve before any shock, and who acts on it. */
export interface ReserveBook {
  readonly start: Scene
  /** By asset; what no shock moves stands still. */
  readonly prices: ReadonlyMap<string, Price>
  readonly policy: ReservePolicy
  /** Hours between two decisions; null where there is no operator. */
  readonly every: number | null
  readonly hours: number
  /** A coin paid less than one less this counts as under the band. */
  readonly band: number
  /** USD that traders bring in an hour. */
  readonly order: number
}

/** Walks the reserve's own backtest along a scenario, with the operator's answers and without any. */
export function row(book: ReserveBook, scenario: ReserveScenario): ReserveRow {
  const { id, title, within, shocks } = scenario
  const { plans: _, blocked: __, ...idle } = run({ ...book, every: null }, scenario)
  return { id, title, within, held: book.hours, isPair: shocks.length > 1, ...run(book, scenario), idle }
}

export function run(book: ReserveBook, { shocks }: ReserveScenario): ReserveOutcome {
  const { start, hours } = book
  const { reserve } = start.state
  const { market, seen } = pricesUnder(shocks, book.prices, hours + 1)
  const leavers = runOn(reserve.supply - start.market.rules.bootstrapped, shocks)
  const heard = listener(book, { market, leavers })
  const { oracle } = start.market
  const under = running({
    ...setupOf(book, market),
    seen,
    ...(oracle === undefined ? {} : { told: (at: number) => oracleUnder(oracle, market, at) }),
    beside: heard.beside,
    heard: heard.heard,
  })
  for (let at = 0; at <= hours; at++) under.turn(at)
  const { end, gains } = under.course()
  const truly = happen(end, { kind: 'prices', prices: pricesAt({ prices: market }, hours) }).scene
  for (const { code, detail, hour } of leavers.reasons()) heard.passage.block(hour, { code, detail })
  const staked = (reserve.staked ?? 0n) - (end.state.reserve.staked ?? 0n)
  return {
    ...heard.passage.fate(),
    plans: heard.plans,
    cost: toUsd(-gains.trade) + heard.gas(),
    lost: toUsd(surplusOf(start) - surplusOf(truly)),
    ...heard.found(),
    run: shocks.some(({ kind }) => kind === 'run')
      ? { wanted: leavers.wanted(), waiting: leavers.waiting(), paidBy: leavers.paidBy() }
      : null,
    accounts: {
      start: worthOf(start),
      gains: sumOf(gains),
      end: worthOf(end),
      residual: worthOf(end) - worthOf(start) - sumOf(gains),
      coins: end.state.reserve.supply - reserve.supply - gains.minted - gains.redeemed + staked,
    },
  }
}

const worthOf = ({ state, market }: Scene): bigint => value(quoted(state.reserve, market)).total

const HOUR = 3600n

function setupOf({ start, policy, every, hours }: ReserveBook, prices: Series): Setup {
  const { time } = start.state.reserve
  const operator: Operator | null = every === null ? null : { policy, every }
  return {
    start,
    tape: {
      label: 'stress',
      simulated: true,
      seed: null,
      time: Array.from({ length: hours + 1 }, (_, at) => (time + BigInt(at) * HOUR) as Timestamp),
      prices,
      sources: [],
    },
    floors: new Map(),
    delay: 0,
    users: null,
    arbitrage: null,
    operator,
  }
}

interface Listener {
  readonly passage: Passage
  readonly plans: Planned[]
  readonly gas: () => number
  readonly beside: (row: number, world: World) => void
  readonly heard: (row: number, world: World, decision: ReserveDecision | null) => void
  readonly found: () => Pick<ReserveOutcome, 'redemption' | 'hoursUnder' | 'hoursOutside' | 'taken'>
}

function listener(book: ReserveBook, { market, leavers }: { market: Series; leavers: Run }): Listener {
  const { policy, band, order } = book
  const seen = passage()
  const plans: Planned[] = []
  const path: (bigint | null)[] = []
  let [taken, gas, hoursOutside] = [0, 0, 0]
  let before: Assessment | null = null
  const look = ({ state, market: at }: Scene): Assessment => assess({ asOf: at.asOf, state, market: at }, policy)
  const least = ONE_COIN - BigInt(Math.round(band * 1e6)) * 10n ** 12n
  return {
    passage: seen,
    plans,
    gas: () => gas,
    beside(at, world) {
      taken += exploit(world, pricesAt({ prices: market }, at), order)
      leavers.redeem(at, world)
      before = look(world.scene())
    },
    heard(at, world, decision) {
      const known = before ?? look(world.scene())
      const chosen = decision?.chosen ?? null
      const after = chosen === null ? known : look(world.scene())
      seen.hour(at, known, after.level)
      if (chosen !== null) {
        const { plan, forecast } = chosen.proposal
        const { tranches, beside } = known.reserve
        const steps = plan.stages.flat().map((step) => phrase(step, [...tranches, ...beside]))
        plans.push({
          hour: at,
          class: plan.class,
          purpose: plan.purpose,
          level: known.level,
          cost: total(forecast.cost),
          steps,
        })
        gas += forecast.cost.gas
      } else if (decision !== null && isAtLeast(known.level, 'WARNING'))
        for (const said of withheld(wordedOf(decision, known))) seen.block(at, said)
      path.push(after.price)
      if (after.outside.length > 0) hoursOutside += 1
    },
    found: () => ({
      redemption: lowestOf(path),
      hoursUnder: path.filter((price) => price === null || price < least).length,
      hoursOutside,
      taken,
    }),
  }
}

/** What stands against plans in whole units. */
const wordedOf = ({ weighed, unavailable }: ReserveDecision, { reserve }: Assessment) => ({
  weighed,
  unavailable: unavailable.map((each) => ({ ...each, refusal: { ...each.refusal, ...worded(each.refusal, reserve) } })),
})

const ONE_COIN = 10n ** 18n

function lowestOf(path: readonly (bigint | null)[]): ReserveOutcome['redemption'] {
  let [lowest, hour]: [bigint | null, number | null] = [null, null]
  for (const [at, price] of path.entries())
    if (price !== null && (lowest === null || price < lowest)) [lowest, hour] = [price, at]
  return { start: path[0] ?? null, lowest, hour, end: path.at(-1) ?? null, path }
}
