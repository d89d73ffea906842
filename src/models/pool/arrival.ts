import * as Amount from '../../units/amount.ts'
import type { Refused } from '../../units/refusal.ts'
import { type Chain, type Changed, credit, type Setting, wallet } from './chain.ts'
import { type Donate, type Finished, lock } from './delivery.ts'
import * as Versions from './versions.ts'

/** The amount by which the contract tells the first phase from the second (docs/models/pool.md). */
const FLAG = 1n

/**
 * The first phase: locks, renews the share price, and remembers it with the worth and the balance that the second compares with (docs/models/pool.md).
 * The renewed price stays even if the second phase is refused. `DonationLock`, and what the share price refuses.
 */
export function begin(chain: Chain, token: string, setting: Setting): Changed | Refused {
  if (chain.donation !== null) return lock(true)
  const priced = Versions.update(chain, setting)
  if (!priced.ok) return priced
  const { sharePrice, netAssets } = priced
  const donation = { token, wallet: wallet(chain, token), sharePrice, netAssets }
  return { ok: true, chain: { ...priced.chain, donation } }
}

/**
 * The second phase, as the version of the rules does it. An amount of one unit is the mark of the first phase: `DonationLock` where one
 * has begun, and where none has (the first phase was refused, and the tokens came all the same) it begins one and books nothing.
 */
export function finish(chain: Chain, order: Donate, setting: Setting): Finished | Refused {
  if (order.amount !== FLAG) return Versions.of(setting.rules).finish(chain, order, setting)
  const begun = begin(chain, order.token, setting)
  if (!begun.ok) return begun
  return { ok: true, chain: begun.chain, value: Amount.ZERO, surplus: Amount.ZERO, sharePrice: begun.chain.sharePrice }
}

export interface Receive extends Donate {
  /** What a solver adds beyond the announced amount. */
  readonly surplus: Amount.Amount
}

/** Both phases with the tokens coming between them, as one transaction: refused, nothing has changed. */
export function receive(chain: Chain, order: Receive, setting: Setting): Finished | Refused {
  const begun = begin(chain, order.token, setting)
  if (!begun.ok) return begun
  return finish(credit(begun.chain, order.token, Amount.add(order.amount, order.surplus)), order, setting)
}
