import type { Way } from '../../portfolio/reserve/policy.ts'
import { least, type Turnover } from './least.ts'
import { type Drawn, type Limit, type Setting, type Sketch, sketch } from './scene.ts'
import type { Terms, Timing } from './timing.ts'
import { type Move, movesOf } from './write.ts'

/** A way as the linear programme has it, before it is tried out. `estimate` is a cost that it will not stay below, but for rounding. */
export interface Candidate {
  readonly way: string
  readonly drawn: Drawn
  readonly turnover: Turnover
  readonly sketched: Sketch
  /** They follow one another. */
  readonly phases: readonly Phase[]
  /** Waited in all of them. */
  readonly blocks: number
  readonly estimate: number
}

/** Some kinds of order, placed in rounds that are timed from the end of the phase before. */
export interface Phase {
  readonly ways: readonly Way[]
  readonly timing: Timing
}

/** Every kind of order. */
export const EVERY_WAY: readonly Way[] = ['mint', 'redeem', 'swap']

/** All limits but those of flows. */
export const OPEN: ReadonlySet<Limit> = new Set(['wallet', 'coins', 'pegs'])

/** Each set of the ways that are allowed, the smaller first. */
export function mixes({ policy: { ways } }: Pick<Setting, 'policy'>): readonly (readonly Way[])[] {
  const allowed = EVERY_WAY.filter((way) => ways[way])
  const sets: (readonly Way[])[] = [[]]
  for (const way of allowed) sets.push(...sets.map((set) => [...set, way]))
  return sets.filter((set) => set.length > 0).sort((a, b) => a.length - b.length)
}

/** They follow one another. */
export type Phases = readonly Phase[]

/** All of it after so many blocks, at once or in turns: the more turns, the less far what is inside its band swings on the way. */
export function atOnce(ways: readonly Way[], blocks: bigint, isSeparate: boolean): readonly Phases[] {
  return (isSeparate ? TURNS : [1]).map((turns) => {
    const waits = Array.from({ length: turns }, (_, turn) => (turn === 0 ? Number(blocks) : 0))
    const shares = Array.from({ length: turns }, () => 1 / turns)
    return [{ ways, timing: { waits, shares, blocks: Number(blocks) } }]
  })
}

const TURNS = [1, 2, 3, 4]

/** What is drawn, solved, and carried out in each of these ways; none where it cannot be. */
export function drawnUp(
  setting: Setting,
  drawn: Drawn,
  phased: (turnover: Turnover) => readonly Phases[],
): readonly Candidate[] {
  const sketched = sketch(setting, drawn)
  const solved = least(sketched.scene)
  if (!solved.ok) return []
  return phased(solved.turnover).map((phases) => candidateOf(setting, { ...solved, drawn, sketched }, phases))
}

interface Solution {
  readonly drawn: Drawn
  readonly sketched: Sketch
  readonly turnover: Turnover
  /** As a share of the reserve. */
  readonly cost: number
}

/** The candidate that carries a solution out in these phases. */
export function candidateOf(setting: Setting, solution: Solution, phases: Phases): Candidate {
  const { drawn, sketched, turnover, cost } = solution
  const moves = movesOf(turnover)
  const blocks = phases.reduce((sum, { timing }) => sum + timing.blocks, 0)
  const gas = phases.reduce((sum, phase) => sum + gasOf(moves, phase, setting), 0)
  const estimate = (cost * sketched.total) / 1e18 + gas + setting.policy.waitPrice * blocks
  return { way: phrased(phases, moves, blocks), drawn, turnover, sketched, phases, blocks, estimate }
}

export function phrased(phases: Phases, moves: readonly Move[], blocks: number): string {
  const isTimed = blocks > 0
  if (moves.length === 0) return `wait ${counted(blocks)}`
  const said = phases.map(({ ways, timing: { shares } }) => {
    const kinds = moves.filter(({ way }) => ways.includes(way)).map(({ way }) => way)
    const rounds = shares.length === 1 ? '' : ` in ${shares.length} ${isTimed ? 'rounds' : 'turns'}`
    return `${kinds.join(' and ')}${rounds}`
  })
  const isSingle = phases.every(({ timing }) => timing.shares.length === 1)
  return `${said.join(', then ')}${isTimed ? ` ${isSingle ? 'after' : 'over'} ${counted(blocks)}` : ''}`
}

const counted = (blocks: number): string => `${apart(blocks)} ${blocks === 1 ? 'block' : 'blocks'}`

export function gasOf(moves: readonly Move[], { ways, timing }: Phase, { market: { gas } }: Setting): number {
  const one = moves
    .filter(({ way }) => ways.includes(way))
    .reduce((sum, { way, parts }) => sum + (way === 'swap' ? gas.swap * parts.length : gas[way]), 0)
  return one * timing.shares.length
}

/** Blocks from now at which directions that are closed open again, within the horizon. */
export function openings({ state: { reserve }, policy: { horizon } }: Setting): readonly bigint[] {
  const waits = reserve.tranches.flatMap(({ inflow, outflow }) =>
    [inflow, outflow].map(({ blockedUntil }) => blockedUntil + 1n - reserve.block),
  )
  return [...new Set(waits)].filter((blocks) => blocks > 0n && blocks <= horizon).sort((a, b) => (a < b ? -1 : 1))
}

/** What timings are held to by the rules and the policy. */
export const termsOf = ({ market, policy }: Setting): Terms => ({
  cooldown: Number(market.rules.cooldown),
  horizon: Number(policy.horizon),
  roundsMax: policy.ordersMax,
})

/** A count with its thousands apart. */
const apart = (count: number | bigint): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
