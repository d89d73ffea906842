import type { Refusal } from '../units/refusal.ts'
import { whole } from '../units/text.ts'

/**
 * What a limit keeps back of what a plan would move. Figures are in `unit`: USD, or tokens of the name that it says. `limiter`
 * is the config key of a policy's limit, or the name of what the world sets (`balance`, `liquidity`, a flow limit).
 */
export interface Cut {
  readonly limiter: string
  readonly place: string
  readonly unit: string
  readonly wanted: number
  readonly allowed: number
  readonly remaining: number
  /** Cycles in all, this one included, until nothing remains if nothing else changes; null where no later cycle brings the rest. */
  readonly cycles: number | null
}

export const NO_CUTS: readonly Cut[] = []

/** The cut of an amount; none where all that is wanted may go, to a millionth of it. */
export function cutOf({ wanted, allowed, ...rest }: Omit<Cut, 'remaining'>): readonly Cut[] {
  const remaining = wanted - allowed
  return remaining > wanted * TINY ? [{ ...rest, wanted, allowed, remaining }] : NO_CUTS
}

const TINY = 1e-6

/** The refusal of a move that a limit leaves too little of. Waiting helps only where something that was sent still counts. */
export function capped({ limiter, place, unit, wanted, allowed, cycles }: Cut, hasSent: boolean): Refusal {
  const isWindow = hasSent && (limiter.endsWith('.perHour') || limiter.endsWith('.perDay'))
  const other = limiter.startsWith('bridge') ? 'send by another bridge' : `raise ${limiter}`
  return {
    code: 'LIMIT_REACHED',
    detail: `${limiter} leaves ${whole(allowed, 'down')} of ${whole(wanted, 'up')} ${unit} that should move (${place})`,
    facts: { limiter, place, unit, wanted, allowed, ...(cycles === null ? {} : { cycles }) },
    lift: isWindow
      ? `Wait until what was sent leaves the window of the cap, or ${other}.`
      : `${other.charAt(0).toUpperCase()}${other.slice(1)}, or lower limits.transferMin: a transfer of what is left would be smaller than that.`,
  }
}

/** Sums that were sent and when, oldest first, and what the caps let go: what a later cycle may send follows from both. */
export interface Sending {
  readonly asOf: number
  readonly sent: readonly { readonly at: number; readonly value: number }[]
  /** The most that one cycle sends where no cap per hour or day binds. */
  readonly perCycle: number
  readonly perHour: number
  readonly perDay: number
  /** The least that a cycle sends: below it, it waits. */
  readonly least: number
  /** Milliseconds between two cycles. */
  readonly every: number
}

/**
 * Cycles until `wanted` is sent, the first of which sends `first` now: each later one sends what the caps leave in its last
 * hour and day, and a cycle that sends nothing is not counted. Null where it comes to no end, or takes more than ten thousand.
 */
export function cyclesFor(
  wanted: number,
  first: number,
  { asOf, sent, perCycle, perHour, perDay, least, every }: Sending,
): number | null {
  let past = [...sent, { at: asOf, value: first }]
  let left = wanted - first
  let cycles = 1
  for (let looked = 0, now = asOf + every; left >= least; looked++) {
    if (looked >= LOOKS_MAX) return null
    if (looked % TIDY_EVERY === 0) past = past.filter(({ at }) => now - at < DAY)
    const within = (span: number): number =>
      past.reduce((sum, { at, value }) => (now - at < span ? sum + value : sum), 0)
    const value = Math.min(left, perCycle, perHour - within(HOUR), perDay - within(DAY))
    if (value >= least) {
      past.push({ at: now, value })
      left -= value
      cycles++
      now += every
      continue
    }
    // Nothing changes before something leaves a window.
    const frees = past.flatMap(({ at }) => [at + HOUR, at + DAY]).filter((at) => at > now)
    if (frees.length === 0) return null
    now = asOf + every * Math.ceil((Math.min(...frees) - asOf) / every)
  }
  return cycles
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const LOOKS_MAX = 10_000
/** What has left both windows is dropped now and then. */
const TIDY_EVERY = 24
