import * as Amount from '../../../units/amount.ts'
import { mulDiv } from '../../../units/rounding.ts'
import * as Shares from '../../../units/shares.ts'
import { type Holding, holding, withHolding, worth } from '../chain.ts'
import * as NetAssets from '../netAssets.ts'
import { sharesOf } from '../sharePrice.ts'
import type { Attribution } from './attribution.ts'
import { BASE_TOKEN_VB, giveUp } from './baseTokenVb.ts'

/**
 * A claim in the token itself (docs/rules/pool.md#claim-in-the-token), designed and never built. With a claim V in units of the token and a
 * figure B in the base token booked beside it, both 0 at first:
 *
 * - source: V += amount. Tokens gone and claim are revalued as one balance, so the source gains and loses as if it still held them.
 * - destination, where V ≤ 0: V −= amount, B += value, and ⌊value · unit / sharePrice⌋ virtual shares. What came and V cancel out at every
 *   price; what remains is B, fixed as the shares it stands against: the price of the destination's shares stays as the token moves.
 * - back at the source, where V > 0: V −= amount. The claim turns into tokens, and nothing else changes.
 * - back from the destination, where V < 0: V += amount, B −= B · cleared / −V (down), and a value of that much leaves the
 *   supply of the chain as in the model of the base token: virtual shares first.
 *
 * The claims of all chains and of what is in flight sum to zero in every token. Where the token is the base token, V and B are one slot and
 * cancel out: the model is the one of the base token then.
 */
export const TOKEN_UNIT_VB: Attribution = {
  leave(chain, move, setting) {
    if (move.token === chain.base) return BASE_TOKEN_VB.leave(chain, move, setting)
    const claim = holding(chain, move.token)
    const released = releasedBy(claim, move.amount)
    const virtualBalance = Amount.add(claim.virtualBalance, move.amount)
    const after = withHolding(chain, { ...claim, virtualBalance, booked: Amount.sub(claim.booked, released) })
    return released === 0n ? { ok: true, chain: after } : giveUp(after, released, move.sharePrice)
  },

  arrive(chain, move, setting) {
    if (move.token === chain.base) return BASE_TOKEN_VB.arrive(chain, move, setting)
    const claim = holding(chain, move.token)
    const owed = Amount.max(claim.virtualBalance, Amount.ZERO)
    const rest = Amount.max(Amount.sub(move.amount, owed), Amount.ZERO)
    const value = worth(rest, move.token, { chain, convert: setting.convert })
    if (typeof value !== 'bigint') return value
    const shares = sharesOf(value, move.sharePrice, chain.unit)
    if (typeof shares !== 'bigint') return shares
    const virtualBalance = Amount.sub(claim.virtualBalance, move.amount)
    const entered = withHolding(chain, { ...claim, virtualBalance, booked: Amount.add(claim.booked, value) })
    const before = NetAssets.ofToken(chain, move.token, setting)
    if (typeof before !== 'bigint') return before
    const after = NetAssets.ofToken(entered, move.token, setting)
    if (typeof after !== 'bigint') return after
    const virtualSupply = Shares.add(chain.virtualSupply, shares)
    return { ok: true, chain: { ...entered, virtualSupply }, effect: Amount.of(after - before + value) }
  },

  writes: { source: 1, destination: 3, destinationOfBase: 1, clearing: 3 },
}

/** The part of what is booked beside a debt in tokens that an amount of them releases. */
function releasedBy({ virtualBalance, booked }: Holding, amount: Amount.Amount): Amount.Amount {
  if (virtualBalance >= 0n) return Amount.ZERO
  const debt = Amount.of(-virtualBalance)
  return amount >= debt ? booked : Amount.of(mulDiv(booked, amount, debt, 'down'))
}
