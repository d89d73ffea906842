import type { Frame } from './frame.ts'

export interface Peg {
  readonly id: string
  readonly floor: number
  readonly ceiling: number
}

/** What one tranche went through, counted over every moment, also those that no chart keeps. */
export interface Standing {
  moments: number
  outside: number
  offPeg: number
  lowest: number
  readonly most: { inflow: number; outflow: number }
  readonly closed: { inflow: number; outflow: number }
}

export interface Stats {
  readonly moments: number
  /** Moments in which every tranche was inside its band. */
  readonly inside: number
  /** The least that was paid for the next coin; null where there never was one. */
  readonly redemption: number | null
  readonly tranches: ReadonlyMap<string, Standing>
}

export interface Counter {
  readonly add: (frame: Frame) => void
  readonly found: () => Stats
}

export function counter(pegs: readonly Peg[]): Counter {
  const tranches = new Map<string, Standing>()
  let moments = 0
  let inside = 0
  let redemption: number | null = null
  return {
    add: (frame) => {
      moments += 1
      let isInside = true
      for (const tranche of frame.tranches) {
        const { id, price, weight, low, high } = tranche
        const standing = tranches.get(id) ?? fresh()
        tranches.set(id, standing)
        const peg = pegs.find((each) => each.id === id)
        const isOutside = weight < low || weight > high
        if (isOutside) isInside = false
        standing.moments += 1
        standing.outside += isOutside ? 1 : 0
        standing.offPeg += peg !== undefined && (price < peg.floor || price > peg.ceiling) ? 1 : 0
        standing.lowest = Math.min(standing.lowest, price)
        for (const way of WAYS) {
          standing.most[way] = Math.max(standing.most[way], tranche[way].used)
          standing.closed[way] += tranche[way].isClosed ? 1 : 0
        }
      }
      if (isInside) inside += 1
      if (frame.redemption !== null) redemption = Math.min(redemption ?? Number.POSITIVE_INFINITY, frame.redemption)
    },
    found: () => ({ moments, inside, redemption, tranches }),
  }
}

const WAYS = ['inflow', 'outflow'] as const

const fresh = (): Standing => ({
  moments: 0,
  outside: 0,
  offPeg: 0,
  lowest: Number.POSITIVE_INFINITY,
  most: { inflow: 0, outflow: 0 },
  closed: { inflow: 0, outflow: 0 },
})

export function statsOf(frames: readonly Frame[], pegs: readonly Peg[]): Stats {
  const { add, found } = counter(pegs)
  for (const frame of frames) add(frame)
  return found()
}
