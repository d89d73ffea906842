import { isEstimated, type Posting } from '../../portfolio/applied.ts'
import { apply } from '../../portfolio/venues/apply.ts'
import { onGrid } from '../../portfolio/venues/grid.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { Size, VenuesStep } from '../../portfolio/venues/step.ts'
import { quantity } from '../../units/estimate.ts'
import { type Refusal, type Refused, refuse } from '../../units/refusal.ts'
import { fitAll, fitStep } from './fit.ts'
import { offset, type Share } from './hedge.ts'
import type { Leg, Node } from './leg.ts'
import * as Loop from './loop.ts'
import type { Route } from './route.ts'

/** A plan being written: the book as it will stand after what is written so far. */
export interface Draft {
  readonly state: VenuesState
  readonly stages: readonly (readonly VenuesStep[])[]
}

export interface Along {
  /** USD to take from the source. */
  readonly value: number
  /** Prefix of the keys of the flights this starts. */
  readonly key: string
  readonly account: string
  /** Where the change of delta is hedged; none for a book that does not hedge. */
  readonly hedge: readonly Share[]
  /** Whether all of it waits for something in flight, so that prices will be others by then. */
  readonly isLater: boolean
  readonly policy: VenuesPolicy
  readonly market: VenuesMarket
}

export type Assembled =
  | { readonly ok: true; readonly draft: Draft; readonly arrived: number }
  | { readonly ok: false; readonly refusal: Refusal }

/**
 * Writes a route's steps from the state of a draft, each leg moving what the one before brought, and after each conversion
 * the orders that keep delta where it was (docs/rules/venues.md#D21). `arrived` is in tokens of the route's last node.
 */
export function along(route: Route, draft: Draft, order: Along): Assembled {
  const pen: Pen = { state: draft.state, stages: [[]], flights: 0, isUncertain: false }
  let amount = order.value / order.market.price[route.from.asset]
  for (const leg of route.legs) {
    const taken = take(pen, leg, { amount, order })
    if (!taken.ok) return taken
    amount = brought(leg.to, taken.postings, order.account)
  }
  return { ok: true, draft: { state: pen.state, stages: merge(draft.stages, pen.stages) }, arrived: amount }
}

/** Stages side by side: the nth of one with the nth of the other. */
export function merge(a: Draft['stages'], b: Draft['stages']): Draft['stages'] {
  const merged: VenuesStep[][] = []
  for (let i = 0; i < Math.max(a.length, b.length); i++) merged.push([...(a[i] ?? []), ...(b[i] ?? [])])
  return merged.filter((stage) => stage.length > 0)
}

/** Applies steps to a draft's state and adds them to its last stage. */
export function append(draft: Draft, steps: readonly VenuesStep[], market: VenuesMarket): Assembled {
  let state = draft.state
  const fitted = fitAll(steps, draft.state, market)
  if (fitted.length === 0 && steps.length > 0) return nothingToOrder()
  for (const step of fitted) {
    const applied = apply(state, step, market)
    if (!applied.ok) return applied
    state = applied.state
  }
  const last = draft.stages.at(-1) ?? []
  return { ok: true, draft: { state, stages: [...draft.stages.slice(0, -1), [...last, ...fitted]] }, arrived: 0 }
}

function nothingToOrder(): Refused {
  return refuse('ORDER_TOO_SMALL', 'Every order of this plan would be below what its exchange takes', {
    facts: {},
    lift: 'Wait until there is more to trade.',
  })
}

/** One leg: its move, the orders behind it, and where it flies, the credit that starts the next stage. */
function take(pen: Pen, leg: Leg, { amount, order }: Portion): Written {
  const flight = `${order.key}#${pen.flights}`
  const written = write(pen, onGrid(stepOf(leg, pen, { amount, order, flight }), pen.state, order.market), order.market)
  if (!written.ok) return written
  if (leg.move.kind === 'swap') {
    pen.isUncertain = order.isLater || pen.stages.length > 1
    for (const step of hedging(pen, leg.move, { order, postings: written.postings })) {
      for (const fitted of fitStep(step, pen.state, order.market)) {
        const hedged = write(pen, fitted, order.market)
        if (!hedged.ok) return hedged
      }
    }
  }
  if (leg.move.kind !== 'transfer' && !(leg.move.kind === 'unstake' && leg.move.route === 'queue')) return written
  pen.flights += 1
  pen.stages.push([])
  return write(pen, { kind: 'venues.deposit', flight }, order.market)
}

