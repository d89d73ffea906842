import { lookup } from '../../units/lookup.ts'
import type { Frame } from './frame.ts'
import type { GuardFrame } from './guardFrame.ts'

export interface Peg {
  readonly id: string
  readonly floor: number
  readonly ceiling: number
}

/** What one tranche went through, counted over every moment, also those that no chart keeps. */
export interface Standing {
  moments: number
  outside: number
  /** Most used of a limit; null where something had flowed and the limit was zero. */
  readonly most: { inflow: number | null; outflow: number | null }
  readonly closed: { inflow: number; outflow: number }
}

export interface Stats {
  readonly moments: number
  /** Moments in which every tranche was inside its band. */
  readonly inside: number
  /** The least that was paid for the next coin; null where there never was one. */
  readonly redemption: number | null
  readonly tranches: ReadonlyMap<string, Standing>
  readonly pegs: ReadonlyMap<string, Kept>
  /** Moments in which the guard on prices stopped orders, and the widest difference; null where there was none. */
  readonly guard: { readonly off: number; readonly worst: GuardFrame } | null
}

/** How one stable asset kept its peg. */
export interface Kept {
  readonly moments: number
  readonly off: number
  readonly lowest: number
}

export interface Counter {
  readonly add: (frame: Frame) => void
  readonly found: () => Stats
}

const larger = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : Math.max(a, b))

export function counter(pegs: readonly Peg[]): Counter {
  const tranches = new Map<string, Standing>()
  const kept = new Map<string, Kept>()
  let moments = 0
  let inside = 0
  let redemption: number | null = null
  let guard: Stats['guard'] = null
  return {
    add: (frame) => {
      moments += 1
      let isInside = true
      for (const tranche of frame.tranches) {
        const { id, weight, low, high } = tranche
        const standing = tranches.get(id) ?? fresh()
        tranches.set(id, standing)
        const isOutside = weight < low || weight > high
        if (isOutside) isInside = false
        standing.moments += 1
        standing.outside += isOutside ? 1 : 0
        for (const way of WAYS) {
          standing.most[way] = larger(standing.most[way], tranche[way].used)
          standing.closed[way] += tranche[way].isClosed ? 1 : 0
        }
      }
      if (isInside) inside += 1
      for (const { id, floor, ceiling } of pegs) {
        const price = lookup(frame.stable, id)
        if (price === undefined) continue
        const { moments: was, off, lowest } = kept.get(id) ?? { moments: 0, off: 0, lowest: price }
        const isOff = price < floor || price > ceiling
        kept.set(id, { moments: was + 1, off: off + (isOff ? 1 : 0), lowest: Math.min(lowest, price) })
      }
      guard = guarded(guard, frame.guard)
      if (frame.redemption !== null) redemption = Math.min(redemption ?? Number.POSITIVE_INFINITY, frame.redemption)
    },
    found: () => ({ moments, inside, redemption, tranches, pegs: kept, guard }),
  }
}

function guarded(found: Stats['guard'], now: GuardFrame | null): Stats['guard'] {
  if (now === null) return found
  const off = (found?.off ?? 0) + (now.isOff ? 1 : 0)
  const worst = found === null || now.off * found.worst.most > found.worst.off * now.most ? now : found.worst
  return { off, worst }
}

const WAYS = ['inflow', 'outflow'] as const

const fresh = (): Standing => ({
  moments: 0,
  outside: 0,
  most: { inflow: 0, outflow: 0 },
  closed: { inflow: 0, outflow: 0 },
})

export function statsOf(frames: readonly Frame[], pegs: readonly Peg[]): Stats {
  const { add, found } = counter(pegs)
  for (const frame of frames) add(frame)
  return found()
}
