import type { EmergencyEvent } from '../../planner/emergency.ts'
import type { Level } from '../../portfolio/measure.ts'
import type { PlanClass } from '../../portfolio/plan.ts'
import type { Leftover } from '../../portfolio/venues/leftover.ts'
import type { Reason } from '../reason.ts'

/**
 * What a backtest leaves: the content of report.json. Money is in `currency` (USD, or ETH for the ETH share class); fractions
 * are plain (0.05 = 5 %); times are ISO in events and epoch seconds in series. Same config, data and seed give the same bytes.
 */
export interface Result {
  readonly schema: 1
  readonly title: string
  readonly mode: string
  readonly shareClass: 'USDT' | 'ETH'
  readonly currency: 'USD' | 'ETH'
  /** The coin of `series.price`: the one that the mode holds, ether where it holds none. */
  readonly coin: 'ETH' | 'BTC'
  readonly market: { readonly label: string; readonly simulated: boolean; readonly seed: number | null }
  readonly from: string
  readonly to: string
  readonly hours: number
  readonly policy: string
  readonly deployment: Deployment
  readonly summary: Summary
  readonly attribution: Attribution
  readonly costs: Costs
  /** What is too small to be an order at the end. */
  readonly leftovers: readonly Leftover[]
  readonly levels: Levels
  readonly series: Series
  readonly events: readonly Event[]
  /** Holes in the data and what the stated policy did about each. */
  readonly notes: readonly {
    readonly series: string
    readonly from: string
    readonly to: string
    readonly rows: number
    readonly done: string
  }[]
}

/**
 * How much of the capital was at work, and why the rest was not. Not at work is what lies in the wallet (but for staked ether), is
 * in flight, or stands at an exchange without a position. Shares are of net assets.
 */
export interface Deployment {
  /** `none`: nothing was. `partial`: never nine tenths of the target. `late`, `interrupted`: reached, but under three quarters of it on average. */
  readonly verdict: 'none' | 'partial' | 'late' | 'interrupted' | 'full'
  /** All but the buffer and the ETH kept for gas. */
  readonly targetShare: number
  readonly averageShare: number
  readonly highestShare: number
  readonly hoursAtWork: number
  readonly firstAt: string | null
  readonly targetAt: string | null
  readonly hoursToTarget: number | null
  /** What coins that were not at work gained or lost by their price. */
  readonly idleProfit: number
  /** The profit without it. */
  readonly strategyProfit: number
  /** `strategyProfit` over the capital at work on average, a year; null where none was. */
  readonly strategyReturnPerYear: number | null
  /** Why decisions ended without a plan, the most frequent first; empty where the verdict is `full`. */
  readonly reasons: readonly Reason[]
  /** What in the starting capital keeps it idle; empty where the verdict is `full`. */
  readonly causes: readonly { readonly code: string; readonly detail: string; readonly lift: string }[]
}

export interface Summary {
  readonly startNetAssets: number
  readonly endNetAssets: number
  readonly profit: number
  /** Simple return per year, 365 days. */
  readonly returnPerYear: number
  readonly maxDrawdown: number
  readonly worstHealth: number | null
  readonly worstEquityRatio: number | null
  readonly worstDelta: number
  readonly liquidations: number
  readonly decisions: Readonly<Record<'EXECUTE' | 'NEUTRAL' | 'DEFER' | 'ERROR', number>>
  readonly plans: Readonly<Record<PlanClass, number>>
  readonly stopped: number
  readonly hoursAtLevel: Readonly<Record<Level, number>>
  /** Largest residual of any step, as a fraction of net assets. */
  readonly maxResidual: number
}

/** Profit by where it came from; the parts are booked or revalued on their own and `residual` is what they leave unexplained. */
export interface Attribution {
  readonly supply: number
  readonly staking: number
  readonly borrow: number
  readonly funding: number
  readonly price: number
  readonly transaction: number
  readonly liquidation: number
  readonly residual: number
  readonly total: number
}

export interface Costs {
  readonly gas: number
  readonly fee: number
  readonly slippage: number
}

/** The levels that a chart draws beside a measure. */
export interface Levels {
  readonly health: { readonly target: number; readonly warning: number; readonly critical: number } | null
  readonly equityRatio: { readonly target: number; readonly warning: number; readonly critical: number } | null
  readonly delta: { readonly warning: number; readonly critical: number }
}

/**
 * Columns of equal length, one point every `everyHours`; health and equity ratio are the worst and delta the largest in size
 * within the point's hours; null where there is nothing to measure. The attribution columns are cumulative.
 */
export interface Series {
  readonly everyHours: number
  readonly time: readonly number[]
  readonly netAssets: readonly number[]
  readonly attribution: Readonly<Record<Exclude<keyof Attribution, 'total'>, readonly number[]>>
  readonly health: Readonly<Record<string, readonly (number | null)[]>>
  readonly equityRatio: Readonly<Record<string, readonly (number | null)[]>>
  readonly delta: readonly number[]
  readonly price: readonly number[]
  readonly gas: readonly number[]
}

/** Something that happened, for the time axis and the table: a plan begun, a decision not to act, a liquidation, a stop. */
export interface Event {
  readonly at: string
  readonly kind: 'plan' | 'defer' | 'error' | 'liquidation' | 'stopped' | 'alert'
  readonly class: PlanClass | null
  readonly purpose: string
  readonly rationale: string
  readonly level: Level
  readonly moved: number
  readonly cost: number
  readonly steps: readonly string[]
  readonly findings: readonly {
    readonly code: string
    readonly severity: 'warn' | 'block'
    readonly detail: string
    /** What would have to change. */
    readonly lift: string
  }[]
  /** How often the same decision was taken again in the hours that follow; only the first is listed. */
  readonly repeats: number
  /** The emergencies that the decision answered, and states that it was taken in; null for all other events. Money in USD. */
  readonly emergency: readonly EmergencyEvent[] | null
}
