import * as Amount from '../../../units/amount.ts'
import type { Refused } from '../../../units/refusal.ts'
import { divide } from '../../../units/rounding.ts'
import * as Price from '../../../units/sharePrice.ts'
import * as Shares from '../../../units/shares.ts'
import { type Chain, type Setting, worth } from '../chain.ts'
import { count, type Donate, type Finished } from '../delivery.ts'
import { invalidAmount, unknownOpType } from '../operation.ts'
import type { Rules, SupplyFloor } from '../rules.ts'
import { unlike } from '../settle.ts'
import { measured, type Priced, par, priced, sharesOf, view } from '../sharePrice.ts'
import * as Supply from '../supply.ts'
import { type Effect, type Sent, valued } from '../transfer.ts'
import type { Version } from '../version.ts'
import * as Word from '../word.ts'

// The contract `vs10` (docs/rules/pool.md#profiles), faults included, for comparison with what was recorded of it.

/**
 * As it was: no effective supply, or less than none, freezes the price and is no error; the floor is rounded down before it is compared;
 * nothing behind the shares leaves the old price standing; a price that rounds to nothing is `Panic` 0x1.
 */
function update(chain: Chain, setting: Setting): Priced | Refused {
  const net = measured(chain, setting)
  if (typeof net !== 'bigint') return net
  if (chain.sharePrice === 0n) return priced(chain, par(chain), net)
  const effective = Supply.effective(chain.totalSupply, chain.virtualSupply)
  if (typeof effective !== 'bigint') return effective
  if (effective <= 0n) return priced(chain, chain.sharePrice, net)
  if (isTooLow(chain, setting.rules.supplyFloor))
    return tooLow(chain, setting.rules.supplyFloor, 'EffectiveSupplyTooLow')
  if (net <= 0n) return priced(chain, chain.sharePrice, net)
  const price = Word.mulDiv(net, chain.unit, effective)
  if (typeof price !== 'bigint') return price
  return price === 0n ? Word.panic('0x1') : priced(chain, Price.of(price), net)
}

/** effectiveSupply < ⌊totalSupply / 10⌋ where the virtual supply is negative: below ten units the floor is nothing. */
const isTooLow = ({ totalSupply, virtualSupply }: Chain, { numerator, denominator }: SupplyFloor): boolean =>
  virtualSupply < 0n && totalSupply + virtualSupply < divide(totalSupply * numerator, denominator, 'down')

const tooLow = ({ totalSupply, virtualSupply }: Chain, floor: SupplyFloor, code: TooLowCode): Refused =>
  Supply.tooLow({ totalSupply, virtualSupply, floor }, code)

type TooLowCode = 'EffectiveSupplyTooLow' | 'EffectiveSupplyTooLowAfterBurn'

/** As it was: a value of nothing may be sent, and the supply after the transfer is not looked at, so that it can brick the pool. */
function transfer(chain: Chain, sent: Sent, setting: Setting): Effect | Refused {
  const value = valued(chain, sent, setting)
  if (typeof value !== 'bigint') return value
  const before = update(chain, setting)
  if (!before.ok) return before
  const { sharePrice } = before
  const shares = sharesOf(value, sharePrice, chain.unit)
  if (typeof shares !== 'bigint') return shares
  const virtualSupply = Word.sum(chain.virtualSupply, -shares)
  if (typeof virtualSupply !== 'bigint') return virtualSupply
  return { ok: true, chain: { ...before.chain, virtualSupply: Shares.of(virtualSupply) }, value, sharePrice }
}

/** As it was: a Sync renews nothing and is not checked; a Transfer is, to the unit. */
function finish(chain: Chain, order: Donate, setting: Setting): Finished | Refused {
  const delivery = count(chain, order, setting)
  if (!delivery.ok) return delivery
  const { token, donation } = delivery
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
  const value = worth(order.amount, token, { chain, convert: setting.convert })
  if (typeof value !== 'bigint') return value
  const shares = sharesOf(value, donation.sharePrice, chain.unit)
  if (typeof shares !== 'bigint') return shares
  const after = update({ ...delivery.chain, virtualSupply: cleared(chain.virtualSupply, shares) }, setting)
  if (!after.ok) return after
  const credited = worth(delivery.credited, token, { chain, convert: setting.convert })
  if (typeof credited !== 'bigint') return credited
  const broken = unlike(Amount.add(donation.netAssets, credited), after.netAssets, setting)
  return broken ?? { ok: true, chain: { ...after.chain, donation: null }, value, surplus, sharePrice: after.sharePrice }
}

/** The fault: shares that make up for a negative virtual supply, or more, were booked as arriving − 2 · what was missing. */
const cleared = (before: Shares.Shares, arriving: Shares.Shares): Shares.Shares =>
  before < 0n && arriving >= -before ? Shares.of(arriving + 2n * before) : Shares.add(before, arriving)

function burnt(chain: Chain, { supplyFloor }: Rules): Refused | undefined {
  return isTooLow(chain, supplyFloor) ? tooLow(chain, supplyFloor, 'EffectiveSupplyTooLowAfterBurn') : undefined
}

export const VS10: Version = {
  update,
  view,
  effectiveSupply: ({ totalSupply, virtualSupply }) => Supply.effective(totalSupply, virtualSupply),
  bounds: ({ quoted }) => (quoted > 0n ? undefined : invalidAmount('The output')),
  transfer,
  finish,
  syncDepositor: 'pool',
  burnt,
}
