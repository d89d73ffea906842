import * as Interest from '../../models/lending/interest.ts'
import * as Rate from '../../models/lending/rate.ts'
import type { ReserveHistory } from '../../ports/history.ts'
import { fraction, perYear } from '../../units/estimate.ts'
import { hours } from '../../units/time.ts'
import type { Draw } from './draw.ts'
import * as Path from './path.ts'
import type { Regime } from './regime.ts'

export type Asset = 'USDT' | 'WETH' | 'weETH'

interface Terms {
  readonly curve: Rate.Curve
  /** Tokens supplied. */
  readonly size: number
  readonly shake: number
}

/** Shaped like the Aave v3 Ethereum reserves of 2025. */
const TERMS: Readonly<Record<Asset, Terms>> = {
  USDT: { curve: curve(0.055, 0.35, { optimal: 0.92, reserveFactor: 0.1 }), size: 6e9, shake: 0.003 },
  WETH: { curve: curve(0.027, 0.4, { optimal: 0.92, reserveFactor: 0.15 }), size: 2e6, shake: 0.003 },
  weETH: { curve: curve(0.07, 3, { optimal: 0.3, reserveFactor: 0.45 }), size: 1.8e6, shake: 0.001 },
}

const HOUR = hours(1)

/** Rates by the curve from a utilisation that runs after its regime's; each hour accrues at the rate it began with. */
export function reserve(rows: readonly Regime[], asset: Asset, draw: Draw): ReserveHistory {
  const { curve: terms, size, shake } = TERMS[asset]
  const count = rows.length - 1
  const to = (regime: Regime): number => regime.utilisation[asset]
  const used = Path.level(rows, { draw, to, shake, min: 0.001, max: 0.995 }).subarray(0, count)
  const supplyRate = used.map((u) => Rate.supply(fraction(u), terms))
  const borrowRate = used.map((u) => Rate.borrow(fraction(u), terms))
  return {
    supplyRate,
    borrowRate,
    liquidityIndex: grown(supplyRate, 'linear'),
    borrowIndex: grown(borrowRate, 'compounded'),
    supplied: new Float64Array(count).fill(size),
    borrowed: used.map((u) => size * u),
  }
}

function grown(rates: Float64Array, accrual: 'linear' | 'compounded'): Float64Array {
  let index = 1
  return rates.map((rate) => {
    const now = index
    index *= accrual === 'linear' ? Interest.linear(perYear(rate), HOUR) : Interest.compounded(perYear(rate), HOUR)
    return now
  })
}

function curve(slope1: number, slope2: number, rest: { optimal: number; reserveFactor: number }): Rate.Curve {
  return {
    base: perYear(0),
    slope1: perYear(slope1),
    slope2: perYear(slope2),
    optimal: fraction(rest.optimal),
    reserveFactor: fraction(rest.reserveFactor),
  }
}
