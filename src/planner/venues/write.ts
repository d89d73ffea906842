import { foresee } from '../../portfolio/foresee.ts'
import type { PlanClass } from '../../portfolio/plan.ts'
import { VENUES } from '../../portfolio/venues/book.ts'
import { income } from '../../portfolio/venues/income.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
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
  { context, moved, id, lifetime = Number.POSITIVE_INFINITY, considered = [], cuts = NO_CUTS }: Offering,
): VenuesProposal {
  const { state, market } = context
  const bare = foresee(VENUES, draft.stages, { state, market })
  if (bare.refusal !== null) return unavailable(heading, bare.refusal, considered)
  const stages = bare.cost.gas > 0 ? withDust(draft.stages, bare.final, context) : draft.stages
  const forecast = stages === draft.stages ? bare : foresee(VENUES, stages, { state, market })
  const cost = { ...forecast.cost, carry: idleCarry(forecast.steps, context) }
  return {
    ok: true,
    plan: { id: id ?? idOf(context.asOf, heading.purpose), ...heading, stages },
    forecast: { ...forecast, cost },
    moved: usd(moved),
    before: income(state, market),
    after: income(forecast.final, market),
    lifetime,
    considered,
    cuts,
  }
}

export function unavailable(
  { purpose, class: planClass }: Heading,
  refusal: Refusal,
  considered: readonly Considered[],
): VenuesProposal {
  return { ok: false, purpose, class: planClass, refusal, considered }
}

/**
 * Income lost while capital is in flight (docs/rules/venues.md D7): what each flight was worth at the rate that its coin earns at work,
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
  /** Where the keys of the plan's flights were begun before its purpose was known. */
  readonly id?: string
  readonly lifetime?: number
  readonly considered?: readonly Considered[]
  readonly cuts?: readonly Cut[]
}
