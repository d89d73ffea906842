import { figuresOf } from '../../../portfolio/venues/figures.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import { perpGrid } from '../../../portfolio/venues/terms.ts'
import { quantity } from '../../../units/estimate.ts'
import * as Grid from '../../../units/grid.ts'
import { contractOf, markOf, offset, shortAt, weakestFirst } from '../hedge.ts'
import { act, type Desk, reject } from './desk.ts'
import { roomAt } from './reduce.ts'
import { sales } from './sale.ts'

/**
 * Delta back to its target (docs/rules/venues.md#D27): too long, perps are sold where margin is strongest, as far as each venue stays
 * above its warning, and what no venue can carry is taken off the long leg; too short, perps are bought back, weakest first.
 */
export function hedge(desk: Desk): void {
  if (driftOf(desk) < 0) buyBack(desk)
  else sellOff(desk)
}

/** USD of drift that is left beyond the band. */
export function missing({ context, draft }: Pick<Desk, 'context' | 'draft'>): number {
  const { drift, driftFraction } = figuresOf(draft.state, context.market, context.policy)
  const part = Math.abs(driftFraction)
  const over = part - context.policy.bounds.delta.high
  return over > 0 && part > 0 ? (Math.abs(drift) * over) / part : 0
}

function sellOff(desk: Desk): void {
  const { market, policy } = desk.context
  const contract = contractOf(policy)
  for (const place of [...weakestFirst(desk.draft.state, market)].reverse()) {
    const { lot } = perpGrid(market.terms, place, contract)
    const room = Grid.round(roomAt(place, desk.draft.state, desk), lot, 'down')
    const wanted = Grid.round(driftOf(desk), lot, 'nearest')
    const coins = Math.min(wanted, room)
    if (coins <= 0) {
      if (wanted > 0) reject(desk, `SELL ${place}`, 'no margin to spare above its warning')
      continue
    }
    const step: VenuesStep = { kind: 'venues.openPerp', place, contract, side: 'short', quantity: quantity(coins) }
    act(desk, noteOf(`SELL ${place}`, coins, desk), [step])
  }
  for (const sell of sales(desk.context.state.exchanges[0]?.place ?? 'BINANCE', desk.context)) {
    const coins = driftOf(desk)
    if (missing(desk) === 0) return
    const sale = sell(coins, desk.draft.state)
    if (sale.ok) act(desk, noteOf(`SELL ${sale.what}`, sale.coins, desk), sale.steps)
    else reject(desk, 'LONG_LEG', sale.why)
  }
}

function buyBack(desk: Desk): void {
  const { market, policy } = desk.context
  const { state } = desk.draft
  const contract = contractOf(policy)
  const coins = driftOf(desk)
  const order = weakestFirst(state, market).filter((place) => !market.down.includes(place))
  const at = order.filter((place) => shortAt(state, place, contract) > 0).map((place) => ({ place, share: 1 }))
  const closing = offset(coins, state, { policy, market, at }).filter(
    (step) => !('place' in step && market.down.includes(step.place)),
  )
  for (const step of closing) act(desk, noteOf('BUY_BACK', 'quantity' in step ? step.quantity : 0, desk), [step])
  const strongest = order.at(-1)
  const rest = -driftOf(desk)
  if (rest <= 0 || missing(desk) === 0 || strongest === undefined) return
  const long: VenuesStep = {
    kind: 'venues.openPerp',
    place: strongest,
    contract,
    side: 'long',
    quantity: quantity(rest),
  }
  if (shortAt(desk.draft.state, strongest, contract) === 0) act(desk, noteOf(`BUY ${strongest}`, rest, desk), [long])
}

/** Coins too long, negative when too short. */
function driftOf({ context, draft }: Desk): number {
  const { drift } = figuresOf(draft.state, context.market, context.policy)
  return drift / context.market.price.USDT / markOf(context.market, context.policy)
}

function noteOf(source: string, coins: number, { context }: Desk) {
  const { market, policy } = context
  const value = coins * markOf(market, policy) * market.price.USDT
  return { source, value, detail: `${coins.toFixed(4)} ${policy.mode.coin}` }
}
