import * as Margin from '../../portfolio/venues/margin.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { underlying } from '../../portfolio/venues/market.ts'
import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { perpGrid } from '../../portfolio/venues/terms.ts'
import { quantity } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'

/** The contract that hedges a policy's coin. */
export function contractOf(policy: VenuesPolicy): Contract {
  return policy.mode.coin === 'BTC' ? 'BTCUSDT' : 'ETHUSDT'
}

/**
 * Orders that give the book `coins` less long exposure (negative: less short): shorts are opened by the weights given, or
 * bought back where they stand, in the order given and the weakest first after that (docs/rules/venues.md#D21).
 */
export function offset(coins: number, state: VenuesState, { policy, market, at }: Where): readonly VenuesStep[] {
  const contract = contractOf(policy)
  return coins > 0 ? open(coins, contract, { market, at }) : close(-coins, state, { contract, market, at })
}

/** Coins in lots that both exchanges take, for a hedge that moves from one to the other. */
export function sharedLots(
  coins: number,
  side: 'down' | 'up',
  { contract, market, at }: { contract: Contract; market: VenuesMarket; at: readonly Exchange[] },
): number {
  const lot = Math.max(...at.map((place) => perpGrid(market.terms, place, contract).lot))
  return Grid.round(coins, lot, side)
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

/**
 * Each share in lots of its exchange, the coarsest grid first: what an exchange cannot take goes on to the next, so that the
 * whole hedge is off by no more than the finest of them leaves. The orders come in the order of the shares.
 */
function open(coins: number, contract: Contract, { market, at }: Pick<Where, 'market' | 'at'>): readonly VenuesStep[] {
  const gridOf = ({ place }: Share) => perpGrid(market.terms, place, contract)
  const sizes = new Map<Exchange, number>()
  let carried = 0
  for (const share of [...at].sort((a, b) => gridOf(b).lot - gridOf(a).lot)) {
    const { lot, leastNotional } = gridOf(share)
    const wanted = coins * share.share + carried
    const size = Math.max(0, Grid.round(wanted, lot, 'nearest'))
    const taken = size * market.perps[share.place][contract].mark < leastNotional ? 0 : size
    carried = wanted - taken
    sizes.set(share.place, taken)
  }
  return at.flatMap(({ place }): VenuesStep[] => {
    const size = sizes.get(place) ?? 0
    return size > 0 ? [{ kind: 'venues.openPerp', place, contract, side: 'short', quantity: quantity(size) }] : []
  })
}

function close(
  coins: number,
  state: VenuesState,
  { contract, market, at }: { contract: Contract } & Pick<Where, 'market' | 'at'>,
): readonly VenuesStep[] {
  const steps: VenuesStep[] = []
  const left = new Map<Exchange, number>(state.exchanges.map(({ place }) => [place, shortAt(state, place, contract)]))
  let open = coins
  const take = (place: Exchange, most: number) => {
    const { lot } = perpGrid(market.terms, place, contract)
    const held = left.get(place) ?? 0
    const wanted = Grid.round(Math.min(most, open), lot, 'nearest')
    const size = Math.min(wanted, Grid.round(held, lot, 'down'))
    if (!(size > 0)) return
    left.set(place, held - size)
    open -= size
    steps.push({ kind: 'venues.closePerp', place, contract, quantity: quantity(size) })
  }
  for (const { place, share } of at) take(place, coins * share)
  // What rounding leaves is not worth another order: half of the coarsest lot.
  const lots = state.exchanges.map(({ place }) => perpGrid(market.terms, place, contract).lot)
  if (open > Math.max(0, ...lots) / 2) for (const { place } of state.exchanges) take(place, open)
  return steps
}

export interface Share {
  readonly place: Exchange
  readonly share: number
}

interface Where {
  readonly policy: VenuesPolicy
  readonly market: VenuesMarket
  readonly at: readonly Share[]
}
