import { foresee } from '../../portfolio/foresee.ts'
import { keyOf } from '../../portfolio/order.ts'
import type { Plan, PlanClass } from '../../portfolio/plan.ts'
import { VENUES } from '../../portfolio/venues/book.ts'
import { income } from '../../portfolio/venues/income.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import { isSending, type VenuesStep } from '../../portfolio/venues/step.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import type { Refusal } from '../../units/refusal.ts'
import { format, type Instant } from '../../units/time.ts'
import { type Cut, NO_CUTS } from '../cut.ts'
import type { Considered, Proposal } from '../proposal.ts'
import type { Draft } from './assemble.ts'
import type { Context } from './context.ts'
import { withDust } from './dust.ts'

export type VenuesProposal = Proposal<VenuesState, VenuesStep>

export interface Heading {
  readonly purpose: string
  readonly class: PlanClass
  /** Routine where left out. */
  readonly urgency?: Plan<VenuesStep>['urgency']
  readonly description: string
}

/** A plan's id: when and what for. Two plans of one instant differ in purpose, so ids and the keys of flights do not clash. */
export function idOf(asOf: Instant, purpose: string): string {
  return `${format(asOf)}/${purpose.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
}

/** The proposal of a finished draft, foreseen from the book as it stands. */
export function offer(
  draft: Draft,
  heading: Heading,
  { context, moved, id: given, lifetime = Number.POSITIVE_INFINITY, considered = [], cuts = NO_CUTS }: Offering,
): VenuesProposal {
  const { state, market } = context
  const id = given ?? idOf(context.asOf, heading.purpose)
  const sealed = seal(id, draft.stages)
  const bare = foresee(VENUES, sealed, { state, market })
  if (bare.refusal !== null) return unavailable(heading, bare.refusal, considered)
  const stages = bare.cost.gas > 0 ? withDust(sealed, bare.final, context) : sealed
  const forecast = stages === sealed ? bare : foresee(VENUES, stages, { state, market })
  const cost = { ...forecast.cost, carry: idleCarry(forecast.steps, context) }
  return {
    ok: true,
    plan: { id, urgency: 'routine', ...heading, stages },
    forecast: { ...forecast, cost },
    moved: usd(moved),
    before: income(state, market),
    after: income(forecast.final, market),
    lifetime,
    considered,
    cuts,
  }
}

/** The stages with every flight under the key of the order that starts it; in a draft it has a name of its own. */
function seal(plan: string, stages: Draft['stages']): Draft['stages'] {
  const keys = new Map<string, string>()
  for (const [stage, steps] of stages.entries())
    for (const [index, step] of steps.entries())
      if (isSending(step)) keys.set(step.flight, keyOf(plan, { stage, index }))
  if (keys.size === 0) return stages
  return stages.map((steps) =>
    steps.map((step) => ('flight' in step ? { ...step, flight: keys.get(step.flight) ?? step.flight } : step)),
  )
}

export function unavailable(
  { purpose, class: planClass }: Heading,
  refusal: Refusal,
  considered: readonly Considered[],
): VenuesProposal {
  return { ok: false, purpose, class: planClass, refusal, considered }
}

/**
 * Income lost while capital is in flight (docs/rules/venues.md#D7): what each flight was worth at the rate that its coin earns at work,
 * for the middle duration. USDT in flight is margin that earns nothing where it stands.
 */
function idleCarry(
  steps: readonly { readonly step: VenuesStep; readonly before: VenuesState; readonly after: VenuesState }[],
  { market }: Context,
): Usd {
  let lost = 0
  for (const { step, before, after } of steps) {
    if (step.kind !== 'venues.transfer' && step.kind !== 'venues.unstake') continue
    const flight = after.flights.find((flying) => !before.flights.includes(flying))
    if (flight === undefined || flight.asset === 'USDT' || flight.asset === 'BTC') continue
    const years = (flight.eta.p50 - flight.departed) / MS_PER_YEAR
    lost += flight.quantity * market.price[flight.asset] * Math.max(0, market.weeth.growth) * years
  }
  return usd(lost)
}

const MS_PER_YEAR = 31_536_000_000

interface Offering {
  readonly context: Context
  readonly moved: number
  /** Where the plan's id was given before its purpose was known. */
  readonly id?: string
  readonly lifetime?: number
  readonly considered?: readonly Considered[]
  readonly cuts?: readonly Cut[]
}
