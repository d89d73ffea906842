import { apply } from '../../portfolio/pool/apply.ts'
import type { PoolMarket, Site } from '../../portfolio/pool/market.ts'
import { decimalsOf } from '../../portfolio/pool/scale.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { keep, lookup } from '../../units/lookup.ts'
import type { Price } from '../../units/price.ts'
import { type Refusal, type Refused, refuse } from '../../units/refusal.ts'
import { plus } from '../../units/time.ts'
import type { PoolEvent } from './event.ts'
import { figuresOf, finest } from './figures.ts'
import { inFlight, type Ledger, ledger } from './ledger.ts'
import type { Outcome, Sample, Scene, Simulation, Warning } from './result.ts'
import { warningOf } from './warning.ts'

/** Where events come from: told what stands, it answers with the next, or with `null` at the end. */
export type Source = (scene: Scene, number: number) => PoolEvent | null

export interface Wanted {
  /** Most samples to keep: where there are more events, every second, fourth, eighth … is sampled. */
  readonly samples: number
  /** How many outcomes to keep, from the first on. */
  readonly outcomes: number
  readonly gas: { readonly perWrite: number; readonly fixed: number }
  /** An event in words. */
  readonly label: (event: PoolEvent) => string
}

/** The events of a list, in order. */
export const listed =
  (events: readonly PoolEvent[]): Source =>
  (_scene, number) =>
    events[number] ?? null

/** All of a simulation at once. */
export const simulate = (start: Scene, source: Source, wanted: Wanted): Simulation =>
  ended(simulating(start, source, wanted))

/** What a run comes to that nobody looks at on the way. */
export function ended<Result>(run: Generator<unknown, Result>): Result {
  for (;;) {
    const next = run.next()
    if (next.done === true) return next.value
  }
}

/**
 * Replays events over a pool, each told by its number when it is done. One that is refused changes nothing, and the run goes on. Memory does
 * not grow with their number.
 */
export function* simulating(start: Scene, source: Source, wanted: Wanted): Generator<number, Simulation> {
  const run = begin(start, wanted)
  for (;;) {
    const event = source(run.scene, run.number)
    if (event === null) break
    const before = run.scene
    const step = stepOf(run, event)
    const done = isUnsent(run, event) ? unsent(event.name) : happen(before, event, step)
    run.number += 1
    if (done.ok) {
      run.scene = done.scene
      if (event.kind === 'send') run.names.set(event.name, before.state.next)
      run.ledger.book(step, before, done.scene)
    } else run.refusals.set(done.refusal.code, (run.refusals.get(done.refusal.code) ?? 0) + 1)
    const warning = done.ok ? warningOf({ step, before, after: done.scene }) : null
    if (warning !== null) run.warnings += 1
    const refusal = done.ok ? null : inTheirWords(done.refusal, event)
    note(run, event, { chains: () => touched(event, step, before.state), refusal, warning })
    yield run.number
  }
  return conclude(run)
}

interface Run {
  scene: Scene
  number: number
  /** An event is sampled when its number is a multiple of this. */
  every: number
  samples: Sample[]
  warnings: number
  readonly start: Scene
  readonly wanted: Wanted
  readonly ledger: Ledger
  readonly names: Map<string, number>
  readonly refusals: Map<string, number>
  readonly outcomes: Outcome[]
}

function begin(start: Scene, wanted: Wanted): Run {
  return {
    scene: start,
    number: 0,
    every: 1,
    samples: [sample(start, 0, 'start')],
    warnings: 0,
    start,
    wanted,
    ledger: ledger(start, wanted.gas),
    names: new Map(),
    refusals: new Map(),
    outcomes: [],
  }
}

/** No deposit has this key. */
const NONE = -1

/** The step of an event, with the key of its flight; `null` where nothing but the world changes. */
function stepOf({ scene, names }: Run, event: PoolEvent): PoolStep | null {
  switch (event.kind) {
    case 'price':
    case 'market':
    case 'wait':
      return null
    case 'send':
      return { ...event.step, key: scene.state.next }
    case 'land':
      return { ...event.step, key: names.get(event.name) ?? NONE }
    case 'step':
      return event.step
  }
}

/** Whether an event is to end what nothing was sent under. */
const isUnsent = ({ names }: Run, event: PoolEvent): event is Extract<PoolEvent, { kind: 'land' }> =>
  event.kind === 'land' && !names.has(event.name)

const unsent = (name: string): Refused =>
  refuse('DEPOSIT_UNKNOWN', `No deposit was sent under the key '${name}'`, {
    facts: { key: name },
    lift: 'Send it first.',
  })

