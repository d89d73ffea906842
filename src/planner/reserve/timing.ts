import type { Direction } from '../../models/reserve/order.ts'

/** One direction of one tranche as a plan uses it: all that is to flow through, and what it has of its limit now. Native units. */
export interface Channel {
  readonly tranche: string
  readonly direction: Direction
  readonly asked: number
  readonly flow: number
  readonly limit: number
  /** What is left of a flow after one block. */
  readonly memory: number
  /** Blocks from now until it takes anything. */
  readonly closedFor: number
}

/** Rounds of the same orders with waits before each; the shares of the whole that they move sum to one. */
export interface Timing {
  readonly waits: readonly number[]
  readonly shares: readonly number[]
  /** Blocks waited in all. */
  readonly blocks: number
}

export interface Terms {
  /** Blocks for which a direction is closed after it passed four fifths of its limit. */
  readonly cooldown: number
  readonly horizon: number
  readonly roundsMax: number
  /** Exactly so many rounds; every number up to the most where left out. */
  readonly rounds?: number
}

const CLOSING = 0.8
/** What is kept clear of a limit, so that rounding up a unit does not break it. */
const MARGIN = 1e-9
/** Shares of the whole that count as nothing. */
const LEFT = 1e-12

/**
 * For each number of rounds the least waiting with which everything flows, up to the first that waits for nothing. There are two ways to go
 * about it: to stay below what closes a direction until the last round and wait as little as the memory asks, or to fill up the limit each
 * time and wait out the cooldown. Rounds are evenly spaced: what a wait frees, limit · (1 − memory^blocks), is concave, so that even
 * waits free the most. The wait is found by bisection, since a longer one never frees less. In float64; the exact check has the last word.
 */
export function timings(channels: readonly Channel[], terms: Terms): readonly Timing[] {
  const opens = channels.reduce((most, { closedFor }) => Math.max(most, closedFor), 0)
  const found: Timing[] = []
  if (opens > terms.horizon) return found
  for (const rounds of terms.rounds === undefined ? counts(terms.roundsMax) : [terms.rounds]) {
    for (const isFull of rounds === 1 ? [true] : [false, true]) {
      const prompt = shortest(channels, { opens, rounds, isFull, isLate: false, terms })
      const late = prompt?.blocks === opens ? null : shortest(channels, { opens, rounds, isFull, isLate: true, terms })
      const better = late !== null && (prompt === null || late.blocks < prompt.blocks) ? late : prompt
      if (better !== null) found.push(better)
    }
    if (found.some(({ blocks }) => blocks === opens)) break
  }
  return found
}

/** Rounds of a part of the whole: shares that sum to one at most, and their sum. */
export interface Portion {
  readonly timing: Timing
  readonly sum: number
}

/**
 * As much as flows within the horizon, in rounds as of `timings`: of what moves as much to a thousandth the fewest rounds, as soon as they
 * can be. Null where nothing flows.
 */
export function most(channels: readonly Channel[], terms: Terms): Portion | null {
  const opens = channels.reduce((last, { closedFor }) => Math.max(last, closedFor), 0)
  let best: (() => Portion) | null = null
  let most = 0
  for (const rounds of opens > terms.horizon ? [] : counts(terms.roundsMax)) {
    for (const isFull of [true, false]) {
      const low = rounds === 1 ? 0 : isFull ? terms.cooldown + 1 : 1
      const high = rounds === 1 ? 0 : Math.floor((terms.horizon - opens) / (rounds - 1))
      const asked = { opens, rounds, isFull, isLate: false, isPart: true, terms }
      const { sum } = high < low ? NONE : portion(channels, asked, high)
      if (sum <= most + THOUSANDTH) continue
      most = sum
      best = () => soonest(channels, asked, { low, high })
    }
  }
  return best === null ? null : best()
}

const THOUSANDTH = 1e-3
const NONE: Portion = { timing: { waits: [], shares: [], blocks: 0 }, sum: 0 }

function portion(channels: readonly Channel[], asked: Asked, gap: number): Portion {
  const timing = run(channels, asked, gap)
  return timing === null ? NONE : { timing, sum: timing.shares.reduce((all, share) => all + share, 0) }
}

