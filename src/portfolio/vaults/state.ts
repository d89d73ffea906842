import { type Table, WAD, zeros } from '../../models/vault/table.ts'
import type { MixHolding } from './mix/pool.ts'

/**
 * The vaults of one shared position at the close of a cycle (docs/rules/vaults.md#state). Rows are vaults and columns assets, in the order of the config.
 * US dollars are 1e6, prices 1e8, tokens, shares, pool units and ratios 1e18. External and internal deltas are long when positive.
 */
export interface VaultsState {
  readonly epoch: number
  /** The key of the last cycle: the same key again is the same cycle again, and is refused. */
  readonly key: string | null
  /** Prices of the last checkpoint; null before the first cycle, when there is nothing to mark. */
  readonly marks: Marks | null
  /** Uninvested float in each vault's own asset. */
  readonly buffer: readonly bigint[]
  /** Pool units that belong to each vault. */
  readonly units: readonly bigint[]
  /** Worth of hedges at the venues at the last marks. */
  readonly external: Table
  /** Equity behind those hedges. */
  readonly equity: Table
  /** Deltas between vaults at the last marks; they sum to zero for every asset. */
  readonly internal: Table
  /** `totalSupply` of each vault. */
  readonly shares: readonly bigint[]
  /** Highest share price yet, own asset for a share. */
  readonly highWater: readonly bigint[]
  /** What the last fit was asked to deploy (D of docs/rules/vaults.md#buffer-policy); of `live`, the position that it left. */
  readonly deployed: readonly bigint[]
  /** What a vault owes others from internal hedges and could not pay. Above zero it is insolvent: it takes no deposits. */
  readonly shortfall: readonly bigint[]
  /** To whom: rows owe, columns are owed; a row sums to its shortfall. Left out where nobody ever owed. */
  readonly claims?: Table
  /** Withdrawals that wait for money, oldest first. Their shares exist until they are paid. Left out where none waits. */
  readonly queue?: readonly Waiting[]
  /** What was asked of a pool that settles by request and is not settled yet. Left out where nothing is. */
  readonly pending?: Pending
  /** What the mix holds that `units` are units of. Left out where the vaults share one pool. */
  readonly mix?: MixHolding
}

/**
 * A request that a keeper has not settled. What it promises stays in `buffer` (mint) or `units` (burn) until it is filled: it counts once, a mint
 * as tokens of the own asset, a burn as pool that is still held and hedged.
 */
export interface Pending {
  readonly kind: 'mint' | 'burn'
  /** Cycle in which it was asked for, and seconds since then. */
  readonly since: number
  readonly age: bigint
  /** By vault: tokens of its own asset (mint), or pool units (burn). */
  readonly parts: readonly bigint[]
}

/** Shares of a vault that want to leave, and the cycle in which they asked. */
export interface Waiting {
  readonly vault: number
  readonly shares: bigint
  readonly since: number
}

export interface Marks {
  readonly prices: readonly bigint[]
  readonly poolPrice: bigint
  /** US dollars of each asset's delta in one US dollar of the pool. */
  readonly weights: readonly bigint[]
}

/** Vaults that hold nothing, with share prices of one. */
export function empty(vaults: number, assets: number): VaultsState {
  const none = (): bigint[] => new Array<bigint>(vaults).fill(0n)
  return {
    epoch: 0,
    key: null,
    marks: null,
    buffer: none(),
    units: none(),
    external: zeros(vaults, assets),
    equity: zeros(vaults, assets),
    internal: zeros(vaults, assets),
    shares: none(),
    highWater: none().map(() => WAD),
    deployed: none(),
    shortfall: none(),
  }
}
