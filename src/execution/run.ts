import type { Applied } from '../portfolio/applied.ts'
import type { Conduct } from '../portfolio/book.ts'
import { type Key, keyOf, type Order } from '../portfolio/order.ts'
import type { Plan } from '../portfolio/plan.ts'
import { examine, isBlocked, type Rule } from '../safety/check.ts'
import { block, type Finding } from '../safety/finding.ts'
import type { Refusal } from '../units/refusal.ts'
import type { Instant } from '../units/time.ts'

/** What is under way in one book: the plan that is carried out, and every order whose end is not known. */
export interface Running<State, Step> {
  readonly carried: Carried<State, Step> | null
  /** Oldest first. An order outlives its plan: what was sent lands whether or not the plan went on. */
  readonly open: readonly Open<Step>[]
}

/** A plan part-way: the place of the step that comes next. */
export interface Carried<State, Step> {
  readonly plan: Plan<Step>
  /** The book as it stood when the plan was decided. */
  readonly start: State
  readonly stage: number
  readonly index: number
  /** Nothing is sent before this instant. */
  readonly until: Instant | null
  readonly status: 'going' | 'held'
}

/** `intended`: its key is kept, and nobody has answered. `pending`: its venue has it. `flying`: it was filled, and has not landed. */
export interface Open<Step> {
  readonly order: Order<Step>
  readonly life: 'intended' | 'pending' | 'flying'
}

/**
 * How a plan ends. `done`: every step was taken and has landed. `stopped`: a step was refused when it was to be taken.
 * `voided`: what it sent will not come. `superseded`: another plan took its place. `abandoned`: an operator ended it.
 */
export type End = 'done' | 'stopped' | 'voided' | 'superseded' | 'abandoned'

/** Everything that can happen. A run is the fold over its facts, so they are kept in this order and nothing else is. */
export type Fact<State, Step> =
  | { readonly kind: 'decided'; readonly plan: Plan<Step>; readonly start: State }
  | { readonly kind: 'intended'; readonly order: Order<Step> }
  | { readonly kind: 'waiting'; readonly until: Instant; readonly stage: number; readonly index: number }
  | { readonly kind: 'acknowledged' | 'landed' | 'timedOut'; readonly key: Key }
  | {
      readonly kind: 'filled'
      readonly key: Key
      /** Whether it put something in flight that has yet to land. */
      readonly isFlying: boolean
    }
  | { readonly kind: 'refused' | 'voided'; readonly key: Key; readonly refusal: Refusal }
  | { readonly kind: 'ended'; readonly plan: string; readonly how: End; readonly findings: readonly Finding[] }
  | { readonly kind: 'ticked' }
  | { readonly kind: 'commanded'; readonly command: 'hold' | 'resume' | 'abandon' }

/** What the world is asked to do. */
export type Command<State, Step> =
  | { readonly kind: 'submit'; readonly order: Order<Step>; readonly foreseen: Moved<State> }
  | { readonly kind: 'ask' | 'cancel'; readonly key: Key }
  | { readonly kind: 'wait'; readonly until: Instant }
  | { readonly kind: 'alert'; readonly findings: readonly Finding[] }

/** What a step would do, as far as it may be done. */
export type Moved<State> = Extract<Applied<State>, { ok: true }>

/** The book and the world as they are now: what each step is examined with before it is commanded. */
export interface Scene<State, Step, Market, Policy> {
  readonly asOf: Instant
  readonly state: State
  readonly market: Market
  readonly policy: Policy
  readonly rooms: {
    readonly book: Conduct<State, Step, Market>
    readonly rules: readonly Rule<State, Step, Market, Policy>[]
  }
}

/** `facts`: what follows from the one that was given; they are kept before any command is carried out. */
export interface Advanced<State, Step> {
  readonly running: Running<State, Step>
  readonly facts: readonly Fact<State, Step>[]
  readonly commands: readonly Command<State, Step>[]
}

export const IDLE: Running<never, never> = { carried: null, open: [] }

/**
 * Takes in one fact and answers what is to be done next: at most one order, examined by every rule with the book and the
 * prices of now. A stage begins when all that the ones before it sent has landed; within a stage, each order waits for the
 * answer to the one before. Pure: the world carries out the commands and comes back with facts.
 */
