import { divDown, mul, mulDown, ONE, quotient, sub } from '../fixed.ts'
import { type Curve, depth, flatStart, half, square } from './curve.ts'
import type { Shape } from './params.ts'

/** Where the regions of a reserve with an anchor supply of one meet (docs/models/reserve.md). */
export interface Derived {
  /** Between regions I and II: par ends at its most. */
  readonly first: Curve
  /** Between regions II and III: par ends at nothing. */
  readonly second: Curve
  /** Anchor value at which the least slope just meets the floor of the price; 0 where it never does. */
  readonly valueHighLow: bigint
  /** End of par there; 0 unless it lies between the two bounds. */
  readonly parEndHighLow: bigint
  /** Anchor value at which the steepest slope takes over in region III. */
  readonly valueSteep: bigint
}

/** Fault only for parameters above one. */
export function derive(shape: Shape): Derived {
  const { slopeMin, parMax, priceFloor } = shape.params
  const theta = depth(shape)
  const first = bound(parMax, shape)
  const second = bound(0n, shape)
  const short = quotient(mul(theta, theta), 2n * slopeMin)
  const valueHighLow = ONE > short ? ONE - short : 0n
  const isBetween = first.value > valueHighLow && valueHighLow > second.value
  return {
    first,
    second,
    valueHighLow,
    parEndHighLow: isBetween ? sub(ONE, shape.root(divDown(2n * (ONE - valueHighLow), slopeMin))) : 0n,
    valueSteep: half(ONE + priceFloor),
  }
}

function bound(parEnd: bigint, shape: Shape): Curve {
  const value = valueWithPar(parEnd, shape)
  const curve = { value, supply: ONE, slope: shape.params.slopeMin, parEnd }
  return { ...curve, flatStart: flatStart(curve, shape) }
}

// B(x_U): the anchor value whose par ends there.
function valueWithPar(parEnd: bigint, shape: Shape): bigint {
  const { slopeMin, priceFloor } = shape.params
  const beyond = sub(ONE, parEnd)
  if (ONE >= priceFloor + mulDown(slopeMin, beyond)) return sub(ONE, half(mulDown(slopeMin, square(beyond))))
  const theta = depth(shape)
  return sub(ONE, mulDown(theta, beyond)) + quotient(mul(theta, theta), 2n * slopeMin)
}
