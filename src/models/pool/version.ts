import type { Amount } from '../../units/amount.ts'
import type { Refused } from '../../units/refusal.ts'
import type { Chain, Setting } from './chain.ts'
import type { Donate, Finished } from './delivery.ts'
import type { Rules } from './rules.ts'
import type { Priced, Viewed } from './sharePrice.ts'
import type { Effect, Sent } from './transfer.ts'

/** What differs between the versions of the contracts; everything else is the same in all. */
export interface Version {
  readonly update: (chain: Chain, setting: Setting) => Priced | Refused
  readonly view: (chain: Chain, setting: Setting) => Viewed | Refused
  /** The shares that a Sync is measured by. */
  readonly effectiveSupply: (chain: Chain) => bigint | Refused
  /** Bounds of what is sent: the output as quoted, and both sides in the source's units. */
  readonly bounds: (amounts: Amounts, rules: Rules) => Refused | undefined
  readonly transfer: (chain: Chain, sent: Sent, setting: Setting) => Effect | Refused
  readonly finish: (chain: Chain, order: Donate, setting: Setting) => Finished | Refused
  /** Who is paid back where a Sync expires: the escrow, which donates, or the pool at once. */
  readonly syncDepositor: 'escrow' | 'pool'
  /** After shares were burnt. */
  readonly burnt: (chain: Chain, rules: Rules) => Refused | undefined
}

export interface Amounts {
  readonly quoted: Amount
  readonly output: Amount
  readonly input: Amount
}