/** A refusal of a deposit by the key that the scenario gives it: its number stands in no file. */
function inTheirWords(refusal: Refusal, event: PoolEvent): Refusal {
  if (event.kind !== 'land') return refusal
  const { key, ...facts } = refusal.facts
  const detail = refusal.detail.replace(`Deposit ${key} `, `Deposit '${event.name}' `)
  return { ...refusal, detail, facts: key === undefined ? facts : { key: event.name, ...facts } }
}

type Happened = { readonly ok: true; readonly scene: Scene } | Refused

function happen({ state, market }: Scene, event: PoolEvent, step: PoolStep | null): Happened {
  if (step !== null) {
    const applied = apply(state, step, market)
    return applied.ok ? { ok: true, scene: { state: applied.state, market } } : applied
  }
  if (event.kind === 'market') return { ok: true, scene: { state, market: event.market } }
  if (event.kind === 'price') return { ok: true, scene: { state, market: repriced(market, event) } }
  if (event.kind !== 'wait') return { ok: true, scene: { state, market } }
  return { ok: true, scene: { state, market: { ...market, asOf: plus(market.asOf, event.duration) } } }
}

function repriced(market: PoolMarket, { prices, on, by }: Extract<PoolEvent, { kind: 'price' }>): PoolMarket {
  if (by === undefined) return priced(market, prices, on)
  return Object.entries(by).reduce((reached, [name, each]) => priced(reached, each, name), market)
}

/** The market with new prices of tokens that have one, on one chain or on all. */
export function priced(market: PoolMarket, prices: Readonly<Record<string, Price>>, on: string | null): PoolMarket {
  const sites: Record<string, Site> = { ...market.sites }
  for (const [name, site] of Object.entries(market.sites)) {
    if (on !== null && name !== on) continue
    const feeds = { ...site.feeds }
    for (const [token, price] of Object.entries(prices)) {
      const feed = lookup(feeds, token)
      if (feed !== undefined) keep(feeds, token, { ...feed, price })
    }
    keep(sites, name, { ...site, feeds })
  }
  return { ...market, sites }
}

interface Noted {
  readonly chains: () => readonly string[]
  readonly refusal: Refusal | null
  readonly warning: Warning | null
}

function note(run: Run, event: PoolEvent, { chains: asked, refusal, warning }: Noted): void {
  const { wanted, scene, number, outcomes } = run
  if (outcomes.length < wanted.outcomes) {
    const chains = asked()
    const sharePrices = chains.map((name) => figuresOf(scene, name).sharePrice)
    outcomes.push({ number, event: wanted.label(event), chains, refusal, warning, sharePrices })
  }
  if (number % run.every !== 0) return
  run.samples.push(sample(scene, number, number <= wanted.outcomes ? wanted.label(event) : `event ${number}`))
  if (run.samples.length <= wanted.samples) return
  run.samples = run.samples.filter((_, at) => at % 2 === 0)
  run.every *= 2
}

function conclude(run: Run): Simulation {
  const { scene, number, samples, ledger: books, refusals, outcomes } = run
  const last = samples.at(-1)
  const final = last !== undefined && last.at === number ? last : sample(scene, number, 'end')
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0)
  return {
    model: scene.market.rules.model,
    base: scene.state.base,
    decimals: decimalsOf(scene.state),
    tokens: finest(scene.market),
    events: number,
    refused,
    warnings: run.warnings,
    refusals: Object.fromEntries([...refusals].sort(([a], [b]) => (a < b ? -1 : 1))),
    samples: last === final ? samples : [...samples, final],
    outcomes,
    final,
    scene,
    attribution: books.close(),
    writes: books.writes(),
  }
}

/** Chains that an event is about, in the order of the book. */
function touched(event: PoolEvent, step: PoolStep | null, { chains, flights }: PoolState): readonly string[] {
  const names = Object.keys(chains)
  if (event.kind === 'market') return names
  if (event.kind === 'price') return event.on === null ? names : names.filter((name) => name === event.on)
  if (step === null) return []
  const about = placeOf(step, flights)
  return names.filter((name) => name === about)
}

/** The chain that a step changes; none while a deposit expires. */
export function placeOf(step: PoolStep, flights: PoolState['flights']): string | null {
  switch (step.kind) {
    case 'pool.transfer':
    case 'pool.sync':
      return step.from
    case 'pool.fill':
      return flights.find(({ key }) => key === step.key)?.to ?? null
    case 'pool.refund':
      return flights.find(({ key }) => key === step.key)?.from ?? null
    case 'pool.expire':
      return null
    case 'pool.mint':
    case 'pool.burn':
    case 'pool.update':
    case 'pool.gain':
      return step.chain
  }
}

function sample(scene: Scene, at: number, label: string): Sample {
  const { state, market } = scene
  const chains = Object.keys(state.chains).map((name) => figuresOf(scene, name))
  return { at, label, chains, inFlight: inFlight(state, market) }
}
