import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Chance by seed, the same on every engine: integers, additions and one division by a power of two. */
export interface Draw {
  /** 0 (included) to 1 (excluded). */
  readonly uniform: () => number
  /** Mean 0, variance 1, within ±6: twelve uniforms less 6, because a logarithm's last bit differs between engines. */
  readonly normal: () => number
}

/** Streams of one seed do not overlap, so that adding a series leaves the others as they are. */
export function stream(seed: number, index: number): Draw {
  const generator = xoroshiro128plus(seed)
  for (let i = 0; i <= index; i += 1) generator.jump()
  const uniform = (): number => (generator.next() + 2_147_483_648) / 4_294_967_296
  const normal = (): number => {
    let sum = -6
    for (let i = 0; i < 12; i += 1) sum += uniform()
    return sum
  }
  return { uniform, normal }
}
