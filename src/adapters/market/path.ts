import type { Bars } from '../../ports/history.ts'
import type { Draw } from './draw.ts'
import type { Regime } from './regime.ts'

interface Level {
  readonly draw: Draw
  readonly to: (regime: Regime) => number
  /** Spread of the shake in an hour. */
  readonly shake: number
  readonly min: number
  readonly max: number
}

/** A figure an hour that runs after its regime's level. */
export function level(rows: readonly Regime[], { draw, to, shake, min, max }: Level): Float64Array {
  const figures = new Float64Array(rows.length)
  let value = rows[0] === undefined ? 0 : to(rows[0])
  for (const [i, regime] of rows.entries()) {
    value += regime.pace * (to(regime) - value) + shake * draw.normal()
    value = Math.min(max, Math.max(min, value))
    figures[i] = value
  }
  return figures
}

interface Pair {
  readonly start: number
  readonly own: Draw
  /** The draw that both prices take, and the share of this one's variance that it makes. */
  readonly common: Draw
  readonly share: number
  readonly follow: (regime: Regime) => number
}

/** Opens that move by their regime's drift and spread; two paths given streams alike in `common` are correlated. */
export function price(rows: readonly Regime[], { start, own, common, share, follow }: Pair): Float64Array {
  const opens = new Float64Array(rows.length)
  const weights = [Math.sqrt(share), Math.sqrt(1 - share)] as const
  let open = start
  for (const [i, regime] of rows.entries()) {
    opens[i] = open
    const chance = weights[0] * common.normal() + weights[1] * own.normal()
    open *= 1 + follow(regime) * (regime.drift + regime.spread * chance)
  }
  return opens
}

/** Hours from each open to the next, which both lie inside; one bar less than opens. */
export function bars(rows: readonly Regime[], opens: Float64Array, draw: Draw): Bars {
  const hours = opens.length - 1
  const high = new Float64Array(hours)
  const low = new Float64Array(hours)
  for (let i = 0; i < hours; i += 1) {
    const [open, next, wick] = [opens[i] ?? 0, opens[i + 1] ?? 0, rows[i]?.wick ?? 0]
    high[i] = Math.max(open, next) * (1 + wick * draw.uniform())
    low[i] = Math.min(open, next) * (1 - wick * draw.uniform())
  }
  return { open: opens.slice(0, hours), high, low }
}
