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
  const remainders: { readonly index: number; readonly rest: bigint }[] = []
  let left = total
  for (const [index, weight] of weights.entries()) {
    const product = total * weight
    const part = divide(product, sum, 'down')
    parts.push(part)
    remainders.push({ index, rest: product - part * sum })
    left -= part
  }
  // The sort is stable, so equal remainders stay in the order of their index.
  remainders.sort((a, b) => (a.rest > b.rest ? -1 : a.rest < b.rest ? 1 : 0))
  const lucky = new Set(remainders.slice(0, Number(left)).map(({ index }) => index))
  return parts.map((part, index) => (lucky.has(index) ? part + 1n : part))
}

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
