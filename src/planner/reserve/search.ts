import { isInside } from '../../models/reserve/band.ts'
import { attempt } from '../../models/reserve/fault.ts'
import { decayed, limitOf } from '../../models/reserve/flow.ts'
import { value } from '../../models/reserve/state.ts'
import { zip } from '../../models/reserve/zip.ts'
import { total as totalOf } from '../../portfolio/cost.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { Way } from '../../portfolio/reserve/policy.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { least, type Turnover } from './least.ts'
import { type Drawn, LIMITS, type Limit, type Setting, type Sketch, sketch } from './scene.ts'
import { type Channel, type Timing, timings } from './timing.ts'
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

/** A way as the linear programme has it, before it is tried out. `estimate` is a cost that it will not stay below, but for rounding. */
export interface Candidate {
  readonly way: string
  readonly drawn: Drawn
  readonly turnover: Turnover
  readonly sketched: Sketch
  readonly timing: Timing
  readonly estimate: number
}

export const EVERY_WAY: readonly Way[] = ['mint', 'redeem', 'swap']

const OPEN: ReadonlySet<Limit> = new Set(['wallet', 'coins', 'pegs'])

/** Each set of the ways that are allowed, the smaller first. */
export function mixes({ policy: { ways } }: Pick<Setting, 'policy'>): readonly (readonly Way[])[] {
  const allowed = EVERY_WAY.filter((way) => ways[way])
  const sets: (readonly Way[])[] = [[]]
  for (const way of allowed) sets.push(...sets.map((set) => [...set, way]))
  return sets.filter((set) => set.length > 0).sort((a, b) => a.length - b.length)
}

/**
 * For each mix of ways: all at once within what may flow now; at once when a direction has opened again; and the least turnover with no
 * eye to flow limits, spread over rounds. Cheapest estimate first.
 */
export function candidates(setting: Setting): readonly Candidate[] {
  const found: Candidate[] = []
  const opens = openings(setting)
  for (const ways of mixes(setting)) {
    for (const blocks of [0n, ...opens]) {
      for (const isSeparate of ways.length === 1 ? [false] : [false, true])
        found.push(
          ...drawnUp(setting, { ways, blocks, limits: LIMITS, isSeparate, slack: 1 }, () => atOnce(blocks, isSeparate)),
        )
    }
    for (const isSeparate of ways.length === 1 ? [false] : [false, true])
      found.push(...spread(setting, ways, isSeparate))
  }
  const known = new Set<string>()
  return found
    .filter(({ way, estimate, timing }) => isNew(known, `${way} ${estimate.toPrecision(9)} ${timing.waits.join(' ')}`))
    .sort((a, b) => a.estimate - b.estimate)
}

// Kinds of order that take turns swing less far the more often they do: what is inside its band must stay there on the way.
function atOnce(blocks: bigint, isSeparate: boolean): readonly Timing[] {
  return (isSeparate ? TURNS : [1]).map((turns) => ({
    waits: Array.from({ length: turns }, (_, turn) => (turn === 0 ? Number(blocks) : 0)),
    shares: Array.from({ length: turns }, () => 1 / turns),
    blocks: Number(blocks),
  }))
}

const TURNS = [1, 2, 3, 4]

// A mix often comes to what a smaller one comes to.
function isNew(known: Set<string>, key: string): boolean {
  if (known.has(key)) return false
  known.add(key)
  return true
}

// Targets move with the schedule while a plan waits: it is drawn up again for the block at which each timing ends.
function spread(setting: Setting, ways: readonly Way[], isSeparate: boolean): readonly Candidate[] {
  const drawn = { ways, blocks: 0n, limits: OPEN, isSeparate, slack: 1 }
  const first = drawnUp(setting, drawn, (turnover) => timed(setting, turnover))
  return isMoving(setting) ? first.flatMap(({ timing }) => settled(setting, drawn, timing)) : first
}

// Other targets ask for other amounts, and those for other waits: what is drawn is given as long as it takes, and at least as long as it was
// drawn for, until both agree.
function settled(setting: Setting, drawn: Drawn, { shares, blocks: first }: Timing): readonly Candidate[] {
  let blocks = first
  for (let round = 0; round < AGREED_AFTER; round++) {
    const again = drawnUp(setting, { ...drawn, blocks: BigInt(blocks) }, (turnover) =>
      timed(setting, turnover).filter((timing) => timing.shares.length === shares.length),
    )
    const prompt = again.find(({ timing }) => timing.blocks <= blocks)
    if (prompt !== undefined) return [padded(prompt, blocks, setting)]
    blocks = Math.min(...again.map(({ timing }) => timing.blocks))
    if (!Number.isFinite(blocks)) return []
  }
  return []
}

const AGREED_AFTER = 6

/** The same with the last wait prolonged, which no flow is hurt by. */
function padded(candidate: Candidate, blocks: number, { policy }: Setting): Candidate {
  const { timing, estimate } = candidate
  const more = blocks - timing.blocks
  const waits = timing.waits.map((wait, at) => (at === timing.waits.length - 1 ? wait + more : wait))
  return { ...candidate, timing: { ...timing, waits, blocks }, estimate: estimate + more * policy.waitPrice }
}

const isMoving = ({ state: { reserve } }: Setting): boolean =>
  reserve.tranches.some(
    ({ calibration: { time, duration }, commitment }) => reserve.time - time < duration || commitment !== null,
  )

