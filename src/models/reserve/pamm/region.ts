import { divDown, mul, mulDown, ONE, quotient, sub } from '../fixed.ts'
import { depth, half, square, valueAt } from './curve.ts'
import { type Derived, derive } from './derived.ts'
import type { Shape } from './params.ts'

/** A reserve as redemption sees it: coins redeemed of late, value behind the coins, coins left. */
export interface Level {
  readonly redeemed: bigint
  readonly value: bigint
  readonly supply: bigint
}

/** On which stretch of the curve a level lies, and so which formula leads back to its anchor (docs/models/reserve.md). */
export type Region = 'par' | 'first falling' | 'first flat' | 'second high' | 'second low' | 'third high' | 'third low'

/** Of a level whose anchor supply is one. Fault out of the curve's range. */
export function regionOf(level: Level, shape: Shape): Region {
  const derived = derive(shape)
  const { redeemed, value } = level
  if (value >= valueAt(redeemed, derived.first)) return inFirst(level, shape)
  if (value >= valueAt(redeemed, derived.second)) return inSecond(level, derived, shape)
  if (derived.valueSteep > derived.second.value) return 'third low'
  const steep = { value: derived.valueSteep, supply: ONE, slope: depth(shape), parEnd: 0n, flatStart: ONE }
  return value >= valueAt(redeemed, steep) ? 'third high' : 'third low'
}

function inFirst({ redeemed, value, supply }: Level, { params }: Shape): Region {
  if (redeemed <= params.parMax) return 'par'
  const price = divDown(value, supply) + mulDown(params.slopeMin, redeemed - params.parMax)
  return price <= ONE ? 'first falling' : 'first flat'
}

function inSecond(level: Level, derived: Derived, shape: Shape): Region {
  const { value, supply } = level
  const { slopeMin, priceFloor } = shape.params
  if (isHigh(level, derived, slopeMin))
    return sub(supply, value) <= half(mulDown(slopeMin, square(supply))) ? 'par' : 'second high'
  const theta = depth(shape)
  const bound = quotient(mul(theta, theta), 2n * slopeMin)
  return sub(value, mulDown(priceFloor, supply)) >= bound ? 'par' : 'second low'
}

function isHigh({ redeemed, value }: Level, derived: Derived, slope: bigint): boolean {
  const { first, second, valueHighLow, parEndHighLow } = derived
  if (valueHighLow <= second.value) return true
  if (valueHighLow > first.value) return false
  return value >= valueAt(redeemed, { value: valueHighLow, supply: ONE, slope, parEnd: parEndHighLow, flatStart: ONE })
}

/** The value that stood behind an anchor supply of one before anything was redeemed. Fault out of the curve's range. */
export function anchorOf(level: Level, region: Region, shape: Shape): bigint {
  const { redeemed, value, supply } = level
  const { slopeMin, parMax, priceFloor } = shape.params
  const missing = sub(ONE, divDown(value, supply))
  const theta = depth(shape)
  switch (region) {
    case 'par':
      return value + redeemed
    case 'first falling':
      return sub(value + redeemed, half(mulDown(slopeMin, square(redeemed - parMax))))
    case 'first flat':
      return sub(ONE, mulDown(sub(ONE, parMax), missing)) + quotient(mul(missing, missing), 2n * slopeMin)
    case 'second high':
      return sub(ONE, half(mulDown(slopeMin, square(divDown(missing, slopeMin) + half(supply)))))
    case 'second low': {
      const above = sub(value, mulDown(supply, priceFloor))
      const root = shape.root(2n * mulDown(quotient(mul(theta, theta), slopeMin), above))
      return sub(ONE + root, mulDown(theta, divDown(theta, 2n * slopeMin) + supply))
    }
    case 'third high':
      return sub(ONE, divDown(sub(supply, value), sub(ONE, square(redeemed))))
    case 'third low':
      return steepAnchor(level, theta, shape)
  }
}

function steepAnchor({ redeemed, value, supply }: Level, theta: bigint, { root }: Shape): bigint {
  const short = sub(supply, value)
  const middle = half(short + theta)
  const product = mulDown(short, theta) + half(half(mulDown(square(theta), square(redeemed))))
  return sub(ONE, sub(middle, root(sub(square(middle), product))))
}
