import { divide } from '../../units/rounding.ts'
import { lr } from '../../units/split.ts'
import type { Assigned } from './netting.ts'
import { abs, at, sum } from './table.ts'

const BPS = 10_000n

/**
 * Fees with a share of them borne by the side that was crossed (`crossingShareBps`, docs/rules/vaults.md#fills), 0 to 10 000 basis points. Of the fee F of an
 * order, ⌊F · share / 10 000⌋ goes by lr on |d| to the vaults opposite to the net, whom crossing spared an order of their own; the
 * rest goes by lr on |d| to the net side, as all of it does at 0. The sum stays F. Where nothing was crossed, or nothing is
 * left over to send, nothing changes.
 */
export function share({ net, crossed, fees }: Assigned, wishes: readonly bigint[], bps: bigint): readonly bigint[] {
  if (bps === 0n || net === 0n || crossed === 0n) return fees
  const all = sum(fees)
  const theirs = divide(all * bps, BPS, 'zero')
  const same = side(wishes, net)
  const opposite = side(wishes, -net)
  const ours = parts(all - theirs, same)
  return parts(theirs, opposite).map((fee, v) => fee + at(ours, v))
}

const side = (wishes: readonly bigint[], net: bigint): bigint[] =>
  wishes.map((wish) => (wish > 0n === net > 0n ? abs(wish) : 0n))

const parts = (fee: bigint, weights: readonly bigint[]): bigint[] =>
  lr(
    weights.map((weight) => fee * weight),
    sum(weights),
  )
