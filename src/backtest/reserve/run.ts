import type { ReserveDecision } from '../../execution/reserve.ts'
import type { Oracle } from '../../models/reserve/guard.ts'
import * as Standing from '../../models/reserve/state.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import { keep } from '../../units/lookup.ts'
import type { Price } from '../../units/price.ts'
import { type Arbitrage, arbitrage, type Chance, crowd, type Purse, type Users } from './crowd.ts'
import { type Frame, frame } from './frame.ts'
import type { Gains } from './gain.ts'
import { operate } from './operate.ts'
import { recorder } from './recorder.ts'
import type { Scene } from './replay.ts'
import { pegsOf } from './simulation.ts'
import { counter, type Stats } from './stats.ts'
import type { Tally } from './tally.ts'
import { oracleAt, type Tape } from './tape.ts'
import { type Floors, surplusOf, type World, world as worldOf } from './world.ts'

/** All that a backtest of a reserve is made of. */
export interface Setup {
  readonly start: Scene
  readonly tape: Tape
  readonly floors: Floors
  /** Rows by which the reserve's own prices are behind the market's. */
  readonly delay: number
  readonly users: { readonly crowd: Users; readonly chance: Chance } | null
  readonly arbitrage: Arbitrage | null
  readonly operator: Operator | null
  /** What the reserve's own oracle says in each row, where it is not the market's price. */
  readonly seen?: Tape['prices']
  /** What others say of prices in each row, where the tape does not have it. */
  readonly told?: (row: number) => Oracle
  /** What happens in a row before the operator looks. */
  readonly beside?: (row: number, world: World) => void
  /** Told of every row when it is over, with the operator's decision where one was due. */
  readonly heard?: (row: number, world: World, decision: ReserveDecision | null) => void
}

export interface Operator {
  readonly policy: ReservePolicy
  /** Rows from one decision to the next. */
  readonly every: number
}

/** What a run led to. */
export interface Course {
  readonly frames: readonly Frame[]
  readonly stats: Stats
  /** How it stood when a stable asset was at its lowest; null where there is none. */
  readonly trough: Frame | null
  /** Net assets less coins, in 18 places. */
  readonly surplus: { readonly start: bigint; readonly trough: bigint; readonly end: bigint }
  readonly start: Scene
  readonly end: Scene
  readonly gains: Gains
  readonly tallies: readonly Tally[]
  /** USD deposited into each tranche while it was below its peg. */
  readonly filled: ReadonlyMap<string, number>
  /** Highest weight of each tranche while it was below its peg, and USD it was worth then. */
  readonly peaks: ReadonlyMap<string, Peak>
}

export interface Peak {
  readonly weight: number
  readonly value: number
}

/** A run under way; `turn` lets the next row happen. */
export interface Run {
  readonly turn: (row: number) => void
  readonly course: () => Course
}

export function run(setup: Setup): Run {
  const { start } = setup
  const world = worldOf(start, setup.floors)
  const purse: Purse = { usd: setup.arbitrage?.capital ?? 0 }
  const kept = recorder<Frame>()
  kept.offer(() => frame(start.state, start.market))
  const peaks = new Map<string, Peak>()
  const counted = counter(pegsOf(start.state.reserve))
  const low = troughOf(setup)
  let trough: Pick<Course, 'trough'> & { readonly surplus: bigint } = { trough: null, surplus: 0n }
  return {
    turn: (row) => {
      turn(row, { setup, world, purse })
      const now = frame(world.scene().state, world.scene().market)
      counted.add(now)
      peak(peaks, world)
      kept.offer(() => now)
      if (row === low) trough = { trough: now, surplus: surplusOf(world.scene()) }
    },
    course: () => {
      const end = world.scene()
      return {
        frames: kept.kept(frame(end.state, end.market)),
        stats: counted.found(),
        trough: trough.trough,
        surplus: { start: surplusOf(start), trough: trough.surplus, end: surplusOf(end) },
        start,
        end,
        gains: world.gains(),
        tallies: world.tallies.all(),
        filled: world.filled,
        peaks,
      }
    },
  }
}

interface Turning {
  readonly setup: Setup
  readonly world: World
  readonly purse: Purse
}

/** Time passes, prices move, then come arbitrageurs, users and the operator. */
function turn(row: number, { setup, world, purse }: Turning): void {
  const { tape, delay, users, operator } = setup
  const time = tape.time[row]
  if (time === undefined) return
  world.let({ kind: 'until', time })
  world.let({ kind: 'prices', prices: pricesAt({ prices: setup.seen ?? tape.prices }, Math.max(0, row - delay)) })
  const oracle = setup.told?.(row) ?? oracleAt(tape, row)
  if (oracle !== null) world.let({ kind: 'oracle', oracle })
  if (setup.arbitrage !== null) arbitrage(setup.arbitrage, pricesAt(tape, row), { world, purse })
  const seconds = Number(time - (tape.time[row - 1] ?? time))
  if (users !== null) crowd(users.crowd, users.chance, { seconds, world })
  setup.beside?.(row, world)
  const decision = operator !== null && row % operator.every === 0 ? operate(world, operator.policy) : null
  setup.heard?.(row, world, decision)
}

export function pricesAt({ prices }: Pick<Tape, 'prices'>, row: number): Readonly<Record<string, Price>> {
  const found: Record<string, Price> = {}
  for (const [id, series] of prices) {
    const price = series[row]
    if (price !== undefined) keep(found, id, price)
  }
  return found
}

function peak(peaks: Map<string, Peak>, world: World): void {
  if (!world.reserve().tranches.some(world.failing)) return
  for (const { tranche, weight, value } of Standing.value(world.reserve()).tranches) {
    const share = toUsd(weight)
    if (world.failing(tranche) && share > (peaks.get(tranche.id)?.weight ?? -1))
      peaks.set(tranche.id, { weight: share, value: toUsd(value) })
  }
}

/** The row in which the reserve's own price of a stable asset is the lowest of all; −1 without one. */
function troughOf({ tape, start, delay }: Setup): number {
  let lowest: Price | null = null
  let at = -1
  for (const { id, peg } of start.state.reserve.tranches.flatMap(({ assets }) => assets)) {
    if (peg === null) continue
    for (const [row, price] of (tape.prices.get(id) ?? []).entries())
      if (lowest === null || price < lowest) [lowest, at] = [price, row]
  }
  return at < 0 ? -1 : Math.min(at + delay, tape.time.length - 1)
}
