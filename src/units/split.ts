import { TrimtabError } from './error.ts'
import { divide } from './rounding.ts'

/**
 * Largest remainder: everyone gets the floor of total · weight / Σweights, the units left over go one each to the largest
 * remainders, ties to the earlier index. The parts sum to the total exactly; part i is within one unit of its quota. A negative total
 * is split as its mirror image. NoWeights, NegativeWeight, ZeroWeights.
 */
export function split(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = check(weights)
  if (total < 0n) return split(-total, weights).map((part) => -part)
  const parts: bigint[] = []
  const rests: bigint[] = []
  let left = total
  for (const weight of weights) {
    const product = total * weight
    const part = divide(product, sum, 'zero')
    parts.push(part)
    rests.push(product - part * sum)
    left -= part
  }
  return raised(parts, rests, Number(left))
}

/**
 * Largest remainder of exact fractions nums_i / den, signs mixed (`lr` of docs/rules/vaults.md#splitting): everyone gets the floor of the own fraction, and the
 * units that are missing to the exact sum, rounded half up, go one each to the largest remainders, ties to the earlier index. The parts sum
 * to ⌊(2·Σnums + den) / (2·den)⌋; each is within a unit of its fraction; a whole number is never raised. `den` > 0. DivisionByZero.
 */
export function lr(nums: readonly bigint[], den: bigint): bigint[] {
  let sum = 0n
  let floors = 0n
  const parts: bigint[] = []
  const rests: bigint[] = []
  for (const num of nums) {
    // Toward zero costs one division, downward two.
    let part = num === 0n ? 0n : divide(num, den, 'zero')
    let rest = num - part * den
    if (rest < 0n) {
      part--
      rest += den
    }
    parts.push(part)
    rests.push(rest)
    sum += num
    floors += part
  }
  const missing = Number(divide(2n * sum + den, 2n * den, 'down') - floors)
  return raised(parts, rests, missing)
}

/** One more for the `count` largest remainders, equal ones in the order of their index. */
function raised(parts: bigint[], rests: readonly bigint[], count: number): bigint[] {
  if (count === 0) return parts
  const all = rests.map((rest, index) => ({ rest, index }))
  const { sure, near } = all.length > FEW ? narrowed(all, count) : { sure: [], near: all }
  // The sort is stable, so equal remainders stay in the order of their index.
  near.sort((a, b) => descending(a.rest, b.rest))
  const lucky = new Uint8Array(parts.length)
  for (const { index } of sure) lucky[index] = 1
  for (const { index } of near.slice(0, count - sure.length)) lucky[index] = 1
  return parts.map((part, index) => (lucky[index] === 1 ? part + 1n : part))
}

interface Remainder {
  readonly rest: bigint
  readonly index: number
}

const FEW = 64

/** Doubles sort many times faster, and rounding keeps their order: only remainders that round to the edge itself need an exact look. */
function narrowed(
  all: readonly Remainder[],
  count: number,
): { readonly sure: Remainder[]; readonly near: Remainder[] } {
  const keys = Float64Array.from(all, ({ rest }) => Number(rest)).sort()
  const edge = keys.subarray(keys.length - count).reduce((least, key) => Math.min(least, key), Infinity)
  return {
    sure: all.filter(({ rest }) => Number(rest) > edge),
    near: all.filter(({ rest }) => Number(rest) === edge),
  }
}

const descending = (a: bigint, b: bigint): number => (a > b ? -1 : a < b ? 1 : 0)

function check(weights: readonly bigint[]): bigint {
  if (weights.length === 0) throw new NoWeights()
  let sum = 0n
  for (const [index, weight] of weights.entries()) {
    if (weight < 0n) throw new NegativeWeight(index, weight)
    sum += weight
  }
  if (sum === 0n) throw new ZeroWeights(weights.length)
  return sum
}

export class NoWeights extends TrimtabError {
  constructor() {
    super({
      code: 'NO_WEIGHTS',
      message: 'A total was to be split among nobody',
      facts: {},
      remedy: 'Handle the case without recipients before splitting.',
    })
  }
}

export class NegativeWeight extends TrimtabError {
  constructor(index: number, weight: bigint) {
    super({
      code: 'NEGATIVE_WEIGHT',
      message: `Weight ${index} of a split is ${weight}`,
      facts: { index, weight: String(weight) },
      remedy: 'Split gains and losses by weights of zero or more; a debtor belongs in a split of his own.',
    })
  }
}

export class ZeroWeights extends TrimtabError {
  constructor(count: number) {
    super({
      code: 'ZERO_WEIGHTS',
      message: `All ${count} weights of a split are zero`,
      facts: { count },
      remedy: 'Decide at the caller who gets the total when nobody has a claim.',
    })
  }
}
