// A desk for each mode: the policy, the terms and the book that its template asks for, and what an operator's hours are made of.
import fc from 'fast-check'
import { compile } from '../../src/app/config/compile.ts'
import { parse } from '../../src/app/config/parse.ts'
import { template } from '../../src/app/config/template.ts'
import { decide } from '../../src/execution/cycle.ts'
import { VENUES_ROOMS, type VenuesDecision } from '../../src/execution/venues.ts'
import { foresee } from '../../src/portfolio/foresee.ts'
import { holdings } from '../../src/portfolio/venues/asset.ts'
import { VENUES } from '../../src/portfolio/venues/book.ts'
import type { VenuesMarket } from '../../src/portfolio/venues/market.ts'
import type { Mode } from '../../src/portfolio/venues/mode.ts'
import { CONTRACTS, EXCHANGES } from '../../src/portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../src/portfolio/venues/policy.ts'
import { empty, type VenuesState } from '../../src/portfolio/venues/state.ts'
import { perYear, quantity, quote, usd } from '../../src/units/estimate.ts'
import { hours, instant, plus } from '../../src/units/time.ts'
import { MARKET } from './venues.ts'

export interface Desk {
  readonly policy: VenuesPolicy
  readonly state: VenuesState
  readonly market: VenuesMarket
}

/** Midnight, when the routine clock strikes. */
export const MIDNIGHT = instant(1_767_225_600_000)

/** What weETH trades below its rate on a common day (docs/rules/venues.md#D14). */
const DISCOUNT = 0.000_38

/** The template's book in cash, in a calm market with cheap gas where the exchanges pay 10 % a year. */
export function desk(mode: Mode): Desk {
  const { policy, start, exchanges, loans, terms } = compile(parse(template(mode), 'desk.yaml'))
  const weeth = { ...MARKET.weeth, market: MARKET.weeth.rate * (1 - DISCOUNT) }
  return { policy, state: empty(start, exchanges, loans), market: { ...MARKET, asOf: MIDNIGHT, terms, weeth, gas: 2 } }
}

/** The market with ETH and BTC a fraction higher, everywhere at once. */
export function shifted(market: VenuesMarket, move: number): VenuesMarket {
  const by = 1 + move
  const { price, perps } = market
  const moved = { ...perps }
  for (const place of EXCHANGES) {
    const contracts = { ...perps[place] }
    for (const contract of CONTRACTS) {
      const { mark, last, funding } = perps[place][contract]
      contracts[contract] = { mark: mark * by, last: last * by, funding }
    }
    moved[place] = contracts
  }
  const times = (value: number) => quote(value * by)
  return {
    ...market,
    price: {
      USDT: price.USDT,
      ETH: times(price.ETH),
      WETH: times(price.WETH),
      weETH: times(price.weETH),
      stETH: times(price.stETH),
      BTC: times(price.BTC),
    },
    perps: moved,
  }
}

export const later = (market: VenuesMarket, by: number): VenuesMarket => ({
  ...market,
  asOf: plus(market.asOf, hours(by)),
})

export function decided({ state, market, policy }: Desk): VenuesDecision {
  return decide({ asOf: market.asOf, state, market }, policy, VENUES_ROOMS)
}

/** The book after a decision's plan was carried out whole at today's prices; the same book where none was chosen. */
export function carriedOut(at: Desk, { chosen }: VenuesDecision): Desk {
  if (chosen === null) return at
  const { refusal, final } = foresee(VENUES, chosen.proposal.plan.stages, at)
  if (refusal !== null) throw new RangeError(`${refusal.code}: ${refusal.detail}`)
  return { ...at, state: final }
}

export interface Cycle {
  readonly before: Desk
  readonly decision: VenuesDecision
  readonly after: Desk
}

/** Decides and carries out, eight hours apart, until a cycle chooses nothing; RangeError when that takes more than so many. */
export function settle(from: Desk, most = 40): { readonly at: Desk; readonly cycles: readonly Cycle[] } {
  const cycles: Cycle[] = []
  let at = from
  for (;;) {
    const decision = decided(at)
    if (decision.chosen === null) return { at, cycles }
    if (cycles.length === most) throw new RangeError(`${at.policy.mode.name} does not settle`)
    const after = carriedOut(at, decision)
    cycles.push({ before: at, decision, after })
    at = { ...after, market: later(at.market, 8) }
  }
}

const deployed = new Map<Mode, Desk>()

