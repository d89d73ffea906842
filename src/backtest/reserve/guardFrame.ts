import { compared, pricesOf } from '../../models/reserve/guard.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'

/** The guard on prices at one moment: the comparison that is nearest to its bound, or farthest past it. */
export interface GuardFrame {
  /** The asset, or the two of a pair. */
  readonly place: string
  /** Share by which they differ, and the most that is allowed. */
  readonly off: number
  readonly most: number
  readonly isOff: boolean
}

/** Null without a guard, and where nothing was said of any price. `reserve` is at the prices of the market. */
export function guardFrame(reserve: Reserve, { oracle, rules }: ReserveMarket): GuardFrame | null {
  if (rules.guard === undefined || oracle === undefined) return null
  let worst: GuardFrame | null = null
  for (const { place, off, most, isOff } of compared(pricesOf(reserve), oracle, rules.guard)) {
    const one = { place, off: Number(off) / 1e18, most: Number(most) / 1e18, isOff }
    if (worst === null || one.off * worst.most > worst.off * one.most) worst = one
  }
  return worst
}
