import type * as Fates from './outcome.ts'
import type { Fate } from './outcome.ts'

/**
 * What a stress tells of a venues book beside its fate. Its levels leave the peg out. Money is in the book's currency but for `missing`, which is in
 * USD; a figure that there was nothing to measure for is null.
 */
export interface Own {
  /** Liquidated accounts count with the figures that the venue liquidated them at. */
  readonly worstHealth: number | null
  readonly worstEquityRatio: number | null
  readonly liquidations: readonly Liquidated[]
  /** USD that would have kept everything at its warning: the most at any hour and what of it (margin, repaid debt), and at the end. */
  readonly missing: { readonly peak: number; readonly margin: number; readonly debt: number; readonly end: number }
}

export type Outcome = Fate & Own

export interface Liquidated {
  readonly hour: number
  readonly place: string
  readonly detail: string
  readonly lost: number
}

/** One row of the matrix. */
export type Row = Fates.Row<Own>

/** The content of stress.json. Same config, book and market give the same bytes. */
export interface Matrix {
  readonly schema: 1
  readonly title: string
  readonly kind: 'stress'
  readonly of: 'venues'
  readonly mode: string
  readonly currency: 'USD' | 'ETH'
  readonly policy: string
  readonly market: { readonly label: string; readonly simulated: boolean; readonly seed: number | null }
  readonly asOf: string
  /** The file of the book, or null where the config's capital was deployed on a calm market first. */
  readonly book: string | null
  readonly netAssets: number
  /** How much of it is at work before the shock, of net assets: 0 is a wallet, of which nothing can be tried. */
  readonly shareAtWork: number
  readonly levels: {
    readonly health: { readonly warning: number; readonly critical: number } | null
    readonly equityRatio: { readonly warning: number; readonly critical: number } | null
  }
  readonly summary: {
    readonly scenarios: number
    readonly liquidated: number
    readonly neverSafe: number
    readonly missing: number
    /** The scenario in which that is; null where nothing is missing in any. */
    readonly missingIn: string | null
  }
  readonly rows: readonly Row[]
}

/** One book through one stretch of the past. Money is in the book's currency; null where there was nothing to measure. */
export interface Passage {
  readonly liquidations: number
  readonly worstHealth: number | null
  readonly worstEquityRatio: number | null
  readonly plans: number
  readonly stopped: number
  /** Gas, fees and slippage. */
  readonly cost: number
  /** Interest, staking and funding, paid and received. */
  readonly income: number
  /** Change of net assets as a fraction of what they were. */
  readonly kept: number
  readonly hoursCritical: number
}

export type Rival = 'policy' | 'literal' | 'none'
export type Cushion = 'normal' | 'thin'

/** One recorded crash: the same book left to three policies, at two widths of cushion. */
export interface Crash {
  readonly date: string
  readonly from: string
  readonly to: string
  /** Largest fall and rise of ETH from the open of the window's first hour, of the hours' lows and highs. */
  readonly ether: { readonly low: number; readonly high: number }
  readonly runs: readonly (Passage & { readonly cushion: Cushion; readonly rival: Rival })[]
  /** Whether the policy had no more liquidations and no lower health than the literal rules. */
  readonly dominates: Readonly<Record<Cushion, boolean>>
  readonly notes: readonly {
    readonly series: string
    readonly holes: number
    readonly rows: number
    readonly done: string
  }[]
}

/** The content of crash.json. Same config and data give the same bytes. */
export interface Crashes {
  readonly schema: 1
  readonly title: string
  readonly mode: string
  readonly currency: 'USD' | 'ETH'
  readonly policy: string
  readonly data: string
  readonly gaps: string
  readonly settings: Readonly<Record<Cushion | 'literal', string>>
  readonly crashes: readonly Crash[]
}