export function advance<State, Step, Market, Policy>(
  before: Running<State, Step>,
  fact: Fact<State, Step>,
  scene: Scene<State, Step, Market, Policy>,
): Advanced<State, Step> {
  const ends = endsBy(before, fact)
  const running = ends.reduce(fold, fold(before, fact))
  const asked = askedBy(before, fact)
  const next = onward(running, scene)
  return {
    running: next.facts.reduce(fold, running),
    facts: [...ends, ...next.facts],
    commands: [...asked, ...next.commands],
  }
}

/** The run after a fact, by the fact alone: what `recover` does with those that were kept. */
export function fold<State, Step>(running: Running<State, Step>, fact: Fact<State, Step>): Running<State, Step> {
  const { carried, open } = running
  switch (fact.kind) {
    case 'decided':
      return carried?.plan.id === fact.plan.id
        ? running
        : { carried: { plan: fact.plan, start: fact.start, ...FIRST }, open }
    case 'intended':
      return { carried, open: [...open, { order: fact.order, life: 'intended' }] }
    case 'acknowledged':
      return {
        carried,
        open: open.map((each) => (isFor(fact, each, 'intended') ? { ...each, life: 'pending' } : each)),
      }
    case 'filled':
    case 'landed':
      return answered(running, fact.key, fact.kind === 'filled' && fact.isFlying)
    case 'refused':
    case 'voided':
      return { carried, open: without(open, fact.key) }
    case 'waiting':
      return { carried: carried && { ...carried, until: fact.until, stage: fact.stage, index: fact.index + 1 }, open }
    case 'ended':
      return carried?.plan.id === fact.plan ? { carried: null, open } : running
    case 'commanded':
      return { carried: carried && { ...carried, status: fact.command === 'hold' ? 'held' : 'going' }, open }
    case 'timedOut':
    case 'ticked':
      return running
  }
}

/** The run that kept facts lead to. */
export function recover<State, Step>(facts: readonly Fact<State, Step>[]): Running<State, Step> {
  return facts.reduce<Running<State, Step>>(fold, IDLE)
}

/** Whether the carried plan waits: for an answer, for a landing, for an instant, or for an operator. */
export function isWaiting<State, Step>({ carried, open }: Running<State, Step>): boolean {
  return carried !== null && (carried.status === 'held' || ordersOf(carried.plan.id, open).length > 0)
}

const FIRST = { stage: 0, index: 0, until: null, status: 'going' } as const

/** What the fact ends: a plan that another takes the place of, that an operator gives up, or whose order will never be filled. */
function endsBy<State, Step>(
  { carried, open }: Running<State, Step>,
  fact: Fact<State, Step>,
): readonly Extract<Fact<State, Step>, { kind: 'ended' }>[] {
  if (carried === null) return []
  const { id } = carried.plan
  const ended = (how: End, findings: readonly Finding[] = []) => [{ kind: 'ended' as const, plan: id, how, findings }]
  switch (fact.kind) {
    case 'decided':
      return fact.plan.id === id ? [] : ended('superseded')
    case 'commanded':
      return fact.command === 'abandon' ? ended('abandoned') : []
    case 'refused':
    case 'voided': {
      const isOwn = ordersOf(id, open).some(({ order }) => order.key === fact.key)
      return isOwn ? ended(fact.kind === 'refused' ? 'stopped' : 'voided', [refusing(fact.refusal)]) : []
    }
    default:
      return []
  }
}

function askedBy<State, Step>(
  { carried, open }: Running<State, Step>,
  fact: Fact<State, Step>,
): readonly Command<State, Step>[] {
  if (fact.kind === 'timedOut') return [{ kind: 'ask', key: fact.key }]
  if (fact.kind !== 'commanded' || fact.command !== 'abandon' || carried === null) return []
  return ordersOf(carried.plan.id, open)
    .filter(({ life }) => life !== 'flying')
    .map(({ order }) => ({ kind: 'cancel', key: order.key }))
}

type Onward<State, Step> = Pick<Advanced<State, Step>, 'facts' | 'commands'>

const NOTHING: Onward<never, never> = { facts: [], commands: [] }

