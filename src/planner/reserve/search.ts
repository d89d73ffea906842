import type { Way } from '../../portfolio/reserve/policy.ts'
import { channelsOf } from './channel.ts'
import type { Turnover } from './least.ts'
import { corners, moments, scheduleEnd } from './moments.ts'
import {
  atOnce,
  type Candidate,
  drawnUp,
  gasOf,
  mixes,
  OPEN,
  openings,
  type Phase,
  type Phases,
  phrased,
  termsOf,
} from './phase.ts'
import { type Drawn, LIMITS, type Setting } from './scene.ts'
import { type Channel, passed, type Terms, type Timing, timings } from './timing.ts'
import { type Move, movesOf } from './write.ts'

/**
 * For each mix of ways: all at once within what may flow now; at once when a direction has opened again; and the least turnover with no
 * eye to flow limits, spread over rounds: every kind of order in each of them, or all of one kind before the next. Cheapest estimate first.
 */
export function candidates(setting: Setting): readonly Candidate[] {
  const found: Candidate[] = []
  const opens = openings(setting)
  for (const ways of mixes(setting)) {
    found.push(...later(setting, ways))
    for (const isSeparate of ways.length === 1 ? [false] : [false, true]) {
      for (const blocks of [0n, ...opens])
        found.push(
          ...drawnUp(setting, { ways, blocks, limits: LIMITS, isSeparate, slack: 1 }, () =>
            atOnce(ways, blocks, isSeparate),
          ),
        )
      found.push(...spread(setting, ways, isSeparate))
    }
  }
  const known = new Set<string>()
  return found
    .filter((each) =>
      isNew(
        known,
        `${each.way} ${each.estimate.toPrecision(9)} ${each.phases.flatMap(({ timing }) => timing.waits).join(' ')}`,
      ),
    )
    .sort((a, b) => a.estimate - b.estimate)
}

/**
 * Waiting for targets that move: at moments of the schedule, and nearer and nearer about the cheapest of them, for what is to be done then.
 * Beyond the horizon only where nothing is but to wait for weights that move by schedule.
 */
function later(setting: Setting, ways: readonly Way[]): readonly Candidate[] {
  const { market, policy, state } = setting
  const ends = scheduleEnd(state.reserve, market.blockSeconds)
  const at = (blocks: bigint): Candidate | null => {
    const drawn = { ways, blocks, limits: LIMITS, isSeparate: false, slack: 1 }
    const [one] = drawnUp(setting, drawn, () => atOnce(ways, blocks, false))
    if (one === undefined) return null
    if (blocks <= policy.horizon) return one
    return blocks <= ends && isIdle(one) ? one : null
  }
  const isIdle = ({ turnover }: Candidate): boolean => movesOf(turnover).length === 0
  const sampled = moments(state.reserve, market.blockSeconds).flatMap((blocks) => at(blocks) ?? [])
  const [first, ...others] = sampled
  if (first === undefined) return sampled
  let best = others.reduce((a, b) => (b.estimate < a.estimate ? b : a), first)
  let low = Math.max(0, ...sampled.map(({ blocks }) => blocks).filter((blocks) => blocks < best.blocks))
  for (let round = 0; round < NEARER && best.blocks - low > 1; round++) {
    const middle = Math.floor((low + best.blocks) / 2)
    const one = at(BigInt(middle))
    if (one !== null && one.estimate < best.estimate) best = one
    else low = middle
  }
  return [...sampled.filter((each) => !isIdle(each)), best]
}

/** How often the stretch before the cheapest moment is halved. */
const NEARER = 16

// A mix often comes to what a smaller one comes to.
function isNew(known: Set<string>, key: string): boolean {
  if (known.has(key)) return false
  known.add(key)
  return true
}

// Targets move with the schedule while a plan waits: it is drawn up again for the block at which each timing ends.
function spread(setting: Setting, ways: readonly Way[], isSeparate: boolean): readonly Candidate[] {
  const drawn = { ways, blocks: 0n, limits: OPEN, isSeparate, slack: 1 }
  const from = (blocks: bigint): readonly Candidate[] =>
    drawnUp(setting, { ...drawn, blocks }, (turnover) => timed(setting, turnover, ways))
  if (!isMoving(setting)) return from(0n)
  const { state, market, policy } = setting
  const ahead = corners(state.reserve, market.blockSeconds)
  const found: Candidate[] = []
  for (const blocks of [0n, ...ahead.filter((each) => each <= policy.horizon)]) {
    const first = from(blocks)
      .filter(({ turnover }) => movesOf(turnover).length > 0)
      .sort((a, b) => a.estimate - b.estimate)
    const agreed: Candidate[] = []
    for (const candidate of first) {
      agreed.push(...settled(setting, drawn, { ...candidate, blocks: Math.max(Number(blocks), candidate.blocks) }))
      if (agreed.length >= SETTLED_MAX) break
    }
    found.push(...agreed)
  }
  return found
}

/** Where targets move, the cheapest so many timings of a mix are followed up: each is drawn up several times. */
const SETTLED_MAX = 4

