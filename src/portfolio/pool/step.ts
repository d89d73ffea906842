import type { Amount } from '../../units/amount.ts'
import type { Shares } from '../../units/shares.ts'

/** One move of the pool book (docs/models/pool.md). A `key` is the number of a deposit: the book's `next` when it is sent. */
export type PoolStep =
  | PoolTransfer
  | PoolSync
  | PoolFill
  | PoolExpire
  | PoolRefund
  | PoolMint
  | PoolBurn
  | PoolUpdate
  | PoolGain

export type PoolSend = PoolTransfer | PoolSync

/** Tokens with their shares. */
export interface PoolTransfer extends Sending {
  readonly kind: 'pool.transfer'
}

/** Tokens without shares: performance. */
export interface PoolSync extends Sending {
  readonly kind: 'pool.sync'
  /** Most that may leave, as a share of what the source was worth when its price was last renewed. */
  readonly toleranceBps: bigint
}

interface Sending {
  readonly key: number
  readonly from: string
  readonly to: string
  readonly token: string
  /** In units of the source. */
  readonly input: Amount
  /** In units of the destination: what is left after the bridge's fee. */
  readonly output: Amount
}

/** A relayer delivers a deposit, or a part of it, and perhaps more than was announced. In a plan: wait for it. */
export interface PoolFill {
  readonly kind: 'pool.fill'
  readonly key: number
  readonly surplus: Amount
  /** How much of what was announced arrives, in units of the destination; all of it where left out. The rest stays with the bridge. */
  readonly part?: Amount
}

/** Nobody filled it by its deadline: the whole input goes to the escrow. */
export interface PoolExpire {
  readonly kind: 'pool.expire'
  readonly key: number
}

/** What the escrow has comes back to the source, as an arrival. */
export interface PoolRefund {
  readonly kind: 'pool.refund'
  readonly key: number
}

export interface PoolMint {
  readonly kind: 'pool.mint'
  readonly chain: string
  readonly holder: string
  readonly token: string
  readonly amount: Amount
  /** Fewest shares that the holder takes; any number where left out. */
  readonly least?: Shares
}

export interface PoolBurn {
  readonly kind: 'pool.burn'
  readonly chain: string
  readonly holder: string
  /** What is paid out: the base token, or another where too little of that is there. */
  readonly token: string
  readonly shares: Shares
  /** Least that the holder takes, in units of the token; any amount where left out. */
  readonly least?: Amount
}

/** Renews the stored share price; anyone may. */
export interface PoolUpdate {
  readonly kind: 'pool.update'
  readonly chain: string
}

/** A profit or, negative, a loss that trading made on a chain. The stored share price stays as it is. */
export interface PoolGain {
  readonly kind: 'pool.gain'
  readonly chain: string
  readonly token: string
  readonly amount: Amount
}