/** The next order, the wait before it, or the end of the plan. */
function onward<State, Step, Market, Policy>(
  { carried, open }: Running<State, Step>,
  scene: Scene<State, Step, Market, Policy>,
): Onward<State, Step> {
  if (carried === null || carried.status === 'held') return NOTHING
  if (carried.until !== null && carried.until > scene.asOf) return NOTHING
  const { plan } = carried
  const own = ordersOf(plan.id, open)
  if (own.some(({ life }) => life !== 'flying')) return NOTHING
  const place = placeOf(carried, scene)
  if (place === null || place.stage > carried.stage) if (own.length > 0) return NOTHING
  if (place === null) return { facts: [{ kind: 'ended', plan: plan.id, how: 'done', findings: [] }], commands: [] }
  const until = scene.rooms.book.until?.(place.step, scene.asOf) ?? null
  if (until !== null)
    return {
      facts: [{ kind: 'waiting', until, stage: place.stage, index: place.index }],
      commands: [{ kind: 'wait', until }],
    }
  return ordered(carried, place, scene)
}

/** The order for a step, or what the rules have against it now. */
function ordered<State, Step, Market, Policy>(
  { plan, start }: Carried<State, Step>,
  { stage, index, step }: Place<Step>,
  { asOf, state, market, policy, rooms }: Scene<State, Step, Market, Policy>,
): Onward<State, Step> {
  const stopped = (findings: readonly Finding[]): Onward<State, Step> => ({
    facts: [{ kind: 'ended', plan: plan.id, how: 'stopped', findings }],
    commands: [{ kind: 'alert', findings }],
  })
  const foreseen = rooms.book.apply(state, step, market)
  if (!foreseen.ok) return stopped([refusing(foreseen.refusal)])
  const findings = examine(
    {
      before: state,
      after: foreseen.state,
      step,
      cost: foreseen.cost,
      endsStage: index === (plan.stages[stage]?.length ?? 0) - 1,
    },
    start,
    { rules: rooms.rules, now: asOf, market, policy, class: plan.class },
  )
  if (isBlocked(findings)) return stopped(findings)
  const order: Order<Step> = { key: keyOf(plan.id, { stage, index }), plan: plan.id, stage, index, step }
  return { facts: [{ kind: 'intended', order }], commands: [{ kind: 'submit', order, foreseen }] }
}

/** Where the next step stands that the book itself takes; what the world does by itself is only waited for. */
function placeOf<State, Step, Market, Policy>(
  { plan, stage: first, index: from }: Carried<State, Step>,
  { rooms: { book } }: Scene<State, Step, Market, Policy>,
): Place<Step> | null {
  for (let stage = first; stage < plan.stages.length; stage++) {
    const steps = plan.stages[stage] ?? []
    for (let index = stage === first ? from : 0; index < steps.length; index++) {
      const step = steps[index]
      if (step !== undefined && book.isAwaited?.(step) !== true) return { stage, index, step }
    }
  }
  return null
}

interface Place<Step> {
  readonly stage: number
  readonly index: number
  readonly step: Step
}

const ordersOf = <Step>(plan: string, open: readonly Open<Step>[]): readonly Open<Step>[] =>
  open.filter(({ order }) => order.plan === plan)

const without = <Step>(open: readonly Open<Step>[], key: Key): readonly Open<Step>[] =>
  open.filter(({ order }) => order.key !== key)

const isFor = <Step>({ key }: { readonly key: Key }, { order, life }: Open<Step>, at: Open<Step>['life']): boolean =>
  order.key === key && life === at

/** An order was filled or has landed. Answers come twice and out of order, and none of them leads a plan back. */
function answered<State, Step>(running: Running<State, Step>, key: Key, isFlying: boolean): Running<State, Step> {
  const { carried, open } = running
  const found = open.find(({ order }) => order.key === key)
  if (found === undefined || (isFlying && found.life === 'flying')) return running
  const { plan, stage, index } = found.order
  const isPast = found.life === 'flying' || carried?.plan.id !== plan
  return {
    carried: isPast ? carried : { ...carried, stage, index: index + 1 },
    open: isFlying ? open.map((each) => (each === found ? { ...each, life: 'flying' } : each)) : without(open, key),
  }
}

const refusing = ({ code, detail, facts, lift }: Refusal): Finding => block(code, detail, { facts, lift })
