import { type Covered, coverage } from '../adapters/history/coverage.ts'
import { simulate } from '../adapters/market/simulate.ts'
import { conclude } from '../backtest/venues/conclude.ts'
import { markets } from '../backtest/venues/market.ts'
import { type Obstacle, obstacles } from '../backtest/venues/obstacle.ts'
import { recorder } from '../backtest/venues/recorder.ts'
import { hours } from '../backtest/venues/replay.ts'
import type { Deployment } from '../backtest/venues/result.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import { CONTRACTS, EXCHANGES } from '../portfolio/venues/place.ts'
import { empty } from '../portfolio/venues/state.ts'
import * as Worth from '../portfolio/venues/worth.ts'
import { path } from '../stress/path.ts'
import { TrimtabError } from '../units/error.ts'
import { HOUR_MS, instant, parse } from '../units/time.ts'
import { type Compiled, compile } from './config/compile.ts'
import type { Config } from './config/config.ts'
import { type Choice, folderOf, moment, sizedBy } from './market.ts'
import { unused } from './option.ts'

/**
 * What will become of a config's capital: the engine's own deployment of it on a market that stands still at the first hour of the
 * config, and what the market files of its folder cover. Money is in USD, shares are of net assets.
 */
export interface Prospect {
  /** Which prices it stands on. */
  readonly prices: string
  readonly etherPrice: number
  readonly netAssets: number
  /** Share of the wallet's ETH. */
  readonly gasShare: number
  readonly plans: number
  readonly deployment: Omit<Deployment, 'idleProfit' | 'strategyProfit' | 'strategyReturnPerYear'>
  readonly obstacles: readonly Obstacle[]
  readonly data: Data | null
}

/** The folder of market files and what it covers of what the config needs; null where no file is read. */
export interface Data {
  readonly folder: string | null
  readonly fault: string | null
  readonly series: readonly Covered[]
}

/** A month, in which a book whose caps are not absurd is deployed. */
const HOURS = 720

/** Runs the deployment of a config on a calm market, and looks at its data folder. Throws nothing that `check` should not say. */
export async function prospect(config: Config, choice: Choice): Promise<Prospect> {
  const compiled = compile(config)
  const { policy, start, exchanges, loans, flightTimes } = compiled
  const { market, prices } = await first(compiled, choice)
  const state = empty(start, exchanges, loans)
  const still = path({
    label: 'still',
    asOf: market.asOf,
    from: market,
    to: market,
    ramp: 0,
    hold: HOURS - 1,
    accrues: false,
  })
  const setup = { history: still, terms: market.terms, policy, start: state, flights: flightTimes }
  const book = recorder(HOURS, policy.mode.shareClass === 'ETH' ? 'ETH' : 'USD', setup)
  for (const _ of hours({ ...setup, rates: 'standing' }, book));
  const result = conclude(book, { title: config.title, policyHash: '', seed: null, history: still, policy })
  const { idleProfit: _, strategyProfit: __, strategyReturnPerYear: ___, ...deployment } = result.deployment
  const { SAFETY, TARGET, OPPORTUNISTIC } = result.summary.plans
  const netAssets = Worth.netAssets(state, market)
  return {
    prices,
    etherPrice: market.price.ETH,
    netAssets,
    gasShare: (start.ETH * market.price.ETH) / netAssets,
    plans: SAFETY + TARGET + OPPORTUNISTIC,
    deployment,
    obstacles: obstacles(state, market, policy),
    data: await dataOf(compiled, choice),
  }
}

/** The market at the config's first hour; where its files cannot be read, that of a simulated market, which is said. */
async function first(
  { policy, exchanges, terms, data }: Compiled,
  choice: Choice,
): Promise<{ market: VenuesMarket; prices: string }> {
  try {
    const { market, simulated } = await moment(
      data,
      { mode: policy.mode, exchanges, terms },
      { choice, at: choice.from ?? data.from },
    )
    return { market, prices: simulated ? "the simulated market's first hour" : "the market files' first hour" }
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error
    const from = parse('2024-01-01')
    const past = simulate({ seed: 7, from, hours: 1, exchanges: EXCHANGES, contracts: CONTRACTS })
    return { market: markets(past, terms)(0), prices: 'simulated prices, since the market files cannot be read' }
  }
}

async function dataOf({ policy, exchanges, data }: Compiled, choice: Choice): Promise<Data | null> {
  if (data.kind === 'simulated') {
    unused(
      { key: '`data.simulated`', kind: 'simulated', other: '`data.from` and `data.to`' },
      { '--data': choice.folder },
    )
    return null
  }
  try {
    const folder = folderOf(choice, data.folder, { folder: 'data.folder', simulated: 'data.simulated' })
    const { coin, isHedged, long } = policy.mode
    const needed = ({ kind, exchange, name }: Covered): boolean => {
      switch (kind) {
        case 'perp':
          return isHedged && exchanges.some((each) => each === exchange) && name.startsWith(coin)
        case 'spot':
          return coin === 'BTC' ? name === 'BTCUSDT' : name === 'ETHUSDT'
        case 'lending':
          return long !== 'spot'
        case 'staking':
          return long === 'loop' || long === 'stake'
        case 'gas':
          return true
      }
    }
    return { folder, fault: null, series: (await coverage({ path: folder, ...sizedBy(data) })).filter(needed) }
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error
    return { folder: null, fault: `${error.message} ${error.remedy}`, series: [] }
  }
}

/** Whether a run from `from` up to `to` is inside what a series covers; null where the series has no reach at all. */
export function covers({ reach }: Covered, { from, to }: { from: number; to: number }): boolean {
  return reach !== null && reach.first <= from && instant(to - HOUR_MS) <= reach.last
}
