import * as Margin from '../../portfolio/venues/margin.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { underlying } from '../../portfolio/venues/market.ts'
import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { quantity } from '../../units/estimate.ts'

/** Coins below this are not worth an order. */
const DUST = 1e-3

/** The contract that hedges a policy's coin. */
export function contractOf(policy: VenuesPolicy): Contract {
  return policy.mode.coin === 'BTC' ? 'BTCUSDT' : 'ETHUSDT'
}

/**
 * Orders that give the book `coins` less long exposure (negative: less short): shorts are opened by the weights given, or
 * bought back where they stand, in the order given and the weakest first after that (venues.md D21).
 */
export function offset(coins: number, state: VenuesState, { policy, at }: Where): readonly VenuesStep[] {
  const contract = contractOf(policy)
  if (Math.abs(coins) < DUST) return []
  return coins > 0 ? open(coins, contract, at) : close(-coins, state, { contract, at })
}

/** Coins short at an exchange, 0 without a position or when long. */
export function shortAt(state: VenuesState, place: Exchange, contract: Contract): number {
  for (const account of state.exchanges) {
    if (account.place !== place) continue
    for (const perp of account.perps) if (perp.contract === contract) return Math.max(0, -perp.quantity)
  }
  return 0
}

/** Exchanges with a position or an account, weakest equity ratio first. */
export function weakestFirst(state: VenuesState, market: VenuesMarket): readonly Exchange[] {
  return state.exchanges
    .map((account) => ({ place: account.place, ratio: Margin.equityRatio(Margin.of(account, market)) }))
    .sort((a, b) => a.ratio - b.ratio)
    .map(({ place }) => place)
}

/** The exchange whose quotes stand for the contract's price: the first that quotes it. */
export function markOf(market: VenuesMarket, policy: VenuesPolicy): number {
  const coin = underlying(contractOf(policy))
  return market.price[coin] / market.price.USDT
}

function open(coins: number, contract: Contract, at: readonly Share[]): readonly VenuesStep[] {
  return at
    .filter(({ share }) => coins * share >= DUST)
    .map(({ place, share }) => ({
      kind: 'venues.openPerp',
      place,
      contract,
      side: 'short',
      quantity: quantity(coins * share),
    }))
}

function close(
  coins: number,
  state: VenuesState,
  { contract, at }: { contract: Contract; at: readonly Share[] },
): readonly VenuesStep[] {
  const steps: VenuesStep[] = []
  const left = new Map<Exchange, number>(state.exchanges.map(({ place }) => [place, shortAt(state, place, contract)]))
  let open = coins
  const take = (place: Exchange, most: number) => {
    const size = Math.min(most, left.get(place) ?? 0, open)
    if (size < DUST) return
    left.set(place, (left.get(place) ?? 0) - size)
    open -= size
    steps.push({ kind: 'venues.closePerp', place, contract, quantity: quantity(size) })
  }
  for (const { place, share } of at) take(place, coins * share)
  for (const { place } of state.exchanges) take(place, open)
  return steps
}

export interface Share {
  readonly place: Exchange
  readonly share: number
}

interface Where {
  readonly policy: VenuesPolicy
  readonly at: readonly Share[]
}
