import { edge, isInside } from '../../models/reserve/band.ts'
import { attempt } from '../../models/reserve/fault.ts'
import { value } from '../../models/reserve/state.ts'
import { total as totalOf } from '../../portfolio/cost.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { later } from '../../portfolio/reserve/wait.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import { least, type Turnover } from './least.ts'
import type { Candidate } from './phase.ts'
import { type Setting, sketch } from './scene.ts'
import { cut, type Move, movesOf, stepOf } from './write.ts'

/** A way that was tried out step by step: every step passes the model's checks, and all weights end inside their bands. */
export interface Found {
  readonly ok: true
  readonly way: string
  readonly stages: readonly (readonly ReserveStep[])[]
  /** USD: gas, fees, slippage and the price of waiting. */
  readonly cost: Usd
  readonly blocks: bigint
  /** USD that change their place. */
  readonly moved: Usd
  /** USD of it for standing outside the bands while the way waits: by the block, and by what stands outside. */
  readonly outside: Usd
  readonly final: ReserveState
}

/** The orders of a way that hold where it does not lead inside. Each of them leads nearer, so they hold on their own. */
export interface Held {
  readonly way: string
  readonly stages: readonly (readonly ReserveStep[])[]
  /** What was said of the order at which it ends; null where all of its orders pass. */
  readonly refused: Refused | null
  /** Share of the reserve that still stands outside its bands after them. */
  readonly left: number
  /** The same had nothing been done by then. */
  readonly idle: number
  /** The tranches that are outside after them. */
  readonly outside: readonly string[]
}

/** Orders that may still be tried before the search ends with what it has. */
export interface Patience {
  left: number
  /** Of the ways that were refused before their end, the one whose orders led farthest. */
  held: Held | null
}

/**
 * Writes a candidate out in exact amounts and applies it step by step; orders of one round are tried in every sequence. Where rounding
 * leaves a weight outside, more is kept clear of the edges, and tried again.
 */
export function tried(setting: Setting, candidate: Candidate, patience: Patience): Found | Refused {
  const walk = (turnover: Turnover): Found | Refused =>
    attempt(() => walked(setting, { ...candidate, turnover }, patience))
  let answer = walk(candidate.turnover)
  for (const slack of [100, 10_000]) {
    if (answer.ok || answer.refusal.code !== SHORT || candidate.drawn.isPart === true) return answer
    const solved = least(sketch(setting, { ...candidate.drawn, slack }).scene)
    if (solved.ok) answer = walk(solved.turnover)
  }
  return answer
}

function walked(setting: Setting, candidate: Candidate, patience: Patience): Found | Refused {
  const { way, phases, turnover } = candidate
  const { policy } = setting
  const moves = movesOf(turnover)
  const walk: Walk = { stages: [], state: setting.state, cost: 0, outside: 0, reached: setting.state }
  const given = (refused: Refused): Refused => {
    hold(patience, heldOf(setting, { way, walk, refused }))
    return refused
  }
  for (const { ways, timing } of phases) {
    const rounds = moves.filter((move) => ways.includes(move.way)).map((move) => cut(move, timing.shares))
    for (const [round, wait] of timing.waits.entries()) {
      const waited = wait > 0 ? letPass(walk, wait, setting) : null
      if (waited !== null) return given(waited)
      const placed = inAnyOrder(
        walk.state,
        rounds.flatMap((each) => each.slice(round, round + 1)),
        { setting, patience, way },
      )
      if (!placed.ok) return given(placed)
      walk.state = placed.state
      walk.cost += placed.cost
      if (placed.orders.length === 0) continue
      walk.stages.push(placed.orders)
      walk.reached = placed.state
    }
  }
  const { state, stages, cost } = walk
  const out = outsideOf(state, setting)
  if (out !== null) return given(stillOutside(out))
  const outside = usd(walk.outside + policy.waitPrice * candidate.blocks)
  const total = usd(cost + outside)
  const blocks = BigInt(candidate.blocks)
  return { ok: true, way, stages, cost: total, blocks, moved: movedBy(candidate), outside, final: state }
}

/** A way as far as it has been gone. */
interface Walk {
  readonly stages: (readonly ReserveStep[])[]
  state: ReserveState
  cost: number
  outside: number
  /** After its last order. */
  reached: ReserveState
}

interface Ended {
  readonly way: string
  readonly walk: Walk
  readonly refused: Refused
}

/** What holds of a way that ended like this. */
function heldOf(setting: Setting, { way, walk, refused }: Ended): Held {
  const { market, state } = setting
  const { reserve } = walk.reached
  const blocks = reserve.block - state.reserve.block
  const idle = later(state.reserve, blocks, reserve.time - state.reserve.time)
  return {
    way,
    stages: ordersOf(walk.stages),
    refused: refused.refusal.code === SHORT ? null : refused,
    left: excess(walk.reached, setting),
    idle: excess({ ...state, reserve: idle }, setting),
    outside: value(reserve).tranches.flatMap(({ tranche, weight, targetWeight }) =>
      isInside(weight, targetWeight, market.rules.band) ? [] : [tranche.id],
    ),
  }
}

