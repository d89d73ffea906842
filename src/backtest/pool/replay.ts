import { stream } from '../../adapters/market/draw.ts'
import { decide } from '../../execution/cycle.ts'
import { IDLE } from '../../execution/run.ts'
import type { Offered } from '../../planner/proposal.ts'
import { paid } from '../../portfolio/cost.ts'
import type { PoolMarket } from '../../portfolio/pool/market.ts'
import { phrase } from '../../portfolio/pool/phrase.ts'
import { type Assessment, driftOf } from '../../portfolio/pool/risk.ts'
import type { PoolFlight, PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import type { Snapshot } from '../../portfolio/snapshot.ts'
import * as Amount from '../../units/amount.ts'
import type { Refusal } from '../../units/refusal.ts'
import { type Instant, plus, seconds } from '../../units/time.ts'
import { reasons } from '../reason.ts'
import { carry, tell } from './carry.ts'
import { arrivalOf, remembering, sentBefore } from './due.ts'
import type { Done, Events, Life, Replayed, Setup } from './life.ts'
import type { Scene } from './result.ts'
import { type Source, simulating, type Wanted } from './simulate.ts'

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
    running: IDLE,
    told: [],
    sent: sentBefore(setup.policy, setup.start, setup.market(0)),
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
    else tell(life, key, next.isDoomed ? EXPIRED : null)
  }
}

const EXPIRED: Refusal = {
  code: 'DEPOSIT_EXPIRED',
  detail: 'Nobody filled the deposit by its deadline',
  facts: {},
  lift: 'Refund it, then plan again.',
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

/** Goes on with the plan under way, or decides anew. */
function* acted(life: Life, start: Scene, row: number): Events {
  const { policy, rooms, heard } = life.setup
  let scene = start
  if (life.running.carried !== null) {
    const told = life.told.splice(0)
    for (const fact of told.length > 0 ? told : [TICKED]) scene = yield* carry(life, fact, scene)
  }
  const { state } = scene
  const market = remembering(policy, life.sent, scene.market)
  const snapshot = { asOf: market.asOf, state, market }
  if (life.running.carried !== null) {
    const assessment = rooms.assess(snapshot, policy)
    remember(life, assessment, scene)
    heard?.({ row, assessment, decision: null, scene })
    return scene
  }
  const decision = decide(snapshot, policy, rooms)
  life.decisions[decision.outcome] += 1
  remember(life, decision.assessment, scene)
  const { assessment, chosen } = decision
  if (chosen === null) life.reasons.add(decision)
  else {
    life.plans.push(begun(chosen.proposal, snapshot))
    scene = yield* carry(life, { kind: 'decided', plan: chosen.proposal.plan, start: state }, scene)
  }
  heard?.({ row, assessment, decision, scene })
  return scene
}

const TICKED = { kind: 'ticked' } as const

/** A plan as it is told of when it begins. */
function begun(
  { plan, forecast }: Offered<PoolState, PoolStep>,
  { asOf, state, market }: Snapshot<PoolState, PoolMarket>,
): Done {
  const steps = plan.stages.flat().filter(({ kind }) => kind !== 'pool.fill')
  return {
    asOf,
    purpose: plan.purpose,
    class: plan.class,
    description: plan.description,
    steps: steps.map((step) => phrase(step, state, market)),
    costUsd: paid(forecast.cost),
    outcome: 'under way',
    refusal: null,
  }
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
