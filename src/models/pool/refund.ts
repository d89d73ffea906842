import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { receive } from './arrival.ts'
import { type Chain, credit, type Setting } from './chain.ts'
import type { Finished } from './delivery.ts'
import { invalidAmount, type OpType } from './operation.ts'
import * as Versions from './versions.ts'

/** What lies in the escrow of an expired deposit, and as what it was sent. */
export interface Refund {
  readonly token: string
  readonly amount: Amount.Amount
  readonly opType: OpType
  readonly unwrap: boolean
}

/**
 * An expired deposit comes back as an arrival of all that the escrow has, which is the input and not the output (docs/models/pool.md): a Transfer mints
 * virtual shares at today's price, so that the virtual supply does not return to what it was where the price has moved.
 * `InvalidAmount`, `UnsupportedToken`, and what an arrival refuses; refused, nothing has changed.
 */
export function refund(chain: Chain, order: Refund, setting: Setting): Finished | Refused {
  const { token, amount, opType } = order
  if (amount <= 0n) return invalidAmount('The escrow')
  if (token === chain.native)
    return refuse('UnsupportedToken', 'An escrow holds no native ether', {
      facts: { token },
      lift: `Claim ${chain.wrapped} instead.`,
    })
  if (opType === 'sync' && Versions.of(setting.rules).syncDepositor === 'pool') return direct(chain, order)
  return receive(chain, { ...order, surplus: Amount.ZERO }, setting)
}

/** Where the pool itself was the depositor, the bridge pays straight back and nothing is renewed. */
const direct = (chain: Chain, { token, amount }: Refund): Finished => ({
  ok: true,
  chain: credit(chain, token, amount),
  value: Amount.ZERO,
  surplus: amount,
  sharePrice: chain.sharePrice,
})