/** Lets the blocks pass; what was said against it, or null. */
function letPass(walk: Walk, wait: number, setting: Setting): Refused | null {
  const { market } = setting
  const blocks = BigInt(wait)
  const pause: ReserveStep = { kind: 'reserve.wait', blocks, seconds: blocks * market.blockSeconds }
  walk.outside += outsideCost(walk.state, blocks, setting)
  const waited = apply(walk.state, pause, market)
  if (!waited.ok) return waited
  walk.state = waited.state
  walk.stages.push([pause])
  return null
}

/** USD for the value that stands outside its bands while blocks pass, by the price of a day of it: at points along the path of the targets. */
function outsideCost(state: ReserveState, blocks: bigint, setting: Setting): number {
  const { market, policy } = setting
  const price = policy.outsidePrice ?? 0
  if (price === 0) return 0
  const days = (Number(blocks) * Number(market.blockSeconds)) / 86_400
  let sum = 0
  for (const part of POINTS) {
    const passed = divide(blocks * part, 2n * BigInt(POINTS.length), 'down')
    const reserve = later(state.reserve, passed, passed * market.blockSeconds)
    sum += (excess({ ...state, reserve }, setting) * Number(value(reserve).total)) / 1e18
  }
  return (sum / POINTS.length) * days * price
}

/** The middles of eight stretches of equal length, in sixteenths. */
const POINTS = [1n, 3n, 5n, 7n, 9n, 11n, 13n, 15n]

/** Share of the reserve by which weights pass the edges of their bands; what is too much here is missing there. */
export function excess({ reserve }: ReserveState, { market }: Pick<Setting, 'market'>): number {
  const { band } = market.rules
  let sum = 0
  for (const { weight, targetWeight } of value(reserve).tranches) {
    const far = weight > targetWeight ? weight - targetWeight : targetWeight - weight
    sum += Math.max(0, Number(far - edge(targetWeight, band)))
  }
  return sum / 2e18
}

/** Up to the last order: what is waited after it leads nowhere. */
const ordersOf = (stages: Held['stages']): Held['stages'] =>
  stages.slice(0, stages.findLastIndex((stage) => stage.some(({ kind }) => kind !== 'reserve.wait')) + 1)

function hold(patience: Patience, held: Held): void {
  const { stages, left, idle } = held
  if (stages.length === 0 || left > idle - WORTH || (patience.held !== null && patience.held.left <= left)) return
  patience.held = held
}

/** Share of the reserve that orders bring inside at least where they are to count. */
const WORTH = 1e-9

interface Placed {
  readonly ok: true
  readonly state: ReserveState
  readonly orders: readonly ReserveStep[]
  readonly cost: number
}

interface Trial {
  readonly setting: Setting
  readonly patience: Patience
  readonly way: string
}

/** The orders of a round, in the first sequence in which each of them passes; or what was said of the last that did not. */
function inAnyOrder(state: ReserveState, moves: readonly Move[], trial: Trial): Placed | Refused {
  if (moves.length === 0) return { ok: true, state, orders: [], cost: 0 }
  const { market } = trial.setting
  let refused: Refused = unwritten(trial)
  for (const [at, move] of moves.entries()) {
    const step = stepOf(move, state, market)
    if (step === null) continue
    trial.patience.left--
    const applied = apply(state, step, market)
    if (!applied.ok) {
      refused = applied
      continue
    }
    const rest = inAnyOrder(
      applied.state,
      moves.filter((_, other) => other !== at),
      trial,
    )
    if (rest.ok) return { ...rest, orders: [step, ...rest.orders], cost: totalOf(applied.cost) + rest.cost }
    refused = rest
  }
  return refused
}

function movedBy({ turnover, sketched }: Candidate): Usd {
  const share = turnover.reduce((sum, { mint, redeem, sell }) => sum + mint + redeem + sell, 0)
  return usd((share * sketched.total) / 1e18)
}

/** A tranche outside of its band; null where there is none. */
export function outsideOf({ reserve }: ReserveState, { market }: Pick<Setting, 'market'>): string | null {
  const { band } = market.rules
  const out = value(reserve).tranches.find((each) => !isInside(each.weight, each.targetWeight, band))
  return out?.tranche.id ?? null
}

const unwritten = ({ way }: Pick<Trial, 'way'>): Refused =>
  refuse('PLAN_TOO_SMALL', 'What would have to move cannot be written as an order', {
    facts: { way },
    lift: 'Nothing has to be done: wait until the weights have drifted further, or bring coins to redeem.',
  })

const SHORT = 'PLAN_FALLS_SHORT'

const stillOutside = (tranche: string): Refused =>
  refuse(SHORT, `${tranche} would still stand outside its band`, {
    facts: { tranche },
    lift: 'Wait until the schedule or prices have come to rest, or widen the band.',
  })
