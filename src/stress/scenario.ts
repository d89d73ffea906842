import { EXCHANGES, type Exchange, type Place } from '../portfolio/venues/place.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import { type Tried, together } from './outcome.ts'
import { type Scene, type Shock, strike } from './shock.ts'

/** What goes wrong. The shocks of one scenario come together. */
export type Scenario = Tried<Shock>

/** The scene when the whole of it has happened. What is done to the book is done at the start, at the prices of before. */
export function after({ shocks }: Scenario, scene: Scene): Scene {
  const { state } = shocks.filter(({ kind }) => kind === 'adl').reduce(strike, scene)
  const { market } = shocks.reduce(strike, scene)
  return { state, market }
}

/** What a book of this policy is tried by: every single scenario (docs/rules/venues.md), then pairs. */
export function catalogue(policy: VenuesPolicy): {
  readonly single: readonly Scenario[]
  readonly pairs: readonly Scenario[]
} {
  const coin = policy.mode.coin === 'BTC' ? 'BTC' : 'ETH'
  const prices = HOURS.flatMap((within) => MOVES.map((move) => price(coin, move, within)))
  const others = [...RATES, ...venues(policy).map(down), ...SHORTS.filter(() => policy.mode.isHedged), DEPEG]
  const slow = prices.filter(({ within }) => within === PAIRED_WITHIN)
  const pairs = [...slow.flatMap((move) => others.map((other) => together(move, other))), ...LINKED]
  return { single: [...prices, ...others], pairs }
}

const HOURS = [1, 4]
const MOVES = [0.1, 0.2, 0.3, -0.1, -0.2, -0.3]
/** Pairs take the moves that leave time to answer: what else is wrong decides whether there is an answer. */
const PAIRED_WITHIN = 4

const STAKING: Scenario = {
  id: 'staking',
  title: 'Staking rate −2.25 %',
  within: 1,
  shocks: [{ kind: 'staking', move: -0.0225 }],
}
const FUNDING: Scenario = {
  id: 'funding',
  title: 'Funding −10 bp per 8 h',
  within: 1,
  shocks: [{ kind: 'funding', rate: -0.001 }],
}
const BORROW: Scenario = { id: 'borrow', title: 'Borrow rate 20 %', within: 1, shocks: [{ kind: 'borrow', rate: 0.2 }] }
const FULL: Scenario = {
  id: 'utilisation',
  title: 'Aave utilisation 100 %',
  within: 1,
  shocks: [{ kind: 'utilisation' }],
}
const GAS: Scenario = { id: 'gas', title: 'Gas 500 gwei', within: 1, shocks: [{ kind: 'gas', gwei: 500 }] }
const ADL: Scenario = { id: 'adl', title: 'ADL of half the hedge', within: 1, shocks: [{ kind: 'adl', share: 0.5 }] }
const DEPEG: Scenario = { id: 'peg', title: 'USDT at 0.97', within: 1, shocks: [{ kind: 'peg', price: 0.97 }] }

const RATES = [STAKING, BORROW, FULL, GAS]
const SHORTS = [FUNDING, ADL]
/** What has come together before: rates and liquidity, gas and flight from a coin (docs/rules/venues.md). */
const LINKED = [together(STAKING, BORROW), together(STAKING, FULL), together(STAKING, GAS), together(DEPEG, FULL)]

function price(coin: 'ETH' | 'BTC', move: number, within: number): Scenario {
  const percent = `${move < 0 ? '−' : '+'}${Math.round(Math.abs(move) * 100)} %`
  return {
    id: `price${move < 0 ? '-' : '+'}${Math.round(Math.abs(move) * 100)}-${within}h`,
    title: `${coin} ${percent} in ${within} h`,
    within,
    shocks: [{ kind: 'price', move }],
  }
}

const NAMES: Readonly<Record<Exclude<Place, 'WALLET'>, string>> = {
  AAVE: 'Aave',
  ETHERFI: 'ether.fi',
  BINANCE: 'Binance',
  BYBIT: 'Bybit',
  OKX: 'OKX',
}

function down(place: Exclude<Place, 'WALLET'>): Scenario {
  return {
    id: `down-${place.toLowerCase()}`,
    title: `${NAMES[place]} down`,
    within: 1,
    shocks: [{ kind: 'down', place }],
  }
}

/** The venues that a book of this policy stands at. */
function venues({ mode, allocation }: VenuesPolicy): readonly Exclude<Place, 'WALLET'>[] {
  const used: readonly Exchange[] = EXCHANGES.filter((place) => (allocation[place] ?? 0) > 0)
  const lends = mode.long === 'supply' || mode.long === 'loop'
  const stakes = mode.long === 'stake' || mode.long === 'loop'
  return [...(lends ? ['AAVE' as const] : []), ...(stakes ? ['ETHERFI' as const] : []), ...used]
}
