// A desk for each mode: the policy, the terms and the book that its template asks for, and what an operator's hours are made of.
import { compile } from '../../src/app/config/compile.ts'
import { parse } from '../../src/app/config/parse.ts'
import { template } from '../../src/app/config/template.ts'
import { decide } from '../../src/execution/cycle.ts'
import { VENUES_ROOMS, type VenuesDecision } from '../../src/execution/venues.ts'
import { foresee } from '../../src/portfolio/foresee.ts'
import { VENUES } from '../../src/portfolio/venues/book.ts'
import type { VenuesMarket } from '../../src/portfolio/venues/market.ts'
import type { Mode } from '../../src/portfolio/venues/mode.ts'
import { CONTRACTS, EXCHANGES } from '../../src/portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../src/portfolio/venues/policy.ts'
import { empty, type VenuesState } from '../../src/portfolio/venues/state.ts'
import { quote } from '../../src/units/estimate.ts'
import { hours, instant, plus } from '../../src/units/time.ts'
import { MARKET } from './venues.ts'

export interface Desk {
  readonly policy: VenuesPolicy
  readonly state: VenuesState
  readonly market: VenuesMarket
}

/** Midnight, when the routine clock strikes. */
export const MIDNIGHT = instant(1_767_225_600_000)

/** What weETH trades below its rate on a common day (venues.md §1.6). */
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
