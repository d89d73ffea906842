// Books in trouble: one world for examples, and generated ones for laws. Policies are those of the templates.
import fc from 'fast-check'
import { compile } from '../../src/app/config/compile.ts'
import { parse } from '../../src/app/config/parse.ts'
import { template } from '../../src/app/config/template.ts'
import { load } from '../../src/app/terms/terms.ts'
import { decide } from '../../src/execution/cycle.ts'
import { VENUES_ROOMS, type VenuesDecision } from '../../src/execution/venues.ts'
import { holdings } from '../../src/portfolio/venues/asset.ts'
import type { VenuesMarket } from '../../src/portfolio/venues/market.ts'
import { find, type ModeName, type ShareClass } from '../../src/portfolio/venues/mode.ts'
import { EXCHANGES, type Exchange } from '../../src/portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../src/portfolio/venues/policy.ts'
import type { ExchangeAccount, VenuesState } from '../../src/portfolio/venues/state.ts'
import type { Terms } from '../../src/portfolio/venues/terms.ts'
import { perYear, quantity, quote, usd } from '../../src/units/estimate.ts'
import { parse as instantOf } from '../../src/units/time.ts'

export const TERMS: Terms = load()
Object.defineProperty(TERMS, fc.toStringMethod, { value: () => 'TERMS' })
export const NOON = instantOf('2026-01-01T12:00:00Z')

/** The policy of a mode's template, caps wide enough that a plan is not cut by them. */
export function policyOf(name: ModeName, shareClass: ShareClass = 'USDT'): VenuesPolicy {
  const mode = find(name, shareClass)
  if (mode === undefined) throw new RangeError(`no mode ${name} in ${shareClass}`)
  const { policy } = compile(parse(template(mode), 'template.yaml'))
  return { ...policy, limits: { ...policy.limits, perHour: usd(1e7), perDay: usd(2e7) } }
}

export const NEUTRAL: VenuesPolicy = policyOf('usdt_market_neutral')

/** ETH at a price, weETH at 1.05 and traded 10 bps below, exits and lending pools deep, gas 10 gwei. */
export function marketAt(ether = 3000, over: Partial<VenuesMarket> = {}): VenuesMarket {
  const perp = (mark: number) => ({ mark, last: mark, funding: perYear(0.08) })
  const perps = () => ({ ETHUSDT: perp(ether), BTCUSDT: perp(60_000) })
  const reserve = (supplyRate: number, borrowRate: number) => ({
    liquidityIndex: 1,
    borrowIndex: 1,
    supplyRate: perYear(supplyRate),
    borrowRate: perYear(borrowRate),
    supplied: 1e6,
    borrowed: 5e5,
    available: 5e5,
  })
  return {
    asOf: NOON,
    terms: TERMS,
    price: {
      USDT: quote(1),
      ETH: quote(ether),
      WETH: quote(ether),
      weETH: quote(ether * 1.05),
      stETH: quote(ether),
      BTC: quote(60_000),
    },
    weeth: {
      rate: 1.05,
      market: 1.05 * 0.999,
      growth: perYear(0.03),
      exit: {
        paused: false,
        staked: quantity(1e6),
        instant: { fill: quantity(2000), liquidity: quantity(1e6) },
        instantStEth: { fill: quantity(5000), liquidity: quantity(1e6), usable: true },
        whitelisted: false,
        depth: quantity(1e6),
      },
    },
    reserves: { USDT: reserve(0.04, 0.06), WETH: reserve(0.018, 0.025), weETH: reserve(0, 0.01) },
    perps: { BINANCE: perps(), BYBIT: perps(), OKX: perps() },
    gas: 10,
    down: [],
    ...over,
  }
}

/** An exchange with so much equity in USDT and so many coins short, entered at the market's price. */
export function shortAt(place: Exchange, coins: number, equity: number, entry = 3000): ExchangeAccount {
  const perps = coins === 0 ? [] : [{ contract: 'ETHUSDT' as const, quantity: quantity(-coins), entry }]
  return { place, funding: holdings({}), trading: holdings({ USDT: equity }), perps }
}

/** A book with a loop of weETH against WETH and shorts at the exchanges. */
export function bookOf(over: Partial<VenuesState> = {}): VenuesState {
  return {
    wallet: holdings({ ETH: 2 }),
    loans: [{ id: 'main', eMode: 1, supplied: holdings({}), borrowed: holdings({}) }],
    exchanges: [shortAt('BINANCE', 0, 0), shortAt('BYBIT', 0, 0), shortAt('OKX', 0, 0)],
    flights: [],
    sent: [],
    alarms: [],
    ...over,
  }
}

export interface Moment {
  readonly state: VenuesState
  readonly market: VenuesMarket
  readonly policy: VenuesPolicy
}

export function decideOn({ state, market, policy }: Moment): VenuesDecision {
  return decide({ asOf: market.asOf, state, market }, policy, VENUES_ROOMS)
}

export { EXCHANGES }
