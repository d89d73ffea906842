import { type Draw, stream } from '../../adapters/market/draw.ts'
import { type Decision, decide, type Rooms } from '../../execution/cycle.ts'
import { paid } from '../../portfolio/cost.ts'
import type { Level } from '../../portfolio/measure.ts'
import type { Plan } from '../../portfolio/plan.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import type { PoolMarket, Sent } from '../../portfolio/pool/market.ts'
import { phrase } from '../../portfolio/pool/phrase.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import { type Assessment, driftOf } from '../../portfolio/pool/risk.ts'
import { flightOf, type PoolFlight, type PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import * as Amount from '../../units/amount.ts'
import type { Refusal } from '../../units/refusal.ts'
import { type Instant, plus, seconds } from '../../units/time.ts'
import { type Reasons, reasons } from '../reason.ts'
import type { Reason } from '../result.ts'
import { arrivalOf, barring, type Running, remembering, withSent } from './due.ts'
import type { PoolEvent } from './event.ts'
import type { Scene, Simulation } from './result.ts'
import { type Source, simulating, type Wanted } from './simulate.ts'

export type PoolRooms = Rooms<PoolState, PoolStep, PoolMarket, PoolPolicy, Assessment>

/** A pool and the hours it lives through. */
export interface Setup {
  readonly start: PoolState
  readonly policy: PoolPolicy
  readonly rooms: PoolRooms
  readonly hours: number
  /** The world as an hour opens. */
  readonly market: (row: number) => PoolMarket
  /** What trading makes in the hour that ends there, and what holders then ask for. */
  readonly gains: (row: number, scene: Scene) => readonly PoolStep[]
  /** Share of deposits that nobody fills, drawn from the seed. */
  readonly expired: number
  readonly seed: number
  /** When a deposit lands that would land then: later where the bridge or its destination stands still. */
  readonly held?: (flight: PoolFlight, at: Instant) => Instant
  /** Told of every hour when all that was due in it is done. */
  readonly heard?: (hour: Heard) => void
}

/** An hour with what was decided in it: null while a plan was under way. */
export interface Heard {
  readonly row: number
  readonly assessment: Assessment
  readonly decision: Decision<PoolState, PoolStep, Assessment> | null
  /** Afterwards. */
  readonly scene: Scene
}

/** An hour as it was decided on. */
export interface Hour {
  readonly asOf: Instant
  readonly level: Level
  /** Of each chain, in base units; 0 where it cannot be known. */
  readonly sharePrices: readonly bigint[]
  /** Largest distance of a share price from that of the whole pool, as a fraction. */
  readonly drift: number
}

/** A plan that was carried out, or begun. */
export interface Done {
  readonly asOf: Instant
  readonly purpose: string
  readonly class: Plan<PoolStep>['class']
  readonly description: string
  /** In words, without those that wait for a fill. */
  readonly steps: readonly string[]
  /** Bridge fees and gas as foreseen, USD. */
  readonly costUsd: number
  /** `expired`: nobody filled a deposit that the rest of it waited for. */
  readonly outcome: 'done' | 'stopped' | 'expired' | 'under way'
  readonly refusal: Refusal | null
}

export interface Replayed {
  readonly simulation: Simulation
  readonly hours: readonly Hour[]
  readonly plans: readonly Done[]
  readonly decisions: Readonly<Record<Decision<PoolState, PoolStep, Assessment>['outcome'], number>>
  /** Why decisions made no plan, the most frequent first. */
  readonly reasons: readonly Reason[]
  /** USD of calls, paid by the operator. */
  readonly gasUsd: number
  readonly expired: number
}

interface Life {
  readonly setup: Setup
  readonly draw: Draw
  readonly doomed: Map<number, boolean>
  /** Chance of how long fills take, one for each deposit. */
  readonly pace: Draw
  readonly arrivals: Map<number, Instant>
  readonly hours: Hour[]
  readonly plans: Done[]
  readonly decisions: Record<Decision<PoolState, PoolStep, Assessment>['outcome'], number>
  readonly reasons: Reasons
  running: Running | null
  /** What was sent within the last day, where a cap asks for it. */
  sent: readonly Sent[]
  gasUsd: number
  expired: number
}

type Events = Generator<PoolEvent, Scene, Scene>

/**
 * The cycle over hours: what lands between them, new prices, what trading made, then the running plan or a decision on the figures of
 * that hour alone. Everything that happens goes through the simulator, so that the accounts are those of a scenario. Each hour is told when it
 * is decided on.
 */
export function* replaying(setup: Setup, gas: Wanted['gas']): Generator<number, Replayed> {
  const life: Life = {
    setup,
    draw: stream(setup.seed, 101),
    doomed: new Map(),
    pace: stream(setup.seed, 102),
    arrivals: new Map(),
    hours: [],
    plans: [],
    decisions: { EXECUTE: 0, NEUTRAL: 0, DEFER: 0, ERROR: 0 },
    reasons: reasons(),
    running: null,
    sent: [],
    gasUsd: 0,
    expired: 0,
  }
  const start: Scene = { state: setup.start, market: setup.market(0) }
  const events = live(life, start)
  const source: Source = (scene) => {
    const next = events.next(scene)
    return next.done === true ? null : next.value
  }
  const run = simulating(start, source, { samples: SAMPLES, outcomes: 0, gas, label: ({ kind }) => kind })
  let next = run.next()
  for (let told = 0; next.done !== true; next = run.next()) {
    if (life.hours.length > told) yield life.hours.length - 1
    told = life.hours.length
  }
  const simulation = next.value
  const { hours, plans, decisions, gasUsd, expired } = life
  return { simulation, hours, plans, decisions, reasons: life.reasons.all(), gasUsd, expired }
}

const SAMPLES = 500

function* live(life: Life, start: Scene): Events {
  const { setup } = life
  let scene = start
  for (let row = 0; row < setup.hours; row++) {
    const market = setup.market(row)
    if (row > 0) {
      scene = yield* landed(life, scene, market.asOf)
      scene = yield { kind: 'market', market }
      for (const step of setup.gains(row, scene)) scene = yield { kind: 'step', step }
    }
    scene = yield* acted(life, scene, row)
  }
  return scene
}

/** What arrives or expires until an instant, in the order of time, at the prices of the hour that ends. */
function* landed(life: Life, start: Scene, until: Instant): Events {
  let scene = start
  for (;;) {
    const next = soonest(life, scene.state.flights)
    if (next === null || next.at > until) return scene
    const wait = seconds(Math.max(0, (next.at - scene.market.asOf) / 1000))
    scene = yield { kind: 'wait', duration: wait }
    const { key } = next.flight
    if (next.isDoomed) life.expired += 1
    const before = scene.state
    scene = yield {
      kind: 'step',
      step: next.isDoomed ? { kind: 'pool.expire', key } : { kind: 'pool.fill', key, surplus: Amount.ZERO },
    }
    // A fill that the destination refuses leaves its deposit to expire.
    if (scene.state === before) life.doomed.set(key, true)
  }
}

interface Next {
  readonly flight: PoolFlight
  readonly at: Instant
  readonly isDoomed: boolean
}

function soonest(life: Life, flights: readonly PoolFlight[]): Next | null {
  let first: Next | null = null
  for (const flight of flights) {
    if (flight.at !== 'bridge') continue
    const arrives = life.arrivals.get(flight.key) ?? arrival(life, flight)
    life.arrivals.set(flight.key, arrives)
    const isDoomed = life.doomed.get(flight.key) ?? life.draw.uniform() < life.setup.expired
    life.doomed.set(flight.key, isDoomed || arrives > flight.deadline)
    const at = life.doomed.get(flight.key) === true ? plus(flight.deadline, seconds(1)) : arrives
    if (first === null || at < first.at) first = { flight, at, isDoomed: life.doomed.get(flight.key) === true }
  }
  return first
}

function arrival({ setup, pace }: Life, flight: PoolFlight): Instant {
  const at = arrivalOf(flight, pace.uniform())
  return setup.held?.(flight, at) ?? at
}

/** Goes on with the running plan, or decides anew. */
function* acted(life: Life, start: Scene, row: number): Events {
  const { policy, rooms, heard } = life.setup
  let scene = life.running === null ? start : yield* carried(life, life.running, start)
  const { state } = scene
  const market = remembering(policy, life.sent, scene.market)
  const snapshot = { asOf: market.asOf, state, market }
  if (life.running !== null) {
    const assessment = rooms.assess(snapshot, policy)
    remember(life, assessment, scene)
    heard?.({ row, assessment, decision: null, scene })
    return scene
  }
  const decision = decide(snapshot, policy, rooms)
  life.decisions[decision.outcome] += 1
  remember(life, decision.assessment, scene)
  const { assessment } = decision
  if (decision.chosen === null) {
    life.reasons.add(decision)
    heard?.({ row, assessment, decision, scene })
    return scene
  }
  const { plan, forecast } = decision.chosen.proposal
  const steps = plan.stages.flat()
  life.plans.push({
    asOf: market.asOf,
    purpose: plan.purpose,
    class: plan.class,
    description: plan.description,
    steps: steps.filter(({ kind }) => kind !== 'pool.fill').map((step) => phrase(step, state, market)),
    costUsd: paid(forecast.cost),
    outcome: 'under way',
    refusal: null,
  })
  life.running = { plan, steps, next: 0, entry: life.plans.length - 1, since: market.asOf, start: state }
  scene = yield* carried(life, life.running, scene)
  heard?.({ row, assessment, decision, scene })
  return scene
}

/** Takes the steps that wait for nothing, each checked again where hours have passed. A step that is refused ends its plan. */
function* carried(life: Life, running: Running, start: Scene): Events {
  let scene = start
  for (; running.next < running.steps.length; running.next++) {
    const step = running.steps[running.next]
    if (step === undefined) continue
    if (step.kind === 'pool.fill') {
      const flight = flightOf(scene.state, step.key)
      if (flight === undefined) continue
      if (flight.at === 'bridge') return scene
      end(life, running, { outcome: 'expired', refusal: null })
      return scene
    }
    const applied = apply(scene.state, step, scene.market)
    if (!applied.ok) {
      end(life, running, { outcome: 'stopped', refusal: applied.refusal })
      return scene
    }
    const { state: before } = scene
    const at = remembering(life.setup.policy, life.sent, scene.market)
    const blocked = barring(life.setup, running, { before, market: at, step, applied })
    if (blocked !== null) {
      end(life, running, { outcome: 'stopped', refusal: blocked })
      return scene
    }
    life.gasUsd += applied.cost.gas
    life.sent = withSent(life.setup.policy, life.sent, { step, market: scene.market })
    scene = yield { kind: 'step', step }
  }
  end(life, running, { outcome: 'done', refusal: null })
  return scene
}

type End = Pick<Done, 'outcome' | 'refusal'>

function end(life: Life, running: Running, how: End): void {
  const entry = life.plans[running.entry]
  if (entry !== undefined) life.plans[running.entry] = { ...entry, ...how }
  life.running = null
}

function remember(life: Life, { level, figures }: Assessment, { market }: Scene): void {
  const drifts = figures.chains
    .filter(({ hasShares }) => hasShares)
    .flatMap((chain) => driftOf(chain, figures.sharePrice) ?? [])
  life.hours.push({
    asOf: market.asOf,
    level,
    sharePrices: figures.chains.map(({ sharePrice }) => sharePrice),
    // A share price that is not known has no drift; its level is CRITICAL already.
    drift: drifts.reduce((most, drift) => (drift > most ? drift : most), 0),
  })
}
