import { basename } from 'node:path'
import { fullExit } from '../backtest/venues/market.ts'
import type { Considered } from '../planner/proposal.ts'
import type { Context } from '../planner/venues/context.ts'
import { type Instruction, instructions } from '../planner/venues/instruction.ts'
import { bestAsset, type Transferred, transfer } from '../planner/venues/transfer.ts'
import { offer } from '../planner/venues/write.ts'
import type { Cost, Times } from '../portfolio/applied.ts'
import { type Asset, holdings, NOTHING } from '../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import { EXCHANGES, type Place } from '../portfolio/venues/place.ts'
import { assess } from '../portfolio/venues/risk.ts'
import type { VenuesState } from '../portfolio/venues/state.ts'
import type { Terms } from '../portfolio/venues/terms.ts'
import { perYear, quote } from '../units/estimate.ts'
import type { Refusal } from '../units/refusal.ts'
import { format, type Instant, parse as parseInstant } from '../units/time.ts'
import { compile } from './config/compile.ts'
import type { Config } from './config/config.ts'
import { parse } from './config/parse.ts'
import { type Choice, moment } from './market.ts'

/** The way between two places as `npx trimtab route --json` gives it: the instruction, or what stops it. Money in USD, durations in seconds. */
export interface Route {
  readonly schema: 1
  readonly source: Place
  readonly target: Place
  readonly amount: number
  readonly config: string | null
  readonly market: { readonly label: string; readonly asOf: string }
  /** The asset of the cheapest way that arrives in time, were the source full; null where there is no way. */
  readonly asset: Asset | null
  readonly instruction: Instruction | null
  readonly cost: Cost | null
  readonly times: Times | null
  readonly refusal: Refusal | null
  readonly alternatives: readonly Considered[]
}

export interface Wanted {
  readonly source: Place
  readonly target: Place
  readonly amount: number
  /** Null for the defaults of the market-neutral mode on a quiet market. */
  readonly config: Config | null
  readonly choice: Choice
  readonly at: Instant | null
}

/** The cheapest way that arrives before the deadline of the limits, as if every place were well filled. */
export async function routeOf({ source, target, amount, config, choice, at }: Wanted): Promise<Route> {
  const { policy, exchanges, terms, data } = compile(config ?? parse(DEFAULTS, '(defaults)'))
  const { market, label } =
    config === null
      ? { market: quiet(terms), label: 'a quiet market: ETH at 3000 USD, gas at 5.31 gwei' }
      : await moment(data, { mode: policy.mode, exchanges, terms }, { choice, at })
  const state = filled(market, amount, config?.loans[0]?.id ?? 'main')
  const snapshot = { asOf: market.asOf, state, market }
  const context: Context = { ...snapshot, policy, assessment: assess(snapshot, policy) }
  const { deadline } = policy.limits
  const request = { source, target, value: amount, key: `route-${source}-${target}`, deadline, hedge: [] }
  const found = transfer(request, { state, stages: [] }, context)
  return {
    schema: 1,
    source,
    target,
    amount,
    config: config === null ? null : basename(config.file),
    market: { label, asOf: format(market.asOf) },
    asset: source === target ? null : bestAsset(source, target, { value: amount, deadline, context }),
    ...answer(found, amount, context),
    alternatives: found.considered,
  }
}

type Answer = Pick<Route, 'instruction' | 'cost' | 'times' | 'refusal'>

function answer(found: Transferred, amount: number, context: Context): Answer {
  const none = { instruction: null, cost: null, times: null }
  if (!found.ok) return { ...none, refusal: found.refusal }
  const heading = { purpose: PURPOSE, class: 'TARGET', description: PURPOSE } as const
  const offered = offer(found.draft, heading, { context, moved: amount })
  if (!offered.ok) return { ...none, refusal: offered.refusal }
  const { plan, forecast } = offered
  const instruction = instructions(plan, forecast, context.market)[0] ?? null
  return { instruction, cost: forecast.cost, times: forecast.times, refusal: null }
}

/** A book that holds plenty of everything everywhere, so that a route is stopped by nothing but the route. */
function filled({ price }: VenuesMarket, amount: number, account: string): VenuesState {
  const worth = Math.max(PLENTY, amount * 10)
  const of = (asset: Asset): number => (price[asset] > 0 ? worth / price[asset] : 0)
  const margin = holdings({ USDT: of('USDT') })
  return {
    wallet: holdings({ USDT: of('USDT'), ETH: of('ETH'), WETH: of('WETH'), weETH: of('weETH') }),
    loans: [
      {
        id: account,
        eMode: 0,
        supplied: holdings({ USDT: of('USDT'), WETH: of('WETH'), weETH: of('weETH') }),
        borrowed: NOTHING,
      },
    ],
    exchanges: EXCHANGES.map((place) => ({ place, funding: NOTHING, trading: margin, perps: [] })),
    flights: [],
    sent: [],
    alarms: [],
  }
}

function quiet(terms: Terms): VenuesMarket {
  const perp = (mark: number) => ({ mark, last: mark, funding: perYear(0) })
  const perps = { ETHUSDT: perp(ETHER), BTCUSDT: perp(BITCOIN) }
  const reserve = {
    liquidityIndex: 1,
    borrowIndex: 1,
    supplyRate: perYear(0),
    borrowRate: perYear(0),
    supplied: DEEP,
    borrowed: 0,
    available: DEEP,
  }
  return {
    asOf: parseInstant('2024-01-01'),
    terms,
    price: {
      USDT: quote(1),
      ETH: quote(ETHER),
      WETH: quote(ETHER),
      weETH: quote(ETHER * WEETH_RATE),
      stETH: quote(ETHER),
      BTC: quote(BITCOIN),
    },
    weeth: { rate: WEETH_RATE, market: WEETH_RATE, growth: terms.stakingRate, exit: fullExit(terms) },
    reserves: { USDT: reserve, WETH: reserve, weETH: reserve },
    perps: { BINANCE: perps, BYBIT: perps, OKX: perps },
    gas: 5.31,
    down: [],
  }
}

const DEFAULTS = `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
data: { simulated: { seed: 0, hours: 1 } }
`

const PURPOSE = 'Rebalancing'
const ETHER = 3000
const BITCOIN = 60_000
const WEETH_RATE = 1.05
const PLENTY = 1e6
const DEEP = 1e6
