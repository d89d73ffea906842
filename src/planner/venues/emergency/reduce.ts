import * as MarginModel from '../../../models/perp/margin.ts'
import { figuresOf } from '../../../portfolio/venues/figures.ts'
import type { Exchange } from '../../../portfolio/venues/place.ts'
import type { VenuesState } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import { executionCost, perpGrid } from '../../../portfolio/venues/terms.ts'
import { fraction, quantity } from '../../../units/estimate.ts'
import * as Grid from '../../../units/grid.ts'
import * as Coins from '../coins.ts'
import { contractOf, markOf, sharedLots, shortAt, weakestFirst } from '../hedge.ts'
import { act, type Desk, reject } from './desk.ts'
import { sales } from './sale.ts'

/**
 * What helps within seconds, on the exchange itself (docs/rules/venues.md#D20): the hedge moves to the strongest venue, as far as that
 * stays above its warning; else short and long are cut by the same coins; else the short alone, within the delta budget.
 */
export function reduce(place: Exchange, goal: number, desk: Desk): void {
  migrate(place, goal, desk)
  if (isShort(place, goal, desk)) paired(place, goal, desk)
  if (isShort(place, goal, desk)) alone(place, goal, desk)
}

/** Whether more is left to cut than a lot or the least notional: that little is what rounding leaves, and not worth another remedy. */
function isShort(place: Exchange, goal: number, desk: Desk): boolean {
  const { market, policy } = desk.context
  const contract = contractOf(policy)
  const { lot, leastNotional } = perpGrid(market.terms, place, contract)
  return coinsToCut(place, goal, desk) > Math.max(lot, leastNotional / market.perps[place][contract].mark)
}

/**
 * Coins to close so that the ratio is the goal: f·q with f = (r* − r) ÷ (r* − φ), fee and execution in φ (docs/rules/venues.md#D10).
 * In lots, rounded up to what is held: a risk is lowered by at least what it needs.
 */
export function coinsToCut(place: Exchange, goal: number, { context, draft }: Desk): number {
  const { market, policy } = context
  const { equity, notional } = Coins.marginOf(draft.state, place, context)
  if (notional === 0 || market.down.includes(place)) return 0
  const contract = contractOf(policy)
  const { mark, last } = market.perps[place][contract]
  const counted = equity + Coins.pendingTo(draft.state, place, market) / market.price.USDT
  const cost = lossOf(place, notional, { context }) + Math.max(0, last / mark - 1)
  const part = MarginModel.closeFraction(counted / notional, fraction(goal), fraction(cost))
  const { lot } = perpGrid(market.terms, place, contract)
  const most = Grid.round(shortAt(draft.state, place, contract), lot, 'down')
  return Math.min(most, Grid.round((part * notional) / mark, lot, 'up'))
}

/** Buys back here and sells as much at the strongest venue: delta 0, two taker fees, nothing on chain. */
function migrate(place: Exchange, goal: number, desk: Desk): void {
  const { market, policy } = desk.context
  const contract = contractOf(policy)
  const others = weakestFirst(desk.draft.state, market).filter((other) => other !== place)
  if (others.length === 0) reject(desk, 'MIGRATE', 'there is no other exchange')
  for (const to of [...others].reverse()) {
    if (!isShort(place, goal, desk)) return
    const inLots = { contract, market, at: [place, to] } as const
    const most = Math.min(shortAt(desk.draft.state, place, contract), roomAt(to, desk.draft.state, desk))
    const coins = Math.min(sharedLots(coinsToCut(place, goal, desk), 'up', inLots), sharedLots(most, 'down', inLots))
    if (coins <= 0) {
      reject(desk, 'MIGRATE', `${to} has no margin to spare above its warning`)
      continue
    }
    const size = quantity(coins)
    const value = coins * markOf(market, policy) * market.price.USDT
    const note = { source: 'MIGRATE', value, detail: `${coins.toFixed(4)} ${contract} from ${place} to ${to}` }
    act(desk, note, [
      { kind: 'venues.closePerp', place, contract, quantity: size },
      { kind: 'venues.openPerp', place: to, contract, side: 'short', quantity: size },
    ])
  }
}

