import { isInside } from '../../models/reserve/band.ts'
import { attempt } from '../../models/reserve/fault.ts'
import { value } from '../../models/reserve/state.ts'
import { total as totalOf } from '../../portfolio/cost.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { least, type Turnover } from './least.ts'
import { type Setting, sketch } from './scene.ts'
import type { Candidate } from './search.ts'
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
}

/** Orders that may still be tried before the search ends with what it has. */
export interface Patience {
  left: number
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
    if (answer.ok || answer.refusal.code !== SHORT) return answer
    const solved = least(sketch(setting, { ...candidate.drawn, slack }).scene)
    if (solved.ok) answer = walk(solved.turnover)
  }
  return answer
}

function walked(setting: Setting, candidate: Candidate, patience: Patience): Found | Refused {
  const { way, phases, turnover } = candidate
  const { market, policy } = setting
  const moves = movesOf(turnover)
  const stages: (readonly ReserveStep[])[] = []
  let { state } = setting
  let cost = 0
  for (const { ways, timing } of phases) {
    const rounds = moves.filter((move) => ways.includes(move.way)).map((move) => cut(move, timing.shares))
    for (const [round, wait] of timing.waits.entries()) {
      if (wait > 0) {
        const pause: ReserveStep = {
          kind: 'reserve.wait',
          blocks: BigInt(wait),
          seconds: BigInt(wait) * market.blockSeconds,
        }
        const waited = apply(state, pause, market)
        if (!waited.ok) return waited
        state = waited.state
        stages.push([pause])
      }
      const placed = inAnyOrder(
        state,
        rounds.flatMap((each) => each.slice(round, round + 1)),
        { setting, patience, way },
      )
      if (!placed.ok) return placed
      state = placed.state
      cost += placed.cost
      stages.push(placed.orders)
    }
  }
  const out = outsideOf(state, setting)
  if (out !== null) return stillOutside(out)
  const total = usd(cost + policy.waitPrice * candidate.blocks)
  return { ok: true, way, stages, cost: total, blocks: BigInt(candidate.blocks), moved: movedBy(candidate) }
}

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
