import type { Carried, Toll } from '../../models/vault/gmx2Position.ts'
import type { VaultsConfig } from '../../portfolio/vaults/config.ts'
import type { Quote } from '../../portfolio/vaults/input.ts'
import type { PoolSide, TradeCosts } from '../../portfolio/vaults/market.ts'
import type { MixTerms } from '../../portfolio/vaults/mix/pool.ts'
import type { VaultsPolicy } from '../../portfolio/vaults/policy.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import type { Instant } from '../../units/time.ts'

/** What a run starts from and goes through. US dollars are 1e6, prices 1e8, tokens, shares and ratios 1e18. */
export interface Scene {
  readonly title: string
  readonly config: VaultsConfig
  readonly costs: TradeCosts
  readonly pool: PoolSide
  /** Several pools in one position; left out, there is one. */
  readonly mix?: MixTerms
  readonly policy: VaultsPolicy
  readonly start: VaultsState
  readonly epochs: readonly Epoch[]
  /** Volatile assets of the pool that nobody hedges: their risk stays with the vaults. */
  readonly outside: readonly string[]
  /** Equity over the worth of a hedge, 1e18, below which a venue may close it; one an asset. */
  readonly maintenance: readonly bigint[]
}

/** What the world says at one cycle, and what becomes of the orders. Lists are in the order of the config's assets or vaults. */
export interface Epoch {
  readonly label: string
  /** Null where epochs are only counted. */
  readonly at: Instant | null
  /** Seconds since the epoch before. */
  readonly elapsed: bigint
  readonly prices: readonly Quote[]
  readonly poolPrice: Quote
  readonly weights: readonly bigint[]
  /** Pools of a mix, of which `poolPrice`, `weights` and `outside` then follow; left out where there is one pool. */
  readonly pools?: readonly PoolMark[]
  readonly outside: readonly Outside[]
  readonly income: bigint
  readonly funding: readonly Funding[]
  readonly settlements: readonly Settlement[]
  /** Marks of the venue where they differ from the pool's prices; null where the venue goes by the same. */
  readonly venue: readonly bigint[] | null
  /** Marks of the venue between the epoch before and this one, as far as they are known. */
  readonly between: readonly (readonly bigint[])[]
  /** Equity that a venue states; null where it was not asked, or where its marks say it. */
  readonly stated: readonly (bigint | null)[]
  /** Tokens that come in here where no cycle was closed before: a run that goes on from a state has them already. */
  readonly start: readonly bigint[]
  readonly deposits: readonly bigint[]
  readonly withdrawals: readonly bigint[]
  /** Tokens that somebody pays in for what a vault owes, and US dollars of it that its creditors waive. Left out, none. */
  readonly repaid?: readonly bigint[]
  readonly waived?: readonly bigint[]
  readonly fills: Fills
  /** What a keeper made of the pending request since the epoch before; left out, what `fills` says of the pool. */
  readonly keeper?: Keeper
  /** Markets of GMX v2 in which hedges are held, one an asset, null where there is none; left out, there is none at all. */
  readonly gmx?: readonly (GmxMarket | null)[]
  /** What deposits into the pool cost where it is a market of GMX v2; left out, what the config says. */
  readonly deposit?: Toll
}

/** A pool of a mix at an epoch: its deltas are those of the assets, then those of `outside`. */
export interface PoolMark {
  readonly price: bigint
  readonly weights: readonly bigint[]
}

/** A market of GMX v2 at an epoch. */
export interface GmxMarket {
  /** What a position of either side paid since the epoch before, 1e18 of its worth, a cost when positive. */
  readonly paid: { readonly long: Paid; readonly short: Paid }
  /** Rates a second from now on. */
  readonly ahead: { readonly long: Carried; readonly short: Carried }
  /** What orders cost; null where neither fee nor impact is stated. */
  readonly toll: Toll | null
}

export interface Paid {
  readonly funding: bigint
  readonly borrowing: bigint
}

/** An asset of the pool that is not hedged: its price and its delta in one US dollar of the pool. */
export interface Outside {
  readonly price: bigint
  readonly weight: bigint
}

/** A cost in US dollars. With `per` it is for so large a net hedge, and scales with the hedge that is held. */
export interface Funding {
  readonly cost: bigint
  readonly per: bigint | null
}

/** A venue settles funding: 1e18 of the position's worth at this mark, paid by longs when positive. */
export interface Settlement {
  readonly asset: number
  readonly rate: bigint
  readonly mark: bigint
}

export interface Fills {
  readonly pool: Filling
  /** Of a mix instead of `pool`, by its pools. */
  readonly pools?: readonly Filling[]
  readonly hedges: readonly Filling[]
}

/** News of a request at a pool that settles by request. */
export interface Keeper {
  readonly filling: Filling
  /** What is not filled comes back. */
  readonly isCancelled: boolean
}

/** A part of the order (1e18), or US dollars as reported, whatever was ordered. `fee` null: by the costs of the run. */
export type Filling =
  | { readonly kind: 'part'; readonly part: bigint; readonly fee: bigint | null }
  | { readonly kind: 'reported'; readonly filled: bigint; readonly fee: bigint | null }

/** All of the order, at the costs of the run. */
export const WHOLE: Filling = { kind: 'part', part: 1_000_000_000_000_000_000n, fee: null }
