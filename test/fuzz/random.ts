import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Chance by seed: the same numbers for the same seed on every machine. */
export interface Random {
  /** From `low` to `high`, both included. */
  readonly int: (low: number, high: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(from: readonly T[]) => T
  /** Picks an entry as often as its weight says. */
  readonly weighted: <T>(from: readonly (readonly [number, T])[]) => T
}

/** A stream for each list of numbers: one case, one mutation of it, one retry. */
export function random(...seeds: readonly number[]): Random {
  const generator = xoroshiro128plus(seeds.reduce(mix, 0x9e3779b9))
  const uniform = (): number => (generator.next() + 2_147_483_648) / 4_294_967_296
  const int = (low: number, high: number): number => low + Math.floor(uniform() * (high - low + 1))
  return {
    int,
    chance: (probability) => uniform() < probability,
    pick: (from) => {
      const found = from[int(0, from.length - 1)]
      if (found === undefined) throw new RangeError('There is nothing to pick from.')
      return found
    },
    weighted: (from) => {
      let left = uniform() * from.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, value] of from) {
        left -= weight
        if (left < 0) return value
      }
      const last = from.at(-1)
      if (last === undefined) throw new RangeError('There is nothing to pick from.')
      return last[1]
    },
  }
}

/** Spreads neighbouring seeds over all 32 bits. */
function mix(state: number, seed: number): number {
  let hash = Math.imul(state ^ (seed | 0), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
