import { TrimtabError } from './error.ts'

/**
 * Who gets the last unit of a division that does not come out even:
 * `down` toward −∞ · `up` toward +∞ · `zero` toward 0 (as Solidity's `/`) · `half` to the nearest, a tie away from 0.
 */
export type Rounding = 'down' | 'up' | 'zero' | 'half'

/** n / d, rounded as named; the sign of either may be negative. The only exact division of the project. DivisionByZero. */
export function divide(n: bigint, d: bigint, rounding: Rounding): bigint {
  if (d === 0n) throw new DivisionByZero(n)
  const quotient = n / d
  // The remainder costs as much as the quotient, and here nobody asks for it.
  if (rounding === 'zero') return quotient
  const remainder = n % d
  if (remainder === 0n) return quotient
  const isNegative = n < 0n !== d < 0n
  switch (rounding) {
    case 'down':
      return isNegative ? quotient - 1n : quotient
    case 'up':
      return isNegative ? quotient : quotient + 1n
    case 'half':
      if (2n * magnitude(remainder) < magnitude(d)) return quotient
      return isNegative ? quotient - 1n : quotient + 1n
  }
}

/** a · b / d with one rounding, after the full product. DivisionByZero. */
// biome-ignore lint/complexity/useMaxParams: the four are one formula, and an object each time would cost more than the sum
export const mulDiv = (a: bigint, b: bigint, d: bigint, rounding: Rounding): bigint => divide(a * b, d, rounding)

/** √n in whole units, by Newton from above. `down` and `zero` are the same here; no integer root is a tie. NegativeRoot. */
export function sqrt(n: bigint, rounding: Rounding): bigint {
  if (n < 0n) throw new NegativeRoot(n)
  const root = floorRoot(n)
  const rest = n - root * root
  switch (rounding) {
    case 'down':
    case 'zero':
      return root
    case 'up':
      return rest > 0n ? root + 1n : root
    case 'half':
      return rest > root ? root + 1n : root
  }
}

function floorRoot(n: bigint): bigint {
  if (n < 2n) return n
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (root + n / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n)

export class DivisionByZero extends TrimtabError {
  constructor(numerator: bigint) {
    super({
      code: 'DIVISION_BY_ZERO',
      message: `${numerator} was divided by zero`,
      facts: { numerator: String(numerator) },
      remedy: 'Decide at the caller what an empty total means, before dividing by it.',
    })
  }
}

export class NegativeRoot extends TrimtabError {
  constructor(n: bigint) {
    super({
      code: 'NEGATIVE_ROOT',
      message: `The square root of ${n} was asked for`,
      facts: { n: String(n) },
      remedy: 'Look at the sign of what is under the root; it is worth or variance and cannot be negative.',
    })
  }
}
