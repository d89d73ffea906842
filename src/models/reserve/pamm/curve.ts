import { Fault } from '../fault.ts'
import { divDown, max, min, mul, mulDown, mulUp, ONE, quotient, sub } from '../fixed.ts'
import type { Shape } from './params.ts'

/**
 * What the reserve is worth after x coins were redeemed from an anchor of `value` behind `supply` (docs/models/reserve.md): redemption pays
 * one up to `parEnd`, falls with `slope` up to `flatStart`, and pays the same from there on.
 */
export interface Curve {
  readonly value: bigint
  readonly supply: bigint
  readonly slope: bigint
  readonly parEnd: bigint
  readonly flatStart: bigint
}

/** How far below zero rounding may take the curve, for a supply of one. */
const TOLERANCE = 10_000_000_000n

export const square = (x: bigint): bigint => mulDown(x, x)

export const half = (x: bigint): bigint => x >> 1n

/** θ = 1 − θ̄. */
export const depth = ({ params }: Shape): bigint => sub(ONE, params.priceFloor)

/** Fault PAYOUT_BELOW_ZERO where the curve is below zero by more than rounding. */
export function valueAt(x: bigint, { value, supply, slope, parEnd, flatStart }: Curve): bigint {
  if (x <= parEnd) return sub(value, x)
  if (x > flatStart) return mulDown(sub(ONE, mulDown(slope, sub(flatStart, parEnd))), sub(supply, x))
  const gross = value + half(mulDown(slope, square(x - parEnd)))
  if (gross >= x) return gross - x
  if (x - gross <= mulDown(TOLERANCE, supply)) return 0n
  throw belowZero(x - gross)
}

/** x_L: where the price has come down to what is left for each coin. */
export function flatStart({ value, supply, slope, parEnd }: Omit<Curve, 'flatStart'>, { root }: Shape): bigint {
  const beyondPar = sub(supply, parEnd)
  const whole = mulUp(beyondPar, beyondPar)
  const missing = divDown(2n * sub(supply, value), slope)
  return whole >= missing ? supply - root(whole - missing) : supply
}

/** The curve through this anchor, with the slope and the end of par that keep the price above its floor. */
export function anchored(value: bigint, supply: bigint, shape: Shape): Curve {
  const slope = max(divDown(shape.params.slopeMin, supply), steepness(value, supply, shape))
  const most = mulDown(shape.params.parMax, supply)
  const parEnd = min(parEndOf({ value, supply, slope }, shape), most)
  return { value, supply, slope, parEnd, flatStart: flatStart({ value, supply, slope, parEnd }, shape) }
}

// α̂: the least slope with which the price meets what is left for each coin no lower than at its floor.
function steepness(value: bigint, supply: bigint, shape: Shape): bigint {
  const share = divDown(value, supply)
  const { priceFloor } = shape.params
  if (share >= half(ONE + priceFloor)) return divDown(2n * sub(ONE, share), supply)
  const theta = depth(shape)
  return quotient(mul(theta, theta), 2n * sub(value, mulDown(priceFloor, supply)))
}

// x_U: how much is paid at par, 0 where even the first coin is not.
function parEndOf({ value, supply, slope }: Pick<Curve, 'value' | 'supply' | 'slope'>, shape: Shape): bigint {
  const missing = sub(supply, value)
  const theta = depth(shape)
  const isShallow = mulDown(slope, missing) <= half(square(theta))
  const beyond = isShallow
    ? shape.root(divDown(2n * missing, slope))
    : divDown(missing, theta) + divDown(theta, 2n * slope)
  return supply > beyond ? supply - beyond : 0n
}

const belowZero = (by: bigint): Fault =>
  new Fault({
    code: 'PAYOUT_BELOW_ZERO',
    message: `the reserve would be worth ${by} less than nothing after this redemption`,
    facts: { by: String(by), gyroscope: '27' },
    remedy: 'Redeem less at once.',
  })
