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
export function shortAt(place: Exchange, coins: number, { equity = 0, entry = 3000 } = {}): ExchangeAccount {
  const perps = coins === 0 ? [] : [{ contract: 'ETHUSDT' as const, quantity: quantity(-coins), entry }]
  return { place, funding: holdings({}), trading: holdings({ USDT: equity }), perps }
}

/** A book with a loop of weETH against WETH and shorts at the exchanges. */
export function bookOf(over: Partial<VenuesState> = {}): VenuesState {
  return {
    wallet: holdings({ ETH: 2 }),
    loans: [{ id: 'main', eMode: 1, supplied: holdings({}), borrowed: holdings({}) }],
    exchanges: [shortAt('BINANCE', 0), shortAt('BYBIT', 0), shortAt('OKX', 0)],
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

/** Decides at the market's own time, or later on the same market. */
export function decideOn({ state, market, policy }: Moment, asOf = market.asOf): VenuesDecision {
  return decide({ asOf, state, market }, policy, VENUES_ROOMS)
}

/** Even over the whole range, unlike `fc.double`, which loves what is next to nothing. */
const share = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 10_000 }).map((part) => min + ((max - min) * part) / 10_000)

/** One book of the neutral mode: a loop at any health above 1, shorts at any ratio above liquidation, anything in the wallet. */
export const troubled: fc.Arbitrary<Moment> = fc
  .record({
    ether: share(1200, 6000),
    staked: share(1, 400),
    health: share(1.005, 1.6),
    wallet: fc.record({
      USDT: fc.oneof(fc.constant(0), share(0, 300_000)),
      ETH: share(0.02, 6),
      WETH: fc.oneof(fc.constant(0), share(0, 20)),
      weETH: fc.oneof(fc.constant(0), share(0, 20)),
    }),
    hedged: share(0.8, 1.1),
    parts: fc.tuple(share(0.05, 1), share(0.05, 1), share(0, 1)),
    ratios: fc.tuple(share(0.03, 0.9), share(0.03, 0.9), share(0.03, 0.9)),
    gas: share(1, 200),
    down: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      fc.subarray(['AAVE', 'ETHERFI', ...EXCHANGES] as const, { maxLength: 1 }),
    ),
    caps: fc.oneof(fc.constant(1e7), share(20_000, 300_000)),
    age: fc.oneof(fc.constant(0), fc.constant(3600)),
  })
  .map((drawn) => {
    const market = marketAt(drawn.ether, { gas: drawn.gas, down: drawn.down })
    const owed = (drawn.staked * 1.05 * 0.95) / drawn.health
    const { USDT, ETH, WETH, weETH } = drawn.wallet
    const long = drawn.staked * 1.05 - owed + ETH + WETH + weETH * 1.05
    const total = drawn.parts.reduce((sum, part) => sum + part, 0)
    const exchanges = EXCHANGES.map((place, i) => {
      const coins = (long * drawn.hedged * (drawn.parts[i] ?? 0)) / total
      return shortAt(place, coins, { equity: coins * drawn.ether * (drawn.ratios[i] ?? 0), entry: drawn.ether })
    })
    const state = bookOf({
      wallet: holdings({ USDT, ETH, WETH, weETH }),
      loans: [
        { id: 'main', eMode: 1, supplied: holdings({ weETH: drawn.staked }), borrowed: holdings({ WETH: owed }) },
      ],
      exchanges,
    })
    const limits = { ...NEUTRAL.limits, perHour: usd(drawn.caps), perDay: usd(drawn.caps * 2) }
    return { state, market, policy: { ...NEUTRAL, limits } }
  })

export { EXCHANGES }
