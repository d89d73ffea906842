import type { Policy } from '../../models/vault/buffer.ts'
import type { EquityBand } from '../../models/vault/margin.ts'

/** What stays the same from cycle to cycle. Ratios are 1e18, US dollars 1e6. */
export interface VaultsConfig {
  /** Volatile assets; the stable coin is the numeraire and not among them. */
  readonly assets: readonly string[]
  readonly vaults: readonly string[]
  /** The asset that each vault's shares count in, as an index into `assets`; null for a stable vault. */
  readonly own: readonly (number | null)[]
  /** One an asset: how much equity stands behind a US dollar of hedge. */
  readonly equityRatio: readonly EquityBand[]
  readonly buffer: Policy
  readonly fees: Fees
  /** Largest |net hedge| an asset; null where there is no limit. */
  readonly hedgeMax: readonly (bigint | null)[]
  /** Largest pool position of all vaults together. */
  readonly poolMax: bigint | null
  /** Largest net assets of a vault in US dollars, pending deposits counted; null where there is no limit. */
  readonly vaultMax: readonly (bigint | null)[]
  /** Share of an order's fee that vaults bear whose wishes were crossed, 0 to 10 000 (`models/vault/crossing.ts`); left out, none. */
  readonly crossingShareBps?: bigint
  /** No-trade band of hedges: a net hedge beyond it is traded to its edge, one within it not at all. Left out, every difference is traded. */
  readonly hedgeBand?: HedgeBand
  /** Tokens of 1e18 that hedges are traded in whole multiples of, one an asset, null where any size may be; left out, any may. */
  readonly lot?: readonly (bigint | null)[]
  /** Net orders below this worth are not sent and stay as residual delta. */
  readonly orderMin: bigint
  /** Shortest time between two cycles in seconds. */
  readonly intervalMin: bigint
  readonly guard: Guard
}

/** A part of net assets, 1e18; or where the fee of a hedge weighs as much as the risk, with what an order costs beyond its fee, US dollars. */
export type HedgeBand =
  | { readonly kind: 'share'; readonly share: bigint }
  | { readonly kind: 'weighed'; readonly orderCost: bigint }

/** Management and performance per year and on the gain; deposit and withdrawal on the flow, kept by the vault. */
export interface Fees {
  readonly management: bigint
  readonly performance: bigint
  readonly deposit: bigint
  readonly withdrawal: bigint
}

/** What prices must be like before anything is marked with them, and when the buffer policy gives way. Null switches a guard off. */
export interface Guard {
  /** Oldest price in seconds. */
  readonly ageMax: bigint | null
  /** Largest |p/p0 − 1| between two cycles. */
  readonly jumpMax: bigint | null
  /** Widest gap between the pool's return since the last cycle and that of its deltas; beyond it `live` refuses. Left out, none is too wide. */
  readonly partsMax?: bigint | null
  /** Widest gap between what a venue and the book say of equity in US dollars; a wider one is an alarm. */
  readonly differenceMax: bigint | null
  /** Largest |residual delta| ÷ net assets of a vault that a held position may have: beyond it the vault is refitted. */
  readonly residualMax: bigint | null
  /** Smallest equity ÷ notional of a hedge that a held position may have: below it every vault is refitted. */
  readonly equityRatioMin: bigint | null
}
