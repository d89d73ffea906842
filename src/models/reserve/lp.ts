import { type Price, of as priceOf } from '../../units/price.ts'
import type { Ratio } from '../../units/ratio.ts'
import { divide, sqrt } from '../../units/rounding.ts'
import { ONE } from './fixed.ts'

/**
 * What one unit of a tranche is a share of: a pool that others trade with. `reserves` and `weights` are in the order of the assets of the
 * tranche; reserves and `supply` are in whole units of 18 places.
 */
export type Pool =
  | { readonly kind: 'product'; readonly supply: bigint; readonly reserves: readonly bigint[] }
  | {
      readonly kind: 'weighted'
      readonly supply: bigint
      readonly reserves: readonly bigint[]
      /** They sum to one. */
      readonly weights: readonly Ratio[]
    }
  | {
      readonly kind: 'stable'
      readonly supply: bigint
      readonly reserves: readonly bigint[]
      /** A · n^(n−1), as Curve's `A()` has it. */
      readonly amplification: bigint
    }

/** Which price of the assets is asked for: to be counted, or to be charged. */
type Side = 'counted' | 'charged'

/**
 * Price of one share from prices of outside and the invariant of the pool, so that a swap cannot move it (docs/models/reserve.md): of a
 * pool of products n · ⁿ√Π(reserve · price) ÷ supply, weighted Π(reserve · price ÷ weight)^weight ÷ supply, of a stable pool its invariant
 * D ÷ supply times the lowest price where it is counted and the mean of the prices where it is charged. Floored.
 *
 * @example
 * fairPrice({ kind: 'product', supply: 1000n * E18, reserves: [100n * E18, 250_000n * E18] }, [2500n * E18, E18], 'counted') // 500
 */
export function fairPrice(pool: Pool, prices: readonly Price[], side: Side): Price {
  const worth = pool.reserves.map((reserve, at) => reserve * (prices[at] ?? 0n))
  switch (pool.kind) {
    case 'product': {
      const n = BigInt(worth.length)
      const product = worth.reduce((all, each) => all * each, 1n)
      return priceOf(divide(n * rootOf(product, n), pool.supply, 'down'))
    }
    case 'weighted': {
      const parts = worth.map((each, at) => {
        const weight = pool.weights[at] ?? ONE
        return power(divide(each * ONE, weight, 'down'), weight)
      })
      return priceOf(divide(parts.reduce(times, FINE), pool.supply, 'down'))
    }
    case 'stable': {
      const n = BigInt(prices.length)
      const low = prices.reduce((least, each) => (each < least ? each : least))
      const mean = divide(
        prices.reduce((sum, each) => sum + each, 0n),
        n,
        'down',
      )
      return priceOf(divide(invariantOf(pool) * (side === 'counted' ? low : mean), pool.supply, 'down'))
    }
  }
}

/** Powers are taken to 36 places. */
const FINE = ONE * ONE

const times = (a: bigint, b: bigint): bigint => divide(a * b, FINE, 'down')

/** x^weight of a figure of 36 places for a weight below one: the product of the square roots that its binary digits name. */
function power(x: bigint, weight: bigint): bigint {
  if (weight === ONE) return x
  let result = FINE
  let root = x
  let rest = weight
  for (let digit = 0; digit < DIGITS && rest > 0n; digit++) {
    root = sqrt(root * FINE, 'down')
    rest *= 2n
    if (rest < ONE) continue
    rest -= ONE
    result = times(result, root)
  }
  return result
}

/** Binary digits of a weight: what is left of it moves no figure of 18 places. */
const DIGITS = 80

/** The largest whole number whose nth power is not above x, by Newton's way from above. */
function rootOf(x: bigint, n: bigint): bigint {
  if (x === 0n) return 0n
  if (n === 2n) return sqrt(x, 'down')
  let low = 1n << (divide(BigInt(x.toString(2).length), n, 'down') + 1n)
  for (;;) {
    const next = divide((n - 1n) * low + divide(x, low ** (n - 1n), 'down'), n, 'down')
    if (next >= low) return low
    low = next
  }
}

type Stable = Extract<Pool, { kind: 'stable' }>

/** D of the stable-swap invariant by the iteration that Curve's pools use, to the last unit but one. */
function invariantOf({ reserves, amplification }: Stable): bigint {
  const n = BigInt(reserves.length)
  const sum = reserves.reduce((all, each) => all + each, 0n)
  const steep = amplification * n
  let d = sum
  for (let round = 0; round < ROUNDS; round++) {
    const product = reserves.reduce((all, each) => divide(all * d, each * n, 'down'), d)
    const next = divide((steep * sum + product * n) * d, (steep - 1n) * d + (n + 1n) * product, 'down')
    const far = next > d ? next - d : d - next
    d = next
    if (far <= 1n) break
  }
  return d
}

/** It doubles its places with each round; a skewed pool takes longer to come near. */
const ROUNDS = 255
