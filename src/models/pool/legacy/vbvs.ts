import * as Amount from '../../../units/amount.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import { mulDiv } from '../../../units/rounding.ts'
import * as Price from '../../../units/sharePrice.ts'
import { BASE_TOKEN_VB } from '../attribution/baseTokenVb.ts'
import { type Chain, type Setting, worth } from '../chain.ts'
import { count, type Delivery, type Donate, type Finished } from '../delivery.ts'
import * as NetAssets from '../netAssets.ts'
import { invalidAmount, unknownOpType } from '../operation.ts'
import { measured, type Priced, par, priced, shown, type Viewed } from '../sharePrice.ts'
import { type Effect, type Sent, valued } from '../transfer.ts'
import type { Version } from '../version.ts'
import * as Word from '../word.ts'

// The contract `vbvs` (docs/rules/pool.md#profiles), faults included, for comparison with what was recorded of it.

/** As it was: without a sign. A virtual supply below zero cannot be read. `SafeCastOverflowedIntToUint`, `Panic`. */
function effectiveSupply({ totalSupply, virtualSupply }: Chain): bigint | Refused {
  const negative = unreadable(virtualSupply)
  if (negative !== undefined) return negative
  const effective = totalSupply + virtualSupply
  return effective > Word.UINT_MAX ? Word.panic('0x11') : effective
}

function unreadable(virtualSupply: bigint): Refused | undefined {
  if (virtualSupply >= 0n) return undefined
  return refuse('SafeCastOverflowedIntToUint', 'A virtual supply below zero is read as if it had no sign', {
    facts: { value: String(virtualSupply) },
    lift: 'Bring shares back first, or follow a newer version.',
  })
}

/** As it was: worth is not looked at before shares exist, counts as 1 where it is 0, and as too large a figure where it is negative. */
function update(chain: Chain, setting: Setting): Priced | Refused {
  if (chain.sharePrice === 0n) return priced(chain, par(chain), Amount.ZERO)
  const effective = effectiveSupply(chain)
  if (typeof effective !== 'bigint') return effective
  if (effective === 0n) return priced(chain, chain.sharePrice, Amount.ZERO)
  const net = measured(chain, setting)
  if (typeof net !== 'bigint') return net
  const price = Word.mulDiv(net === 0n ? 1n : Word.unsigned(net), chain.unit, effective)
  if (typeof price !== 'bigint') return price
  return price === 0n ? Word.panic('0x1') : priced(chain, Price.of(price), net)
}

function view(chain: Chain, setting: Setting): Viewed | Refused {
  const net = NetAssets.of(chain, setting)
  if (typeof net !== 'bigint') return { ok: true, netAssets: Amount.ZERO, sharePrice: Price.ZERO }
  const effective = effectiveSupply(chain)
  if (typeof effective !== 'bigint') return effective
  const netAssets = net > 0n ? net : Amount.ZERO
  if (effective === 0n) return { ok: true, netAssets, sharePrice: shown(chain) }
  const price = Word.mulDiv(netAssets, chain.unit, effective)
  return typeof price === 'bigint' ? { ok: true, netAssets, sharePrice: Price.of(price) } : price
}

/** As it was: a value of nothing may be sent, and the virtual supply is read without a sign even where the share price did not need it. */
function transfer(chain: Chain, sent: Sent, setting: Setting): Effect | Refused {
  const before = update(chain, setting)
  if (!before.ok) return before
  const negative = unreadable(chain.virtualSupply)
  if (negative !== undefined) return negative
  const value = valued(chain, sent, setting)
  if (typeof value !== 'bigint') return value
  const { sharePrice } = before
  const move = { token: sent.token, amount: sent.output, value, sharePrice }
  const left = BASE_TOKEN_VB.leave(before.chain, move, setting)
  return left.ok ? { ok: true, chain: left.chain, value, sharePrice } : left
}

/** As it was: a Sync renews nothing; after a Transfer the share price must be what it was, to the unit, but for a surplus. */
function finish(chain: Chain, order: Donate, setting: Setting): Finished | Refused {
  const delivery = count(chain, order, setting)
  if (!delivery.ok) return delivery
  const surplus = Amount.sub(delivery.delta, order.amount)
  if (order.opType === 'unknown') return unknownOpType()
  if (order.opType === 'sync')
    return {
      ok: true,
      chain: { ...delivery.chain, donation: null },
      value: Amount.ZERO,
      surplus,
      sharePrice: chain.sharePrice,
    }
  const { sharePrice } = delivery.donation
  const value = worth(order.amount, delivery.token, { chain, convert: setting.convert })
  if (typeof value !== 'bigint') return value
  const move = { token: delivery.token, amount: order.amount, value, sharePrice }
  const booked = BASE_TOKEN_VB.arrive(delivery.chain, move, setting)
  if (!booked.ok) return booked
  const after = update(booked.chain, setting)
  if (!after.ok) return after
  const expected = expectedPrice(after.chain, { delivery, surplus }, setting)
  if (typeof expected !== 'bigint') return expected
  if (after.sharePrice !== expected)
    return refuse('NavManipulationDetected', 'The share price is not what it was', {
      facts: { expected: String(expected), actual: String(after.sharePrice) },
      lift: 'Follow a newer version: this one refuses what is merely rounded.',
    })
  return { ok: true, chain: { ...after.chain, donation: null }, value, surplus, sharePrice: after.sharePrice }
}

/** The contract gives this refusal no name of its own but this text. */
const UNSHARED = 'Effective total supply is zero - cannot calculate NAV increase'

interface Expectation {
  readonly delivery: Delivery
  readonly surplus: Amount.Amount
}

/** The price of the first phase, and what the surplus adds to it. `EffectiveSupplyZero` where there is nobody to whom it could be added. */
function expectedPrice(chain: Chain, { delivery, surplus }: Expectation, { convert }: Setting): bigint | Refused {
  const before = delivery.donation.sharePrice
  if (surplus === 0n) return before
  const value = worth(surplus, delivery.token, { chain, convert })
  if (typeof value !== 'bigint') return value
  const effective = chain.totalSupply + chain.virtualSupply
  if (effective !== 0n) return before + mulDiv(value, chain.unit, effective, 'down')
  return refuse('EffectiveSupplyZero', 'A surplus came where no supply is effective', {
    facts: { surplus: String(surplus), reason: UNSHARED },
    lift: 'Mint here first, or follow a newer version.',
  })
}

export const VBVS: Version = {
  update,
  view,
  effectiveSupply,
  bounds: ({ quoted }) => (quoted > 0n ? undefined : invalidAmount('The output')),
  transfer,
  finish,
  syncDepositor: 'pool',
  burnt: () => undefined,
}
