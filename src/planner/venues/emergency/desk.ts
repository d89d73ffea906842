import { foresee } from '../../../portfolio/foresee.ts'
import { VENUES } from '../../../portfolio/venues/book.ts'
import type { VenuesPolicy } from '../../../portfolio/venues/policy.ts'
import type { Alarm } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import { delta } from '../../../portfolio/venues/worth.ts'
import { fraction } from '../../../units/estimate.ts'
import type { Refusal } from '../../../units/refusal.ts'
import type { Chosen, Rejected } from '../../emergency.ts'
import { append, type Draft, merge } from '../assemble.ts'
import type { Context } from '../context.ts'
import { fitAll } from '../fit.ts'
import { offset, weakestFirst } from '../hedge.ts'
import { idOf } from '../write.ts'
import { objection } from './guard.ts'

/**
 * Where an emergency plan is written: one draft that all remedies go through in turn, so that a dollar is used once. It
 * keeps what was taken, what was turned down and why, and what a person would have to approve.
 */
export interface Desk {
  readonly context: Emergency
  readonly id: string
  draft: Draft
  chosen: Chosen[]
  rejected: Rejected[]
  approvals: Refusal[]
  /** Flights begun so far, for their keys. */
  flights: number
}

/** All that a planner may look at, and the emergencies that stand. */
export interface Emergency extends Context {
  readonly alarms: readonly Alarm[]
}

export function open(context: Emergency): Desk {
  return {
    context,
    id: idOf(context.asOf, 'EMERGENCY'),
    draft: { state: context.state, stages: [] },
    chosen: [],
    rejected: [],
    approvals: [],
    flights: 0,
  }
}

/** The book as the draft leaves it, under terms that hold in an emergency: buffers may be used, and givers go down to what is safe. */
export function here({ context, draft }: Desk): Context {
  return { ...context, state: draft.state, policy: lenient(context.policy) }
}

/** An empty page behind the draft. */
export function page({ draft }: Desk): Draft {
  return { state: draft.state, stages: [] }
}

/** Writes one remedy into the draft, unless the book refuses it or it would bring another measure below its warning. */
export function commit(desk: Desk, note: Chosen, written: Written): boolean {
  if (!written.ok) return reject(desk, note.source, `${written.refusal.code}: ${written.refusal.detail}`)
  const joined = join(desk, written.draft)
  if (typeof joined === 'string') return reject(desk, note.source, joined)
  desk.draft = joined
  desk.chosen.push(note)
  return true
}

/** The same for steps that are all taken at once. */
export function act(desk: Desk, note: Chosen, steps: readonly VenuesStep[]): boolean {
  return commit(desk, note, append({ state: desk.draft.state, stages: [[]] }, steps, desk.context.market))
}

/**
 * The steps with the orders that give back what they take from delta, in the same stage (docs/rules/venues.md#D17, #D21): a sale of
 * collateral loses coins to slippage, and on high leverage that is a lot of the book.
 */
export function hedged({ context, draft }: Desk, steps: readonly VenuesStep[]): readonly VenuesStep[] {
  const { market, policy } = context
  if (!policy.mode.isHedged) return steps
  const { final } = foresee(VENUES, [fitAll(steps, draft.state, market)], { state: draft.state, market })
  const [before, after] = [delta(draft.state, market), delta(final, market)]
  const coins = policy.mode.coin === 'BTC' ? after.BTC - before.BTC : after.ETH - before.ETH
  if (coins > -ORDER_MIN) return steps
  const open = weakestFirst(final, market).filter((place) => !market.down.includes(place))
  const at = open.map((place) => ({ place, share: 1 }))
  return [...steps, ...offset(coins, final, { policy, market, at })]
}

/** Coins below which no exchange takes an order. */
const ORDER_MIN = 0.01

/** Notes why a source is not used; a reason that stands already is not told twice. */
export function reject(desk: Desk, source: string, why: string): false {
  if (!desk.rejected.some((one) => one.source === source && one.why === why)) desk.rejected.push({ source, why })
  return false
}

/**
 * Beside what is written, so that nothing waits that need not; behind it where a step would then come before what it needs.
 * The whole plan is walked again, step by step: what is safe at its end must be safe on the way. Else what speaks against it.
 */
function join({ context, draft }: Desk, fresh: Draft): Draft | string {
  const isAlone = draft.stages.length === 0 || fresh.stages.length === 0
  const beside = walked(merge(draft.stages, fresh.stages), context)
  if (typeof beside !== 'string' || isAlone) return beside
  const behind = walked([...draft.stages, ...fresh.stages], context)
  return typeof behind === 'string' ? beside : behind
}

/** The plan with the state that it ends in, or what speaks against it. */
function walked(stages: Draft['stages'], context: Context): Draft | string {
  const { refusal, steps, final } = foresee(VENUES, stages, context)
  if (refusal !== null) return `${refusal.code}: ${refusal.detail}`
  return objection(steps, context) ?? { state: final, stages }
}

/** In an emergency the buffer may go, a giving exchange keeps what a rescued one is brought to, and a loan stays in its band. */
function lenient(policy: VenuesPolicy): VenuesPolicy {
  const known = softened.get(policy)
  if (known !== undefined) return known
  const { bounds, emergency } = policy
  const soft: VenuesPolicy = {
    ...policy,
    buffer: NO_BUFFER,
    bounds: {
      ...bounds,
      health: { ...bounds.health, target: bounds.health.low },
      equityRatio: { ...bounds.equityRatio, target: emergency.recoverRatio },
    },
  }
  softened.set(policy, soft)
  return soft
}

/** The same policy is asked in every cycle: this remembers a pure answer. */
const softened = new WeakMap<VenuesPolicy, VenuesPolicy>()

const NO_BUFFER = fraction(0)

type Written = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly refusal: Refusal }
