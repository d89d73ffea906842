import type { Amount } from '../../units/amount.ts'
import type { Usd } from '../../units/estimate.ts'
import type { Duration } from '../../units/time.ts'
import type { Bounds } from '../measure.ts'
import type { DecisionPolicy } from '../policy.ts'

/** What an operator wants of a pool on many chains: data, hashed and replayed with every decision. */
export interface PoolPolicy {
  readonly bounds: PoolBounds
  /** What must lie ready on a chain. */
  readonly liquidity: readonly Ready[]
  /** The chain that everything is to be brought to, as far as the supply floor lets it; null where chains stay as they are. */
  readonly home: string | null
  readonly limits: PoolLimits
  readonly decision: DecisionPolicy
}

/** Below `level` of a token on a chain it is brought up to `target`. */
export interface Ready {
  readonly chain: string
  readonly token: string
  readonly level: Amount
  readonly target: Amount
}

export interface PoolBounds {
  /** |share price of a chain ÷ that of the whole pool − 1|. */
  readonly sharePrice: Bounds
  /** Effective ÷ total supply of a chain; critical is the supply floor. */
  readonly supply: Bounds
  /** What lies ready, and is on its way, ÷ the level. */
  readonly liquidity: Bounds
}

/** What may be sent, where to, and how much of it. Bounds are inclusive. */
export interface PoolLimits {
  readonly transferMin: Usd
  /** Most that one plan moves, all its deposits together. */
  readonly transferMax: Usd
  /** Most that is sent within an hour, and within a day; infinite where nothing caps it. */
  readonly perHour: Usd
  readonly perDay: Usd
  readonly destinations: readonly string[]
  readonly tokens: readonly string[]
  /** Most that the Syncs of one plan may take of a chain, in bps of its worth. */
  readonly syncToleranceBps: bigint
  /** Most that a bridge may keep. */
  readonly bridgeFeeBps: bigint
  /** Prices older than this block what sends. */
  readonly ageMax: Duration
  /** How long a deposit may take, at p95. */
  readonly deadline: Duration
}
