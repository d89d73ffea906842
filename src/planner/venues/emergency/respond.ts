import type { Snapshot } from '../../../portfolio/snapshot.ts'
import { nextAlarms } from '../../../portfolio/venues/alarm.ts'
import { figuresOf } from '../../../portfolio/venues/figures.ts'
import type { VenuesMarket } from '../../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../../portfolio/venues/policy.ts'
import type { Assessment } from '../../../portfolio/venues/risk.ts'
import type { Alarm, VenuesState } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import { usd } from '../../../units/estimate.ts'
import type { Refusal } from '../../../units/refusal.ts'
import { whole } from '../../../units/text.ts'
import type { EmergencyEvent, Response } from '../../emergency.ts'
import { refill } from '../upkeep.ts'
import { offer, unavailable, type VenuesProposal } from '../write.ts'
import { alerts } from './alert.ts'
import { act, type Desk, type Emergency, open } from './desk.ts'
import { KINDS, postOf } from './kind.ts'
import { type Trigger, triggers } from './trigger.ts'

export type VenuesResponse = Response<VenuesState, VenuesStep>

/**
 * What a book does about everything that is critical or still mending: one SAFETY plan that goes through the emergencies by
 * time to liquidation on one evolving draft, so that a dollar is used once, and an event for each with the facts. Where
 * nothing can be done it says so, what is missing and how much. Modes take part as their components say (docs/rules/venues.md#D25, #D29).
 */
export function respond(
  { asOf, state, market }: Snapshot<VenuesState, VenuesMarket>,
  assessment: Assessment,
  policy: VenuesPolicy,
): VenuesResponse {
  const alarms = nextAlarms(assessment, { asOf, state, market }, policy)
  const risk = alerts(alarms, { asOf, market, policy })
  if (alarms.length === 0) return risk.length === 0 ? NOTHING : { proposals: null, events: risk }
  const context: Emergency = { asOf, state, market, assessment, policy, alarms }
  const ordered = triggers(alarms, context)
  const desk = open(context)
  prepare(desk)
  const answers = ordered.map((trigger) => answer(trigger, desk)).map((event, i) => settled(event, ordered[i], desk))
  const proposal = propose(desk, headingOf(ordered, answers), answers)
  const end = proposal.length > 0 && proposal[0]?.ok === true ? proposal[0].forecast.final : state
  const figures = figuresOf(end, market, policy)
  const events = answers.map((event) => ({ ...event, post: postOf(event, figures, policy) }))
  return { proposals: proposal, events: [...events, ...risk] }
}

const NOTHING: VenuesResponse = { proposals: null, events: [] }

/** Gas first, as much as a plan may need and not the whole reserve: ether that is bought is exposure. */
function prepare(desk: Desk): void {
  const units = desk.context.market.gas * 1e-9
  const step = refill(desk.context, { min: units * PLAN_UNITS, target: units * PLAN_UNITS * 2 })
  if (step !== null) act(desk, { source: 'GAS', value: 0, detail: 'the gas reserve refilled' }, [step])
  desk.chosen = []
  desk.rejected = []
}

/** Gas units of a plan with several atomic steps and transfers. */
const PLAN_UNITS = 5e6

/** One emergency: its remedies written behind the draft, and what there is to tell of it. */
function answer({ alarm, timeToLiquidation }: Trigger, desk: Desk): EmergencyEvent {
  const kind = KINDS[alarm.kind]
  desk.chosen = []
  desk.rejected = []
  desk.approvals = []
  const needed = kind.missing(alarm.place, desk)
  const { isImminent } = kind.run(alarm.place, desk)
  return {
    kind: kind.event,
    place: alarm.place,
    cause: alarm.cause === 'ADL' ? 'ADL' : isNew(alarm, desk) ? 'CRITICAL' : 'STANDING',
    since: alarm.since,
    timeToLiquidation: Number.isFinite(timeToLiquidation) ? timeToLiquidation : null,
    isImminent,
    before: kind.before(alarm.place, desk.context),
    needed: Math.max(0, needed),
    raised: 0,
    missing: 0,
    chosen: desk.chosen,
    rejected: desk.rejected,
    approvals: desk.approvals,
    post: null,
  }
}

/** What is missing once all emergencies were answered: a later one may have taken from an earlier one, or helped it. */
function settled(event: EmergencyEvent, trigger: Trigger | undefined, desk: Desk): EmergencyEvent {
  if (trigger === undefined) return event
  const left = KINDS[trigger.alarm.kind].missing(trigger.alarm.place, desk)
  const missing = left < FLOAT ? 0 : left
  return { ...event, missing, raised: Math.max(0, event.needed - missing) }
}

/** USD that float64 leaves. */
const FLOAT = 1e-6

/** The plan; or nothing, where all that is needed is on its way; or why there is none. */
function propose(desk: Desk, heading: Heading, answers: readonly EmergencyEvent[]): readonly VenuesProposal[] {
  const { context, draft } = desk
  const considered = answers.flatMap(({ rejected }) =>
    rejected.map(({ source, why }) => ({ way: source, cost: usd(0), seconds: 0, why })),
  )
  if (draft.stages.length > 0) {
    const moved = answers.reduce((sum, { chosen }) => chosen.reduce((part, { value }) => part + value, sum), 0)
    return [offer(draft, heading, { context, moved: Math.max(moved, 1), id: desk.id, considered })]
  }
  const short = answers.filter(({ missing }) => missing > 0)
  return short.length === 0 ? [] : [unavailable(heading, stranded(short), considered)]
}

/** What is missing, and how much: the explicit answer of a book that cannot help itself. */
function stranded(short: readonly EmergencyEvent[]): Refusal {
  const missing = short.reduce((sum, event) => sum + event.missing, 0)
  const places = short.map(({ place, missing: amount }) => `${place} ${whole(amount, 'up')} USD`).join(', ')
  return {
    code: 'EMERGENCY_STRANDED',
    detail: `No source has what is missing: ${places}`,
    facts: { missing, places, needed: short.reduce((sum, { needed }) => sum + needed, 0) },
    lift: short.every(({ kind }) => kind === 'EMERGENCY_DELTA_HEDGE')
      ? 'Capital alone does not mend it. Hedge what is missing by hand: open a short or sell coins where the book is too long, the other way round where it is too short.'
      : 'Bring capital from outside, approve what waits for approval, or close part of the position by hand.',
  }
}

/** Named after the first emergency that the plan does something about. */
function headingOf(ordered: readonly Trigger[], answers: readonly EmergencyEvent[]): Heading {
  const acted = ordered.find((_, i) => (answers[i]?.chosen.length ?? 0) > 0)
  const kind = (acted ?? ordered[0])?.alarm.kind ?? 'MARGIN'
  const places = ordered.map(({ alarm }) => `${alarm.kind} at ${alarm.place}`)
  return {
    purpose: KINDS[kind].purpose,
    class: 'SAFETY',
    urgency: 'emergency',
    description: `Answer ${places.join(', ')}`,
  }
}

function isNew(alarm: Alarm, { context }: Desk): boolean {
  return !context.state.alarms.includes(alarm)
}

interface Heading {
  readonly purpose: string
  readonly class: 'SAFETY'
  readonly urgency: 'emergency'
  readonly description: string
}
