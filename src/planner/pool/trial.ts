import type { Done, Moved } from '../../portfolio/pool/apply/done.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import type { PoolMarket, Route } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { Assessment } from '../../portfolio/pool/risk.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { PoolFill, PoolSend } from '../../portfolio/pool/step.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { Instant } from '../../units/time.ts'
import { arriving, bounds, settled } from './route.ts'

/** What a planner of this book looks at. */
export interface Context {
  readonly asOf: Instant
  readonly state: PoolState
  readonly market: PoolMarket
  readonly policy: PoolPolicy
}

export interface Assessed extends Context {
  readonly assessment: Assessment
}

/** One deposit that is thought of: a route, and how much of its token leaves. */
export interface Move {
  readonly kind: PoolSend['kind']
  readonly route: Route
  readonly input: Amount.Amount
}

/** The deposit as a step with the book's next key, or with a later one of the same plan; less what is too fine for the destination. */
export function stepOf({ kind, route, input: asked }: Move, { state, policy, market }: Context, ahead = 0): PoolSend {
  const source = lookup(state.chains, route.from)
  const destination = lookup(state.chains, route.to)
  const ends = source === undefined || destination === undefined ? null : { source, destination }
  const least = ends === null ? asked : settled(asked, route, ends)
  // A deposit of the least that may be sent leaves no less than that.
  const input = least < asked && least < bounds(route, policy, market).min ? asked : least
  const output = ends === null ? Amount.ZERO : arriving(input, route, ends)
  const sending = { key: state.next + ahead, from: route.from, to: route.to, token: route.token, input, output }
  return kind === 'pool.sync'
    ? { kind, ...sending, toleranceBps: policy.limits.syncToleranceBps }
    : { kind, ...sending }
}

export const fillOf = (key: number): PoolFill => ({ kind: 'pool.fill', key, surplus: Amount.ZERO })

/** The deposit alone. */
export const send = (move: Move, context: Context): Done => apply(context.state, stepOf(move, context), context.market)

/** The deposit and its fill. */
export function land(move: Move, context: Context): Moved | Refused {
  const step = stepOf(move, context)
  const sent = apply(context.state, step, context.market)
  if (!sent.ok) return sent
  const filled = apply(sent.state, fillOf(step.key), context.market)
  return filled.ok ? { ...sent, state: filled.state, postings: [...sent.postings, ...filled.postings] } : filled
}

export const closed = (route: Route, by: string): Refused =>
  refuse('ROUTE_CLOSED', `The policy does not use the route for ${route.token} from ${route.from} to ${route.to}`, {
    facts: { from: route.from, to: route.to, token: route.token, limiter: by },
    lift: `Widen limits.${by} in the policy, or choose another route.`,
  })
