import { type Amount, of as amountOf } from '../../units/amount.ts'
import { type Ratio, of as ratioOf } from '../../units/ratio.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { type Shares, of as sharesOf } from '../../units/shares.ts'
import { attempt } from './fault.ts'
import { divDown, divUp, mulDown, ONE, sub } from './fixed.ts'

/** A wrapped token: what lies in it, and the shares of it that are a tranche's unit (docs/models/reserve.md). */
export interface Wrapper {
  readonly underlying: Amount
  readonly shares: Shares
  readonly decimals: number
}

/** Underlying for each share, floored; one where there are no shares. A factor of a part's price. */
export const rateDown = ({ underlying, shares }: Wrapper): Ratio =>
  ratioOf(shares === 0n ? ONE : divDown(underlying, shares))

/** The same, rounded up: who deposits pays the rounding. */
export const rateUp = ({ underlying, shares }: Wrapper): Ratio =>
  ratioOf(shares === 0n ? ONE : divUp(underlying, shares))

/** The underlying that shares are paid with, floored. Fault on overflow. */
export const withdrawn = (shares: Shares, wrapper: Wrapper): Amount => amountOf(mulDown(shares, rateDown(wrapper)))

export interface Wrapped {
  readonly ok: true
  readonly shares: Shares
}

/**
 * The shares that a deposit receives, floored. The first deposit leaves a few of its own behind for ever, so that nobody can inflate the
 * share price of an empty wrapper: 1000, or 10 where there are at most 8 places. NO_SHARES where nothing is left; a Fault's refusal.
 */
export const wrapped = (amount: Amount, wrapper: Wrapper): Wrapped | Refused =>
  attempt(() => {
    const minted = divDown(amount, rateUp(wrapper))
    const shares = wrapper.shares === 0n && minted > 0n ? sub(minted, wrapper.decimals > 8 ? 1000n : 10n) : minted
    return shares === 0n ? none(amount) : { ok: true, shares: sharesOf(shares) }
  })

const none = (amount: Amount): Refused =>
  refuse('NO_SHARES', `a deposit of ${amount} is worth no share`, {
    facts: { amount: String(amount), gyroscope: '103' },
    lift: 'Deposit more at once.',
  })