/** The shortest gap that moves as much as the longest, to a thousandth; all of it where that moves all. */
function soonest(
  channels: readonly Channel[],
  asked: Asked,
  gaps: { readonly low: number; readonly high: number },
): Portion {
  let { low, high } = gaps
  let best = portion(channels, asked, high)
  const enough = best.sum > 1 - LEFT * 10 ? best.sum : best.sum * (1 - THOUSANDTH)
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const found = portion(channels, asked, middle)
    if (found.sum < enough) low = middle + 1
    else {
      high = middle
      best = found
    }
  }
  return best
}

/** Up to 8 each number of rounds, then four to every doubling: what one more of many saves is less than it takes to look. */
function counts(most: number): readonly number[] {
  const all: number[] = []
  for (let rounds = 1, step = 1; rounds < most; rounds += step) {
    all.push(rounds)
    if (rounds >= 8 * step) step *= 2
  }
  return [...all, most]
}

/** The channel as these rounds leave it. */
export function passed(channel: Channel, { waits, shares }: Timing, { cooldown }: Terms): Channel {
  const { asked, limit, memory } = channel
  let { flow, closedFor } = channel
  for (const [round, wait] of waits.entries()) {
    const more = (shares[round] ?? 0) * asked
    flow = flow * power(memory, wait) + more
    closedFor = Math.max(0, closedFor - wait)
    if (more > 0 && flow > CLOSING * limit) closedFor = cooldown + 1
  }
  return { ...channel, flow, closedFor }
}

interface Asked {
  readonly opens: number
  readonly rounds: number
  /** Whether each round fills up the limit, which closes the direction. */
  readonly isFull: boolean
  /** Whether the first round waits too, for a flow that is there already. */
  readonly isLate: boolean
  /** Whether less than everything will do. */
  readonly isPart?: boolean
  readonly terms: Terms
}

function shortest(channels: readonly Channel[], asked: Asked): Timing | null {
  const { opens, rounds, isFull, isLate, terms } = asked
  const gaps = rounds - 1 + (isLate ? 1 : 0)
  if (gaps === 0) return run(channels, asked, 0)
  let low = isFull && rounds > 1 ? terms.cooldown + 1 : 1
  let high = Math.floor((terms.horizon - opens) / gaps)
  if (high < low || run(channels, asked, high) === null) return null
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (run(channels, asked, middle) === null) low = middle + 1
    else high = middle
  }
  return run(channels, asked, low)
}

// Everything with this gap, each round as much as all channels take together; null where something is left over.
function run(channels: readonly Channel[], asking: Asked, gap: number): Timing | null {
  const { opens, rounds, isFull, isLate, isPart = false } = asking
  const waits: number[] = []
  const shares: number[] = []
  const flows = channels.map(({ flow }) => flow)
  const kept: number[] = []
  for (const [c, { memory }] of channels.entries())
    kept.push(memory === channels[c - 1]?.memory ? (kept[c - 1] ?? 0) : power(memory, gap))
  let left = 1
  let idle = 0
  for (let round = 0; round < rounds; round++) {
    const pause = round === 0 ? opens + (isLate ? gap : 0) : gap
    idle += pause
    const isFirst = round === 0 && opens > 0
    let share = left
    for (const [c, { asked, limit, memory }] of channels.entries()) {
      const flow = (flows[c] ?? 0) * (isFirst ? power(memory, pause) : pause > 0 ? (kept[c] ?? 0) : 1)
      flows[c] = flow
      const most = limit * (isFull || round === rounds - 1 ? 1 : CLOSING) * (1 - MARGIN)
      share = Math.min(share, Math.max(0, most - flow) / asked)
    }
    if (share <= LEFT && isPart) continue
    if (share <= LEFT) return null
    for (const [c, { asked }] of channels.entries()) flows[c] = (flows[c] ?? 0) + share * asked
    waits.push(idle)
    idle = 0
    shares.push(share)
    left -= share
    if (left <= LEFT) break
  }
  if (isPart ? shares.length === 0 : left > LEFT) return null
  return { waits, shares, blocks: waits.reduce((sum, blocks) => sum + blocks, 0) }
}

/** base^n for a whole n by squaring: sums and products only, so that every engine has the same digits. */
function power(base: number, n: number): number {
  let result = 1
  let square = base
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square
    square *= square
  }
  return result
}
