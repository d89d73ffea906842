import { type Amount, of as amountOf, ZERO } from '../../units/amount.ts'
import type { Timestamp } from '../../units/chain.ts'
import { type Ratio, of as ratioOf } from '../../units/ratio.ts'
import { mulDiv } from '../../units/rounding.ts'
import { intPowDown, mulDown, ONE, quotient } from './fixed.ts'

/** Promises instead of an asset: work, subscriptions, stakes. They count by their schedule and are never paid out. */
export interface Commitment extends Terms {
  readonly kind: 'labour' | 'subscription' | 'staking'
  /** From when the balance counts, but for what was pledged later. */
  readonly start: Timestamp
  /** What of the balance was pledged later: each pledge counts by the same terms from its own start. */
  readonly pledges: readonly Pledge[]
  /** Whether the target is that of the whole promise, or falls and rises with the share of it that counts. */
  readonly target: 'fixed' | 'follows'
}

/** How a pledge comes to count, and ceases to. */
export interface Terms {
  /** Seconds from the start before which nothing counts. */
  readonly cliff: bigint
  /** Seconds from the start over which it comes to count in full, linearly; 0 is at once. */
  readonly vesting: bigint
  readonly decay: Decay | null
  /** The instant from which nothing counts any more, whenever it was pledged. */
  readonly revoked: Timestamp | null
}

/** `perPeriod` is what is left after each whole period of `period` seconds since the start. */
export interface Decay {
  readonly perPeriod: Ratio
  readonly period: bigint
}

export interface Pledge {
  readonly amount: Amount
  readonly start: Timestamp
}

/**
 * What of one pledge counts at `now`, in its native units: amount · min(elapsed / vesting, 1) · perPeriod^⌊elapsed / period⌋,
 * floored at each step; 0 before the cliff and from the revocation on. A period of 0 is a Fault.
 */
export function counting({ amount, start }: Pledge, { cliff, vesting, decay, revoked }: Terms, now: Timestamp): Amount {
  const elapsed = now - start
  if (elapsed < 0n || elapsed < cliff) return ZERO
  if (revoked !== null && now >= revoked) return ZERO
  const vested = elapsed >= vesting ? amount : mulDiv(amount, elapsed, vesting, 'zero')
  if (decay === null) return amountOf(vested)
  return amountOf(mulDown(vested, intPowDown(decay.perPeriod, quotient(elapsed, decay.period))))
}

/** What of a promised amount counts at `now`: the first pledge by the start of the commitment, each later one by its own. */
export function counted(promised: Amount, commitment: Commitment, now: Timestamp): Amount {
  let first: bigint = promised
  let sum = 0n
  for (const pledge of commitment.pledges) {
    first -= pledge.amount
    sum += counting(pledge, commitment, now)
  }
  return amountOf(sum + counting({ amount: amountOf(first), start: commitment.start }, commitment, now))
}

/** What counts at once of an amount that is pledged now. */
export const countingAtOnce = (amount: Amount, terms: Terms, now: Timestamp): Amount =>
  counting({ amount, start: now }, terms, now)

/** The commitment with a pledge of now; what is pledged at one instant is one pledge. */
export function pledged(commitment: Commitment, amount: Amount, now: Timestamp): Commitment {
  if (amount === 0n) return commitment
  const { pledges } = commitment
  const last = pledges.at(-1)
  const pledge = { amount: amountOf((last?.start === now ? last.amount : 0n) + amount), start: now }
  return { ...commitment, pledges: [...(last?.start === now ? pledges.slice(0, -1) : pledges), pledge] }
}

/** The share of the first pledge that counts at `now`: what a target that follows is multiplied by. */
export const shareCounting = (commitment: Commitment, now: Timestamp): Ratio =>
  ratioOf(counting({ amount: amountOf(ONE), start: commitment.start }, commitment, now))
