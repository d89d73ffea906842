import { type Amount, of as amountOf, ZERO } from '../../units/amount.ts'
import type { Timestamp } from '../../units/chain.ts'
import type { Ratio } from '../../units/ratio.ts'
import { mulDiv } from '../../units/rounding.ts'
import { intPowDown, mulDown, quotient } from './fixed.ts'

/** A promise instead of an asset: work, a subscription, a stake. It counts by its schedule and is never paid out. */
export interface Commitment {
  readonly kind: 'labour' | 'subscription' | 'staking'
  readonly start: Timestamp
  /** Seconds from the start before which nothing counts. */
  readonly cliff: bigint
  /** Seconds from the start over which it comes to count in full, linearly; 0 is at once. */
  readonly vesting: bigint
  readonly decay: Decay | null
  /** The instant from which nothing counts any more. */
  readonly revoked: Timestamp | null
}

/** `perPeriod` is what is left after each whole period of `period` seconds since the start. */
export interface Decay {
  readonly perPeriod: Ratio
  readonly period: bigint
}

/**
 * What of a promised amount counts at `now`, in its native units: promised · min(elapsed / vesting, 1) · perPeriod^⌊elapsed / period⌋,
 * floored at each step; 0 before the cliff and from the revocation on. A period of 0 is a Fault.
 */
export function counted(promised: Amount, commitment: Commitment, now: Timestamp): Amount {
  const { start, cliff, vesting, decay, revoked } = commitment
  const elapsed = now - start
  if (elapsed < 0n || elapsed < cliff) return ZERO
  if (revoked !== null && now >= revoked) return ZERO
  const vested = elapsed >= vesting ? promised : mulDiv(promised, elapsed, vesting, 'zero')
  if (decay === null) return amountOf(vested)
  return amountOf(mulDown(vested, intPowDown(decay.perPeriod, quotient(elapsed, decay.period))))
}