/** A mode's book after it was put to work: the same object each time, since nobody may write into it. */
export function working(mode: Mode): Desk {
  const before = deployed.get(mode)
  if (before !== undefined) return before
  const { at } = settle(desk(mode))
  deployed.set(mode, at)
  return at
}

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const seldom = <T>(usual: T, other: fc.Arbitrary<T>) => fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, other)

/** What happens to a book between two cycles: prices, margins, debts, rates and cash that are no longer what they were. */
const shocks = fc.record({
  move: fc.oneof(real(-0.4, 0.4), real(-0.05, 0.05)),
  margin: fc.tuple(seldom(1, real(0.5, 1.9)), seldom(1, real(0.5, 1.9)), seldom(1, real(0.5, 1.9))),
  debt: seldom(1, real(0.9, 1.12)),
  hedge: seldom(1, real(0.9, 1.1)),
  discount: real(-0.001, 0.006),
  spread: real(-0.001, 0.001),
  growth: real(0, 0.05),
  borrow: real(0, 0.2),
  funding: fc.tuple(real(-0.3, 0.6), real(-0.3, 0.6), real(-0.3, 0.6)),
  gas: fc.oneof(real(0.5, 10), real(1, 120)),
  cash: seldom(
    { USDT: 0, ETH: 0, WETH: 0 },
    fc.record({ USDT: real(0, 300_000), ETH: real(0, 10), WETH: real(0, 20) }),
  ),
  drained: seldom(false, fc.constant(true)),
  sent: seldom(0, real(0, 260_000)),
  hour: fc.constantFrom(0, 0, 0, 5),
  size: fc.constantFrom(1, 1, 0.1, 10),
})

/** Books of a mode at work, shaken. */
export const shaken = (mode: Mode): fc.Arbitrary<Desk> => shocks.map((shock) => shake(working(mode), shock))

function shake(at: Desk, shock: Shock): Desk {
  const moved = shifted(later(at.market, shock.hour), shock.move)
  const perps = { ...moved.perps }
  for (const [i, place] of EXCHANGES.entries()) {
    const funding = perYear(shock.funding[i] ?? 0)
    const of = (contract: (typeof CONTRACTS)[number]) => {
      const { mark } = moved.perps[place][contract]
      return { mark, last: mark * (1 + shock.spread), funding }
    }
    perps[place] = { ETHUSDT: of('ETHUSDT'), BTCUSDT: of('BTCUSDT') }
  }
  const { weeth, reserves } = moved
  const state = scaled(at.state, shock.size)
  const { wallet } = state
  const kept = shock.drained ? 0 : wallet.USDT
  return {
    ...at,
    market: {
      ...moved,
      gas: shock.gas,
      perps,
      weeth: { ...weeth, market: weeth.rate * (1 - shock.discount), growth: perYear(shock.growth) },
      reserves: { ...reserves, WETH: { ...reserves.WETH, borrowRate: perYear(shock.borrow) } },
    },
    state: {
      ...state,
      wallet: holdings({
        ...wallet,
        USDT: kept + shock.cash.USDT,
        ETH: wallet.ETH + shock.cash.ETH,
        WETH: wallet.WETH + shock.cash.WETH,
      }),
      loans: state.loans.map((loan) => ({
        ...loan,
        borrowed: holdings({ ...loan.borrowed, WETH: loan.borrowed.WETH * shock.debt }),
      })),
      exchanges: state.exchanges.map((account, i) => ({
        ...account,
        trading: holdings({ ...account.trading, USDT: account.trading.USDT * (shock.margin[i] ?? 1) }),
        perps: account.perps.map((perp) => ({ ...perp, quantity: quantity(perp.quantity * shock.hedge) })),
      })),
      sent: shock.sent === 0 ? [] : [{ at: moved.asOf, to: 'WALLET', value: usd(shock.sent) }],
    },
  }
}

/** The same book for more or less capital. */
function scaled(state: VenuesState, by: number): VenuesState {
  const all = ({ USDT, ETH, WETH, weETH, stETH, BTC }: VenuesState['wallet']) =>
    holdings({ USDT: USDT * by, ETH: ETH * by, WETH: WETH * by, weETH: weETH * by, stETH: stETH * by, BTC: BTC * by })
  return {
    ...state,
    wallet: all(state.wallet),
    loans: state.loans.map((one) => ({ ...one, supplied: all(one.supplied), borrowed: all(one.borrowed) })),
    exchanges: state.exchanges.map((one) => ({
      ...one,
      funding: all(one.funding),
      trading: all(one.trading),
      perps: one.perps.map((perp) => ({ ...perp, quantity: quantity(perp.quantity * by) })),
    })),
  }
}

type Shock = typeof shocks extends fc.Arbitrary<infer T> ? T : never
