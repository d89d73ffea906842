import type { Chain } from '../../models/pool/chain.ts'
import type { Amount } from '../../units/amount.ts'
import type { Instant } from '../../units/time.ts'

/** One pool on many chains that all count in the same base token, and what is on its way between them. */
export interface PoolState {
  readonly base: string
  /** By the operator's names for them. */
  readonly chains: Readonly<Record<string, Chain>>
  readonly flights: readonly PoolFlight[]
  /** Number of the next deposit. Deposits are numbered as a bridge numbers them, so every key below has been used. */
  readonly next: number
}

/** A deposit that has not ended: with the bridge until it is filled or expires, then in the escrow until it is refunded. */
export interface PoolFlight {
  readonly key: number
  readonly kind: 'transfer' | 'sync'
  readonly from: string
  readonly to: string
  /** The native token where it crosses wrapped and is unwrapped on arrival. */
  readonly token: string
  /** All that left, in the units of the source: what the escrow has after an expiry. */
  readonly input: Amount
  /** What arrives, in the units of the destination. */
  readonly output: Amount
  readonly departed: Instant
  /** When it should land: the middle case, nineteen in twenty, and on a bad day. */
  readonly eta: { readonly p50: Instant; readonly p95: Instant; readonly stress: Instant }
  /** Last instant at which it may be filled. */
  readonly deadline: Instant
  readonly at: 'bridge' | 'escrow'
}

/** A book of these chains with nothing on its way. */
export const start = (base: string, chains: Readonly<Record<string, Chain>>): PoolState => ({
  base,
  chains,
  flights: [],
  next: 0,
})

export const withChain = (state: PoolState, name: string, chain: Chain): PoolState => ({
  ...state,
  chains: { ...state.chains, [name]: chain },
})

export function flightOf({ flights }: PoolState, key: number): PoolFlight | undefined {
  for (const flight of flights) if (flight.key === key) return flight
  return undefined
}
