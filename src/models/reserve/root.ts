import { divide } from '../../units/rounding.ts'
import { Fault } from './fault.ts'

// √x as exp(½ · ln x) on decimal fixed point, which is how the contracts take it. The relative error stays below 1.5e-16.
// Signed division of integers rounds toward zero throughout.

const E18 = 10n ** 18n
const E20 = 10n ** 20n
const E36 = 10n ** 36n
const HALF = 500_000_000_000_000_000n
const INPUT_LIMIT = 1n << 255n

/** e^(2^k) of the two powers too large for 20 places, as whole numbers: 21 significant digits. */
const WHOLE: readonly Power[] = [
  { exponent: 128n * E18, value: 388770840599459509222n * 10n ** 35n },
  { exponent: 64n * E18, value: 623514908081161688291n * 10n ** 7n },
]

/** e^32, e^16 … e^(1/16) at 20 places, 21 significant digits. */
const FINE: readonly Power[] = [
  { exponent: 32n * E20, value: 789629601826806951610n * 10n ** 13n },
  { exponent: 16n * E20, value: 888611052050787263676n * 10n ** 6n },
  { exponent: 8n * E20, value: 298095798704172827474n * 10n ** 3n },
  { exponent: 4n * E20, value: 545981500331442390781n * 10n },
  { exponent: 2n * E20, value: 738905609893065022723n },
  { exponent: E20, value: 271828182845904523536n },
  { exponent: 50n * E18, value: 164872127070012814685n },
  { exponent: 25n * E18, value: 128402541668774148407n },
  { exponent: 125n * 10n ** 17n, value: 113314845306682631683n },
  { exponent: 625n * 10n ** 16n, value: 106449445891785942956n },
]

/** The powers down to e^(1/4): the exponential leaves the last two to its series. */
const COARSE = FINE.slice(0, 8)

interface Power {
  readonly exponent: bigint
  readonly value: bigint
}

/** √x of an 18-place figure as the contracts have it: √2 is 1.414213562373095047. Fault from 2^255 on. */
export function logarithmic(x: bigint): bigint {
  if (x === 0n) return 0n
  if (x >= INPUT_LIMIT) throw outOfRange(x)
  return exponential(halfLogarithm(x))
}

// Between 0.9 and 1.1 the logarithm has 36 places, elsewhere 18.
function halfLogarithm(x: bigint): bigint {
  const isNearOne = x > 9n * 10n ** 17n && x < 11n * 10n ** 17n
  if (!isNearOne) return divide(logarithm(x) * HALF, E18, 'zero')
  const fine = logarithmNearOne(x)
  const whole = divide(fine, E18, 'zero')
  const rest = fine - whole * E18
  return divide(whole * HALF + divide(rest * HALF, E18, 'zero'), E18, 'zero')
}

// ln a = Σ of the exponents whose powers divide a, and 2·artanh((a−1)/(a+1)) of what is left.
function logarithm(a: bigint): bigint {
  if (a < E18) return -logarithm(divide(E18 * E18, a, 'zero'))
  let rest = a
  let sum = 0n
  for (const { exponent, value } of WHOLE) {
    if (rest < value * E18) continue
    rest = divide(rest, value, 'zero')
    sum += exponent
  }
  rest *= 100n
  sum *= 100n
  for (const { exponent, value } of FINE) {
    if (rest < value) continue
    rest = divide(rest * E20, value, 'zero')
    sum += exponent
  }
  return divide(sum + artanhTwice({ a: rest, unit: E20, last: 11n }), 100n, 'zero')
}

const logarithmNearOne = (x: bigint): bigint => artanhTwice({ a: x * E18, unit: E36, last: 15n })

// 2 · (z + z³/3 + … + z^last/last) of z = (a − 1) / (a + 1).
function artanhTwice({ a, unit, last }: { readonly a: bigint; readonly unit: bigint; readonly last: bigint }): bigint {
  const z = divide((a - unit) * unit, a + unit, 'zero')
  const square = divide(z * z, unit, 'zero')
  let power = z
  let series = z
  for (let n = 3n; n <= last; n += 2n) {
    power = divide(power * square, unit, 'zero')
    series += divide(power, n, 'zero')
  }
  return series * 2n
}

// e^x = product of the powers down to e^(1/4) whose exponents sum to at most x, and thirteen terms of the series for the rest.
function exponential(x: bigint): bigint {
  if (x < 0n) return divide(E18 * E18, exponential(-x), 'zero')
  let rest = x
  let whole = 1n
  for (const { exponent, value } of WHOLE) {
    if (rest < exponent) continue
    rest -= exponent
    whole = value
  }
  rest *= 100n
  let product = E20
  for (const { exponent, value } of COARSE) {
    if (rest < exponent) continue
    rest -= exponent
    product = divide(product * value, E20, 'zero')
  }
  let term = E20
  let series = E20
  for (let n = 1n; n <= 12n; n++) {
    term = divide(divide(term * rest, E20, 'zero'), n, 'zero')
    series += term
  }
  return divide(divide(product * series, E20, 'zero') * whole, 100n, 'zero')
}

const outOfRange = (x: bigint): Fault =>
  new Fault({
    code: 'ROOT_OUT_OF_RANGE',
    message: `the square root of ${x} was asked for, and 2^255 is the limit`,
    facts: { x: String(x), gyroscope: '20' },
    remedy: 'Look at where so large a figure came from.',
  })
