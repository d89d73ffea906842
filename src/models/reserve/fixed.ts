import { divide } from '../../units/rounding.ts'
import { Fault } from './fault.ts'

// Unsigned 256-bit arithmetic of 18 places, checked as Solidity checks it (docs/models/reserve.md). Figures are never negative
// here, so `zero` rounds down and costs one division less.

export const ONE = 1_000_000_000_000_000_000n

const LIMIT = 1n << 256n
const DECIMALS = 18

/** a + b below 2^256. */
export function add(a: bigint, b: bigint): bigint {
  const sum = a + b
  if (sum >= LIMIT) throw overflow(`the sum of ${a} and ${b}`)
  return sum
}

/** a − b, which may not be negative. */
export function sub(a: bigint, b: bigint): bigint {
  if (a < b) throw overflow(`${a} less ${b}`)
  return a - b
}

/** a · b below 2^256. */
export function mul(a: bigint, b: bigint): bigint {
  const product = a * b
  if (product >= LIMIT) throw overflow(`the product of ${a} and ${b}`)
  return product
}

/** floor(a / b) of bare integers; a panic of its own where b is 0. */
export function quotient(a: bigint, b: bigint): bigint {
  if (b === 0n) throw zeroDivisor('0x12')
  return divide(a, b, 'zero')
}

/** floor(a · b / 1e18). */
export const mulDown = (a: bigint, b: bigint): bigint => divide(mul(a, b), ONE, 'zero')

/** ceil(a · b / 1e18). */
export function mulUp(a: bigint, b: bigint): bigint {
  const product = mul(a, b)
  return product === 0n ? 0n : divide(product - 1n, ONE, 'zero') + 1n
}

/** floor(a · 1e18 / b). The divisor is looked at first: 0 / 0 is refused. */
export function divDown(a: bigint, b: bigint): bigint {
  if (b === 0n) throw zeroDivisor('25')
  return divide(mul(a, ONE), b, 'zero')
}

/** ceil(a · 1e18 / b). */
export function divUp(a: bigint, b: bigint): bigint {
  if (b === 0n) throw zeroDivisor('25')
  return a === 0n ? 0n : divide(mul(a, ONE) - 1n, b, 'zero') + 1n
}

export const absSub = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a)

/** The smaller. */
export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** The larger. */
export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/**
 * base^exponent by squaring, lowest bit first, every step floored: not the same as multiplying in a row. The base is
 * squared once more after the last bit, which only shows where it overflows.
 */
export function intPowDown(base: bigint, exponent: bigint): bigint {
  let result = ONE
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = mulDown(result, square)
    square = mulDown(square, square)
  }
  return result
}

/** Native units of `decimals` places to 18 places, floored where the token has more. */
export function scaleFrom(amount: bigint, decimals: number): bigint {
  if (decimals === DECIMALS) return amount
  return decimals < DECIMALS
    ? mul(amount, power(DECIMALS - decimals))
    : divide(amount, power(decimals - DECIMALS), 'zero')
}

/** 18 places to native units of `decimals` places, floored where the token has fewer. */
export function scaleTo(amount: bigint, decimals: number): bigint {
  if (decimals === DECIMALS) return amount
  return decimals < DECIMALS
    ? divide(amount, power(DECIMALS - decimals), 'zero')
    : mul(amount, power(decimals - DECIMALS))
}

const POWERS: readonly bigint[] = Array.from({ length: 78 }, (_, places) => 10n ** BigInt(places))

function power(places: number): bigint {
  const scale = POWERS[places]
  if (scale === undefined) throw overflow(`10 to the power of ${places}`)
  return scale
}

const overflow = (what: string): Fault =>
  new Fault({
    code: 'OUT_OF_WORD',
    message: `${what} left the range from 0 to below 2^256`,
    facts: { gyroscope: '0x11' },
    remedy: 'Look at the figure that is far too large, or at the subtraction of more than there is.',
  })

const zeroDivisor = (gyroscope: '25' | '0x12'): Fault =>
  new Fault({
    code: 'ZERO_DIVISOR',
    message: 'a figure was divided by zero',
    facts: { gyroscope },
    remedy: 'Give every tranche a price above zero, now and at calibration.',
  })
