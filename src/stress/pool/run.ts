import type { Heard, Setup } from '../../backtest/pool/life.ts'
import { replaying } from '../../backtest/pool/replay.ts'
import type { Scene } from '../../backtest/pool/result.ts'
import { ended } from '../../backtest/pool/simulate.ts'
import { GAS } from '../../models/pool/cost.ts'
import { isAtLeast } from '../../portfolio/measure.ts'
import type { PoolMarket } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import { assess } from '../../portfolio/pool/risk.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { HOUR_MS, type Instant, instant } from '../../units/time.ts'
import { type Passage, passage, withheld } from '../book.ts'
import type { Planned, Tried } from '../outcome.ts'
import { type Rush, rush } from './burns.ts'
import { capacity } from './capacity.ts'
import type { Capacity, PoolOutcome, PoolRow } from './result.ts'
import { gainsUnder, heldUntil, isDown, marketAt, type PoolShock, roomsUnder, type Struck } from './shock.ts'

/** A pool before any shock, and what goes on whatever happens. */
export interface PoolBook {
  readonly start: PoolState
  /** Of the instant of row 0; it stands still. */
  readonly market: PoolMarket
  readonly policy: PoolPolicy
  /** What trading makes in the hour that ends at a row; its chance begins anew with every call, so that all scenarios live through the same. */
  readonly trading: () => (row: number) => readonly PoolStep[]
  readonly expired: number
  readonly seed: number
  /** Hours that every scenario is watched for. */
  readonly hours: number
}

export type PoolScenario = Tried<PoolShock>

/** Walks the pool's own backtest along a scenario, with the policy's answers and without any. */
export function row(book: PoolBook, scenario: PoolScenario): PoolRow {
  const { id, title, within, shocks } = scenario
  const { plans: _, blocked: __, ...idle } = run(book, scenario, { isIdle: true })
  return { id, title, within, held: book.hours, isPair: shocks.length > 1, ...run(book, scenario), idle }
}

/** What one walk comes to, and what may leave at its start, when the shock is whole and at its end. */
export function run(book: PoolBook, scenario: PoolScenario, how = { isIdle: false }): PoolOutcome {
  const { scenes, ...walked } = walk(book, scenario, how)
  const struck = struckBy(book, scenario)
  const leave = (scene: Scene): Capacity =>
    capacity(scene, book.policy, (chain) => !isDown(struck, chain, scene.market.asOf))
  return {
    ...walked,
    capacity: { before: leave(scenes.before), struck: leave(scenes.struck), end: leave(scenes.end) },
  }
}

const struckBy = ({ market, start }: PoolBook, { within, shocks }: PoolScenario): Struck => ({
  asOf: market.asOf,
  base: start.base,
  within,
  shocks,
})

interface Scenes {
  readonly before: Scene
  readonly struck: Scene
  readonly end: Scene
}

type Walked = Omit<PoolOutcome, 'capacity'> & { readonly scenes: Scenes }

/** One walk, without the search for what may leave. */
export function walk(book: PoolBook, scenario: PoolScenario, { isIdle } = { isIdle: false }): Walked {
  const { market, start } = book
  const { shocks } = scenario
  const struck = struckBy(book, scenario)
  const leavers = rush(start, shocks)
  const heard = listener(book, struck)
  const replayed = ended(replaying(setupOf(book, { struck, leavers, isIdle, heard: heard.hear }), GAS))
  const { simulation, plans, gasUsd, expired } = replayed
  const { lines, ...closed } = simulation.attribution
  const unit = 10 ** simulation.decimals
  const fees = Number(-lines.fee) / unit
  const { passage: seen } = heard
  for (const { code, detail, hour } of leavers.reasons()) seen.block(hour, { code, detail })
  for (const { asOf, refusal } of plans) if (refusal !== null) seen.block(rowOf(asOf, book), refusal)
  const { start: begin, end, flow, earned, residual, unexplained } = closed
  return {
    ...seen.fate(),
    plans: plans.map((plan): Planned => {
      const hour = rowOf(plan.asOf, book)
      const { purpose, steps, class: planClass, costUsd } = plan
      return { hour, class: planClass, purpose, level: seen.levelAt(hour), cost: costUsd / market.baseUsd, steps }
    }),
    cost: fees + gasUsd / market.baseUsd,
    lost: Number(-earned) / unit,
    ...heard.found(),
    burns: shocks.some(({ kind }) => kind === 'burns')
      ? { wanted: leavers.wanted(), waiting: leavers.waiting(), paidBy: leavers.paidBy() }
      : null,
    expired,
    accounts: { start: begin, flow, earned, end, residual, unexplained },
  }
}

