import { apply } from '../../portfolio/pool/apply.ts'
import { type Route, routeOf } from '../../portfolio/pool/market.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { mulDiv } from '../../units/rounding.ts'
import { deposit } from './capacity.ts'
import { consolidate, keepingTargets, type Left } from './consolidate.ts'
import { largest } from './root.ts'
import { arriving, bounds, closedBy, worthAt } from './route.ts'
import { spareOf } from './spare.ts'
import { type Context, land } from './trial.ts'

/** What would let the rest of a chain's token go as well: either alone is enough, and one unit less of it is not. */
export interface Unblocked {
  /** Base token paid for new shares on this chain; null where no mint does it. */
  readonly mint: Amount.Amount | null
  /** Base token that arrives here by a Transfer, shares with it; null where none does. */
  readonly inbound: Amount.Amount | null
}

/** What stays away from home once all that may go has gone, and what would free it, but for what the chain keeps as liquidity. */
export type Remaining = Left & Unblocked

export function remaining(home: string, context: Context): readonly Remaining[] {
  const { left, state } = consolidate(home, context)
  const after = keepingTargets({ ...context, state })
  return left.map((one) => {
    const amount = spareOf(one.chain, one.token, after) ?? one.amount
    return { ...one, ...(amount > 0n ? unblock({ ...one, amount }, home, { ...context, state }) : NOTHING) }
  })
}

/** All that is left is the chain's own liquidity. */
const NOTHING: Unblocked = { mint: null, inbound: null }

/**
 * What the supply floor asks for before what is left of a token may leave (docs/models/pool.md). A mint of m shares lets m · (1 − floor) more leave, and
 * brings tokens of its own that stay; shares that arrive let as many leave. Burning never does: it takes from the effective supply
 * as much as from the issued one.
 */
export function unblock({ chain, token, amount }: Left, home: string, context: Context): Unblocked {
  const route = routeOf(context.market, { from: chain, to: home, token })
  const base = lookup(context.state.chains, chain)?.base
  if (route === undefined || base === undefined || isBarred(amount, route, context))
    return { mint: null, inbound: null }
  const frees = (state: PoolState): boolean =>
    land({ kind: 'pool.transfer', route, input: amount }, { ...context, state }).ok
  const mint = (paid: bigint): PoolState | null => {
    const step = { kind: 'pool.mint', chain, holder: DEPOSITOR, token: base, amount: Amount.of(paid) } as const
    const minted = apply(context.state, step, context.market)
    return minted.ok ? minted.state : null
  }
  const worth = worthAt({ chain, token, amount }, context, 'up')
  const { numerator, denominator } = context.market.rules.supplyFloor
  const shares = mulDiv(worth, denominator, denominator - numerator, 'up')
  return {
    mint: least(mint, frees, shares),
    inbound: sendable(
      least((paid) => inbound({ chain, base, home, paid }, context), frees, worth),
      { chain, base },
      context,
    ),
  }
}

/** No payment helps what the policy keeps back, or what is too little to send. */
const isBarred = (amount: Amount.Amount, route: Route, { policy, market }: Context): boolean =>
  closedBy(route, policy) !== null || amount < bounds(route, policy, market).min

/** Somebody who pays in, for the sake of the question. */
const DEPOSITOR = 'depositor'

interface Inbound {
  readonly chain: string
  readonly base: string
  readonly home: string
  readonly paid: bigint
}

/** The book after so much has arrived with its shares; where it came from is not looked at. */
function inbound({ chain, base, home, paid }: Inbound, { state, market, asOf }: Context): PoolState | null {
  const amount = Amount.of(paid)
  const eta = { p50: asOf, p95: asOf, stress: asOf }
  const flight = {
    key: state.next,
    kind: 'transfer',
    from: home,
    to: chain,
    token: base,
    input: amount,
    output: amount,
    departed: asOf,
    eta,
    deadline: market.asOf,
    at: 'bridge',
  } as const
  const sent: PoolState = { ...state, flights: [...state.flights, flight], next: state.next + 1 }
  const filled = apply(sent, { kind: 'pool.fill', key: flight.key, surplus: Amount.ZERO }, market)
  return filled.ok ? filled.state : null
}

/** A payment that some chain can send; null where none can. */
function sendable(
  paid: Amount.Amount | null,
  { chain: to, base: token }: Pick<Inbound, 'chain' | 'base'>,
  context: Context,
): Amount.Amount | null {
  if (paid === null) return null
  const destination = lookup(context.state.chains, to)
  const isSent = Object.entries(context.state.chains).some(([from, source]) => {
    const route = routeOf(context.market, { from, to, token })
    if (route === undefined || destination === undefined) return false
    return (
      arriving(deposit('pool.transfer', { from, to, token }, context).value, route, { source, destination }) >= paid
    )
  })
  return isSent ? paid : null
}

/** The smallest payment that frees the rest: one more than the largest that does not. Null where ten thousand times the estimate does not. */
function least(
  pay: (paid: bigint) => PoolState | null,
  frees: (state: PoolState) => boolean,
  estimate: bigint,
): Amount.Amount | null {
  const isEnough = (paid: bigint): boolean => {
    const state = pay(paid)
    return state !== null && frees(state)
  }
  const max = estimate * 10_000n
  if (!isEnough(max)) return null
  return Amount.of(largest((paid) => !isEnough(paid), { estimate, max }) + 1n)
}