function drawnUp(
  setting: Setting,
  drawn: Drawn,
  timed_: (turnover: Turnover) => readonly Timing[],
): readonly Candidate[] {
  const sketched = sketch(setting, drawn)
  const solved = least(sketched.scene)
  if (!solved.ok) return []
  return timed_(solved.turnover).map((timing) => {
    const moves = movesOf(solved.turnover)
    const gas = gasOf(moves, setting) * timing.shares.length
    const estimate = (solved.cost * sketched.total) / 1e18 + gas + setting.policy.waitPrice * timing.blocks
    const way = `${moves.map(({ way: each }) => each).join(' and ')}${phrased(timing)}`
    return { way, drawn, turnover: solved.turnover, sketched, timing, estimate }
  })
}

function phrased({ shares, blocks }: Timing): string {
  if (blocks === 0) return shares.length === 1 ? '' : ` in ${shares.length} turns`
  return shares.length === 1 ? ` after ${blocks} blocks` : ` in ${shares.length} rounds over ${blocks} blocks`
}

function gasOf(moves: readonly Move[], { market: { gas } }: Setting): number {
  return moves.reduce((sum, move) => sum + (move.way === 'swap' ? gas.swap * move.parts.length : gas[move.way]), 0)
}

/** Blocks from now at which directions that are closed open again, within the horizon. */
function openings({ state: { reserve }, policy: { horizon } }: Setting): readonly bigint[] {
  const waits = reserve.tranches.flatMap(({ inflow, outflow }) =>
    [inflow, outflow].map(({ blockedUntil }) => blockedUntil + 1n - reserve.block),
  )
  return [...new Set(waits)].filter((blocks) => blocks > 0n && blocks <= horizon).sort((a, b) => (a < b ? -1 : 1))
}

/** What the turnover asks of each direction of each tranche. */
export function channelsOf({ state: { reserve } }: Setting, turnover: Turnover): readonly Channel[] {
  return zip(reserve.tranches, turnover).flatMap(([tranche, { mint, buy, redeem, sell, line }]) => {
    const limit = Number(limitOf(tranche.flowRule.limit, tranche.balance))
    const memory = Number(tranche.flowRule.memory) / 1e18
    return [
      { direction: 'in' as const, share: mint + buy, flow: tranche.inflow },
      { direction: 'out' as const, share: redeem + sell, flow: tranche.outflow },
    ].flatMap(({ direction, share, flow }): readonly Channel[] => {
      if (share === 0) return []
      const now = Number(decayed(flow, tranche.flowRule.memory, reserve.block))
      const closedFor = Math.max(0, Number(flow.blockedUntil + 1n - reserve.block))
      return [{ tranche: tranche.id, direction, asked: share * line.units, flow: now, limit, memory, closedFor }]
    })
  })
}

function timed(setting: Setting, turnover: Turnover): readonly Timing[] {
  const { market, policy } = setting
  const cooldown = Number(market.rules.cooldown)
  const horizon = Number(policy.horizon)
  return timings(channelsOf(setting, turnover), { cooldown, horizon, roundsMax: policy.ordersMax })
}

/**
 * Writes a candidate out in exact amounts and applies it step by step; orders of one round are tried in every sequence. Where rounding
 * leaves a weight outside, more is kept clear of the edges, and tried again.
 */
export function tried(setting: Setting, candidate: Candidate): Found | Refused {
  let answer = inSequence(setting, candidate.turnover, candidate)
  for (const slack of [100, 10_000]) {
    if (answer.ok || answer.refusal.code !== SHORT) return answer
    const solved = least(sketch(setting, { ...candidate.drawn, slack }).scene)
    if (solved.ok) answer = inSequence(setting, solved.turnover, candidate)
  }
  return answer
}

function inSequence(setting: Setting, turnover: Turnover, candidate: Candidate): Found | Refused {
  let last: Refused = unwritten(candidate)
  for (const sequence of permutations(movesOf(turnover))) {
    const answer = attempt(() => walked(setting, sequence, candidate))
    if (answer.ok) return answer
    last = answer
  }
  return last
}

function walked(setting: Setting, moves: readonly Move[], candidate: Candidate): Found | Refused {
  const { timing, way } = candidate
  const { market, policy } = setting
  const stages: ReserveStep[][] = []
  let state = setting.state
  let cost = 0
  const take = (step: ReserveStep): Refused | null => {
    const applied = apply(state, step, market)
    if (!applied.ok) return applied
    state = applied.state
    cost += totalOf(applied.cost)
    return null
  }
  const rounds = moves.map((move) => cut(move, timing.shares))
  for (const [round, wait] of timing.waits.entries()) {
    const blocks = BigInt(wait)
    if (blocks > 0n) {
      const pause: ReserveStep = { kind: 'reserve.wait', blocks, seconds: blocks * market.blockSeconds }
      take(pause)
      stages.push([pause])
    }
    const orders: ReserveStep[] = []
    for (const move of rounds.flatMap((each) => each.slice(round, round + 1))) {
      const step = stepOf(move, state, market)
      if (step === null) return unwritten({ way })
      const refused = take(step)
      if (refused !== null) return refused
      orders.push(step)
    }
    stages.push(orders)
  }
  const out = outsideOf(state, setting)
  if (out !== null) return stillOutside(out)
  const total = usd(cost + policy.waitPrice * timing.blocks)
  return { ok: true, way, stages, cost: total, blocks: BigInt(timing.blocks), moved: movedBy(candidate) }
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

function permutations(moves: readonly Move[]): readonly (readonly Move[])[] {
  if (moves.length <= 1) return [moves]
  return moves.flatMap((move, at) =>
    permutations(moves.filter((_, other) => other !== at)).map((rest) => [move, ...rest]),
  )
}

const unwritten = ({ way }: Pick<Candidate, 'way'>): Refused =>
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
