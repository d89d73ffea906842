import type { Amount } from '../../../units/amount.ts'
import type { Refused } from '../../../units/refusal.ts'
import type { SharePrice } from '../../../units/sharePrice.ts'
import type { Chain, Changed, Setting } from '../chain.ts'

/** What leaves or arrives with its shares. */
export interface Move {
  readonly token: string
  /** In units of the token: what the other chain will receive or was told of, after the bridge's fee. */
  readonly amount: Amount
  /** The same in the base token of this chain. */
  readonly value: Amount
  /** As just renewed, before the tokens move. */
  readonly sharePrice: SharePrice
}

export interface Arrived extends Changed {
  /** By how much the claims that were written change net assets; the check of integrity allows for it. */
  readonly effect: Amount
}

/** Storage slots that one Transfer changes, where no earlier claim is cleared by it. */
export interface Writes {
  readonly source: number
  readonly destination: number
  /** Where the token sent is the base token. */
  readonly destinationOfBase: number
  /** The most that one side changes where earlier claims are cleared. */
  readonly clearing: number
}

/** How a Transfer is booked at both ends. Tokens are moved by the caller; only supplies and claims change here. */
export interface Attribution {
  /** Before the tokens leave. */
  leave(chain: Chain, move: Move, setting: Setting): Changed | Refused
  /** After the tokens came. */
  arrive(chain: Chain, move: Move, setting: Setting): Arrived | Refused
  readonly writes: Writes
}