// Other targets ask for other amounts, and those for other waits: what is drawn is given as long as it takes, and at least as long as it was
// drawn for, until both agree.
function settled(setting: Setting, drawn: Drawn, { phases, blocks: first }: Candidate): readonly Candidate[] {
  const shape = shapeOf(phases)
  const rounds = phases.reduce((most, { timing }) => Math.max(most, timing.shares.length), 1)
  let blocks = first
  for (let round = 0; round < AGREED_AFTER; round++) {
    const again = drawnUp(setting, { ...drawn, blocks: BigInt(blocks) }, (turnover) =>
      (phases.length === 1
        ? together(setting, turnover, { ways: drawn.ways, rounds })
        : oneByOne(
            setting,
            turnover,
            phases.flatMap(({ ways }) => movesOf(turnover).filter(({ way }) => ways.includes(way))),
          )
      ).filter((each) => shapeOf(each) === shape),
    )
    const prompt = again.find((each) => each.blocks <= blocks)
    if (prompt !== undefined) return [padded(prompt, blocks, setting)]
    blocks = Math.min(...again.map((each) => each.blocks))
    if (!Number.isFinite(blocks)) return []
  }
  return []
}

const AGREED_AFTER = 6

const shapeOf = (phases: Phases): string =>
  phases.map(({ ways, timing: { shares } }) => `${ways.join(' ')} ${shares.length}`).join(', ')

/** The same with the last wait prolonged, which no flow is hurt by. */
function padded(candidate: Candidate, blocks: number, { policy }: Setting): Candidate {
  const more = blocks - candidate.blocks
  const phases = candidate.phases.map(({ ways, timing }, at): Phase => {
    if (at < candidate.phases.length - 1) return { ways, timing }
    const waits = timing.waits.map((wait, round) => (round === timing.waits.length - 1 ? wait + more : wait))
    return { ways, timing: { ...timing, waits, blocks: timing.blocks + more } }
  })
  const way = phrased(phases, movesOf(candidate.turnover), blocks)
  return { ...candidate, way, phases, blocks, estimate: candidate.estimate + more * policy.waitPrice }
}

/** Whether targets, or weights by a commitment's schedule, move by themselves. */
export const isMoving = ({ state: { reserve } }: Setting): boolean =>
  reserve.tranches.some(
    ({ calibration: { time, duration }, commitment }) => reserve.time - time < duration || commitment !== null,
  )

// All kinds in each round; and where that has to wait, all of one kind before the next.
function timed(setting: Setting, turnover: Turnover, ways: readonly Way[]): readonly Phases[] {
  const found = together(setting, turnover, { ways })
  if (found.some((phases) => phases.every(({ timing }) => timing.blocks === 0))) return found
  const moves = movesOf(turnover)
  return moves.length < 2 ? found : [...found, ...orders(moves).flatMap((each) => oneByOne(setting, turnover, each))]
}

interface Rounds {
  readonly ways: readonly Way[]
  /** Exactly so many; any number where left out. */
  readonly rounds?: number
}

const together = (setting: Setting, turnover: Turnover, { ways, ...exact }: Rounds): readonly Phases[] =>
  timings(channelsOf(setting, turnover, ways), { ...termsOf(setting), ...exact }).map((timing) => [{ ways, timing }])

/** Each kind on its own, in this order, each as cheaply as it can wait; none where one of them cannot be timed. */
function oneByOne(setting: Setting, turnover: Turnover, moves: readonly Move[]): readonly Phases[] {
  const { waitPrice } = setting.policy
  const phases: Phase[] = []
  let terms = termsOf(setting)
  let ahead = moves.map(({ way }) => channelsOf(setting, turnover, [way]))
  for (const move of moves) {
    const [channels = [], ...rest] = ahead
    const costOf = (timing: Timing): number =>
      timing.blocks * waitPrice + gasOf(moves, { ways: [move.way], timing }, setting)
    const [first, ...others] = timings(channels, terms)
    if (first === undefined) return []
    const timing = others.reduce((best, each) => (costOf(each) < costOf(best) ? each : best), first)
    phases.push({ ways: [move.way], timing })
    terms = { ...terms, horizon: terms.horizon - timing.blocks, roundsMax: terms.roundsMax - timing.shares.length }
    ahead = rest.map((list) => list.map((channel) => behind(channel, channels, { timing, terms })))
  }
  return [phases]
}

/** The channel as a phase leaves it that asked for these. */
function behind(
  channel: Channel,
  asked: readonly Channel[],
  { timing, terms }: { readonly timing: Timing; readonly terms: Terms },
): Channel {
  const same = asked.find(({ tranche, direction }) => tranche === channel.tranche && direction === channel.direction)
  return { ...passed({ ...channel, asked: same?.asked ?? 0 }, timing, terms), asked: channel.asked }
}

function orders(moves: readonly Move[]): readonly (readonly Move[])[] {
  if (moves.length <= 1) return [moves]
  return moves.flatMap((move, at) => orders(moves.filter((_, other) => other !== at)).map((rest) => [move, ...rest]))
}