function write(pen: Pen, step: VenuesStep, market: VenuesMarket): Written {
  const applied = apply(pen.state, step, market)
  if (!applied.ok) return applied
  pen.state = applied.state
  pen.stages.at(-1)?.push(step)
  return { ok: true, postings: applied.postings }
}

/** What a trade of a later stage brings is not known to the last unit, so what moves on from there is all of it. */
function stepOf({ move }: Leg, pen: Pen, { amount, order, flight }: Portion & { readonly flight: string }): VenuesStep {
  const { account, market } = order
  const exact = quantity(amount)
  const size: Size = pen.isUncertain ? 'all' : exact
  switch (move.kind) {
    case 'withdraw':
    case 'borrow':
    case 'supply':
      return { kind: `venues.${move.kind}`, account, asset: move.asset, size }
    case 'leverage':
      return { kind: 'venues.leverage', account, equity: size, borrow: Loop.borrowFor(pen.state, amount, order) }
    case 'deleverage':
      return Loop.unwind(pen.state, amount * market.price.weETH, order)
    case 'wrap':
      return { kind: 'venues.wrap', from: move.from, size: move.from === 'WETH' ? size : exact }
    case 'stake':
      return { kind: 'venues.stake', asset: move.asset, size: move.asset === 'WETH' ? size : exact }
    case 'unstake':
      return { kind: 'venues.unstake', route: move.route, size, flight }
    case 'transfer':
      return {
        kind: 'venues.transfer',
        from: move.from,
        to: move.to,
        network: move.network,
        asset: move.asset,
        size: move.from === 'WALLET' ? exact : size,
        flight,
      }
    case 'internalTransfer':
      return {
        kind: 'venues.internalTransfer',
        place: move.place,
        asset: move.asset,
        from: move.from,
        size: move.from === 'funding' ? size : exact,
      }
    case 'swap':
      return { kind: 'venues.swap', place: move.place, sell: move.sell, buy: move.buy, size: exact }
  }
}

/** Coins of the book's kind bought or sold against USDT change delta; the hedge follows at once. */
function hedging(
  pen: Pen,
  swap: Extract<Leg['move'], { kind: 'swap' }>,
  { order, postings }: { order: Along; postings: readonly Posting[] },
): readonly VenuesStep[] {
  if (order.hedge.length === 0 || (swap.sell === 'USDT') === (swap.buy === 'USDT')) return []
  const where = swap.place === 'WALLET' ? 'WALLET' : `${swap.place}:trading`
  const coin = swap.sell === 'USDT' ? swap.buy : swap.sell
  if ((coin === 'BTC') !== (order.policy.mode.coin === 'BTC')) return []
  const traded =
    postings.filter(isEstimated).find((line) => line.account === where && line.asset === coin)?.quantity ?? 0
  const coins = traded * (coin === 'weETH' ? order.market.weeth.rate : 1)
  return offset(coins, pen.state, { policy: order.policy, market: order.market, at: order.hedge })
}

/** What the last step put into a node, as its postings say. */
function brought(to: Node, postings: readonly Posting[], account: string): number {
  const name = accountOf(to, account)
  let sum = 0
  for (const line of postings.filter(isEstimated))
    if (line.account === name && line.asset === to.asset && line.quantity > 0) sum += line.quantity
  return sum
}

function accountOf({ place, bucket }: Node, account: string): string {
  if (place === 'AAVE') return `AAVE:${account}`
  return bucket === 'free' ? 'WALLET' : `${place}:${bucket}`
}

type Written =
  | { readonly ok: true; readonly postings: readonly Posting[] }
  | { readonly ok: false; readonly refusal: Refusal }

interface Portion {
  readonly amount: number
  readonly order: Along
}

interface Pen {
  state: VenuesState
  readonly stages: VenuesStep[][]
  flights: number
  isUncertain: boolean
}