/**
 * Coins that an exchange can be short of in addition and stay above its warning, in ratio and in distance: (E − w·N) ÷ (w + φ).
 */
export function roomAt(place: Exchange, state: VenuesState, { context }: Pick<Desk, 'context'>): number {
  const { market, policy } = context
  if (market.down.includes(place)) return 0
  const { equity, notional, maintenance } = Coins.marginOf(state, place, context)
  const { mark, last } = market.perps[place][contractOf(policy)]
  const { clearanceFee } = market.terms.exchanges[place]
  const { equityRatio, distance } = policy.bounds
  const rate = (notional > 0 ? maintenance / notional : 0) * TIERS + FIRST_TIER + clearanceFee
  const away = Math.max(0, distance.warning, distance.critical)
  // An exchange that is being rescued takes on no more than what it is rescued to.
  const isRescued = context.alarms.some((alarm) => alarm.kind === 'MARGIN' && alarm.place === place)
  const least = isRescued ? policy.emergency.recoverRatio : equityRatio.warning
  const floor = Math.max(least, away * (1 + rate) + rate, 1 / market.terms.exchanges[place].leverage)
  const free = equity - floor * notional
  const cost = lossOf(place, Math.max(0, free / floor), { context }) + Math.max(0, 1 - last / mark)
  const coins = free / (floor + cost) / mark
  return coins > 0 ? coins * INSIDE : 0
}

/** What a larger position may have to maintain beyond what it maintains now: the next tiers ask for more. */
const TIERS = 1.5
const FIRST_TIER = 0.005
const INSIDE = 0.999

/** Short and long less by the same coins: the long leg is sold where it can be at once. */
function paired(place: Exchange, goal: number, desk: Desk): void {
  const contract = contractOf(desk.context.policy)
  const { market, policy } = desk.context
  for (const sell of sales(place, desk.context)) {
    const wanted = coinsToCut(place, goal, desk)
    if (!isShort(place, goal, desk)) return
    const sale = sell(wanted, desk.draft.state)
    if (!sale.ok) {
      reject(desk, 'PAIRED', sale.why)
      continue
    }
    const { lot } = perpGrid(market.terms, place, contract)
    const held = shortAt(desk.draft.state, place, contract)
    const size = Math.min(Grid.round(sale.coins, lot, 'nearest'), Grid.round(held, lot, 'down'))
    const close: VenuesStep = { kind: 'venues.closePerp', place, contract, quantity: quantity(size) }
    const value = size * markOf(market, policy) * market.price.USDT
    act(desk, { source: 'PAIRED', value, detail: `${size.toFixed(4)} ${contract} at ${place} and ${sale.what}` }, [
      close,
      ...sale.steps,
    ])
  }
}

/** The short alone, as far as the drift that it leaves is within the budget. */
function alone(place: Exchange, goal: number, desk: Desk): void {
  const { market, policy } = desk.context
  const { drift, driftFraction, netAssets } = figuresOf(desk.draft.state, market, policy)
  const basis = driftFraction === 0 ? netAssets : drift / driftFraction
  const price = market.price[policy.mode.coin]
  const budget = (policy.emergency.deltaBudget * Math.abs(basis) - drift) / price
  const contract = contractOf(policy)
  const { lot } = perpGrid(market.terms, place, contract)
  const coins = Grid.round(Math.min(coinsToCut(place, goal, desk), budget * INSIDE), lot, 'down')
  if (coins <= 0) return void reject(desk, 'SHORT_ALONE', 'the delta budget is used up')
  const note = { source: 'SHORT_ALONE', value: coins * price, detail: `${coins.toFixed(4)} ${contract} at ${place}` }
  act(desk, note, [{ kind: 'venues.closePerp', place, contract, quantity: quantity(coins) }])
}

/** Taker fee and execution of one order, as a fraction. */
function lossOf(place: Exchange, notional: number, { context }: Pick<Desk, 'context'>): number {
  const { terms } = context.market
  return terms.exchanges[place].perpFee + executionCost(terms.depth.perp, notional)
}