interface Trying {
  readonly struck: Struck
  readonly leavers: Rush
  readonly isIdle: boolean
  readonly heard: (hour: Heard) => void
}

function setupOf(book: PoolBook, { struck, leavers, isIdle, heard }: Trying): Setup {
  const { start, market, policy, trading, expired, seed, hours } = book
  const gains = trading()
  return {
    start,
    policy,
    rooms: roomsUnder(struck, { isIdle }),
    hours: hours + 1,
    market: (at) => marketAt(struck, market, at),
    gains: (at, scene) => {
      const now = scene.market.asOf
      const made = gainsUnder(struck, gains(at), now)
      return [...made, ...leavers.burns(at, scene, (chain) => !isDown(struck, chain, now))]
    },
    expired,
    seed,
    held: (flight, at) => heldUntil(struck, flight, at),
    heard,
  }
}

const rowOf = (at: Instant, { market }: PoolBook): number => Math.round((at - market.asOf) / HOUR_MS)

interface Listener {
  readonly hear: (hour: Heard) => void
  readonly passage: Passage
  readonly found: () => Pick<Walked, 'supply' | 'scenes'>
}

function listener({ policy, hours, start, market: still }: PoolBook, struck: Struck): Listener {
  const seen = passage()
  let supply: PoolOutcome['supply'] = null
  const first: Scene = { state: start, market: still }
  const scenes = { before: first, struck: first, end: first }
  const whole = Math.max(1, Math.ceil(struck.within))
  return {
    passage: seen,
    hear({ row: at, assessment, decision, scene }) {
      const { market, state } = scene
      const isSettled = decision?.chosen == null
      const after = isSettled ? assessment.level : assess({ asOf: market.asOf, state, market }, policy).level
      seen.hour(at, assessment, after)
      if (decision !== null && isSettled && isAtLeast(assessment.level, 'WARNING'))
        for (const said of withheld(decision)) seen.block(at, said)
      for (const { name, totalSupply, effectiveSupply } of assessment.figures.chains) {
        const value = totalSupply > 0n ? Number(effectiveSupply) / Number(totalSupply) : Number.POSITIVE_INFINITY
        if (value < (supply?.value ?? Number.POSITIVE_INFINITY)) supply = { chain: name, value, hour: at }
      }
      if (at === 0) scenes.before = scene
      if (at === whole) scenes.struck = scene
      if (at === hours) scenes.end = scene
    },
    found: () => ({ supply, scenes }),
  }
}

/** Hours in which a book comes to rest on a still market. */
const SETTLING = 24

/** The pool that its policy makes of a start while nothing happens. It ends at the market's instant, so that what it sent is in the past. */
export function settled({ start, market, policy, seed }: Omit<PoolBook, 'trading' | 'hours' | 'expired'>): PoolState {
  const none: Struck = { asOf: instant(market.asOf - SETTLING * HOUR_MS), base: start.base, within: 0, shocks: [] }
  const setup: Setup = {
    start,
    policy,
    rooms: roomsUnder(none, { isIdle: false }),
    hours: SETTLING + 1,
    market: (at) => marketAt(none, market, at),
    gains: () => [],
    expired: 0,
    seed,
  }
  return ended(replaying(setup, GAS)).simulation.scene.state
}
