import type { Charged } from '../../models/vault/fee.ts'
import type { Fit } from '../../models/vault/fit.ts'
import type { Funding } from '../../models/vault/funding.ts'
import type { EquityBand } from '../../models/vault/margin.ts'
import type { Reconciled } from '../../models/vault/mark.ts'
import type { Assigned, Netted } from '../../models/vault/netting.ts'
import type { Moves, Waterfall } from '../../models/vault/settle.ts'
import type { Table } from '../../models/vault/table.ts'
import type { Refusal } from '../../units/refusal.ts'
import type { CycleInput } from './input.ts'
import type { Marks, Pending, Waiting } from './state.ts'

/** What happened since the last checkpoint, steps 2 to 5 of docs/rules/vaults.md#cycle. Nothing was marked in the first cycle. */
export interface Marking {
  readonly income: readonly bigint[]
  /** Income that no pool unit was there for. */
  readonly incomeUnassigned: bigint
  readonly legs: Table
  /** Profit of internal hedges, one a vault; sums to zero. */
  readonly internalPnl: readonly bigint[]
  readonly settled: Waterfall
  readonly settlement: Moves
  readonly unitsMoved: readonly bigint[]
  /** One an asset. */
  readonly funding: readonly Funding[]
  readonly cost: Table
  readonly external: Table
  readonly internal: Table
  readonly externalPnl: Table
  readonly reconciled: Reconciled
  readonly units: readonly bigint[]
  readonly shortfall: readonly bigint[]
  /** What was marked, US dollars; `netAssets` is their sum. */
  readonly pool: readonly bigint[]
  readonly equity: Table
  readonly buffer: readonly bigint[]
  readonly netAssets: readonly bigint[]
  readonly neutrality: readonly Neutrality[]
}

/**
 * Why net assets of one vault moved since the last close, in US dollars (docs/rules/vaults.md#explaining-a-vaults-result). All terms are
 * computed on their own; `rest` is what they leave, a few units of rounding.
 */
export interface Neutrality {
  readonly before: bigint
  /** T · r of the own asset: what a share-class holder asked for. */
  readonly ownReturn: bigint
  /** g · (P/P0 − 1 − Σ w · r): the pool against its own deltas: fees earned, traders' luck. */
  readonly poolReturn: bigint
  readonly income: bigint
  readonly funding: bigint
  /** Σ residual delta · r. */
  readonly residual: bigint
  /** What internal hedges earned on paper and were not paid, or lost and did not pay. */
  readonly settlement: bigint
  /** What the venues stated beyond the book. */
  readonly reconciled: bigint
  readonly rest: bigint
  readonly after: bigint
}

export interface Flow {
  readonly minted: bigint
  readonly depositWorth: bigint
  readonly depositFee: bigint
  readonly paid: bigint
  readonly withdrawalWorth: bigint
  readonly withdrawalFee: bigint
  /** Of the withdrawal, what the buffer has before trades, and what waits for the buffer after them. */
  readonly now: bigint
  readonly queued: bigint
  /** Why a deposit was not taken in. It stays with its owner; the cycle goes on. */
  readonly refused: Refusal | null
}

export type BufferAction = 'zero' | 'hold' | 'clamp' | 'refit' | 'excluded'

/** What the vaults want of one instrument; `order` is what is sent of the net, 0 where that is too small. */
export interface Order extends Netted {
  readonly wishes: readonly bigint[]
  readonly order: bigint
}

export interface Alarm {
  readonly asset: number
  readonly difference: bigint
}

/** All that is known before anything trades, steps 1 to 10 of docs/rules/vaults.md#cycle. */
export interface Opened {
  readonly ok: true
  readonly marks: Marks
  readonly marking: Marking
  readonly fees: readonly Charged[]
  /** Frozen until the cycle closes. */
  readonly sharePrice: readonly bigint[]
  readonly highWater: readonly bigint[]
  /** Net assets after fees, and after flows as well. */
  readonly charged: readonly bigint[]
  readonly netAssets: readonly bigint[]
  readonly flows: readonly Flow[]
  readonly shares: readonly bigint[]
  /** Before trades, after fees and flows; below zero where withdrawals wait for trades. */
  readonly buffer: readonly bigint[]
  readonly wanted: readonly bigint[]
  readonly action: readonly BufferAction[]
  readonly fit: Fit
  /** The config's; where a buffer would end below zero, with their targets for tops, so that equity beyond them comes back. */
  readonly equityBands: readonly EquityBand[]
  /** What was burnt beyond the fit so that a buffer does not end below zero. */
  readonly raised: readonly bigint[]
  readonly internalDiff: Table
  readonly pool: Order
  readonly hedges: readonly Order[]
  /** What the venues' equity and the book disagree on beyond the tolerance. */
  readonly alarms: readonly Alarm[]
  /** What is added to the recorded cycle by `live`; left out where the cycle was not run by it. */
  readonly live?: LiveOpened
}

/** Withdrawals and claims of a cycle that is run by `live`. Lists have one entry a vault. */
export interface LiveOpened {
  /** Shares that wanted to leave, those that waited before included, and those that are paid in this cycle. */
  readonly asked: readonly bigint[]
  readonly leaving: readonly bigint[]
  readonly queue: readonly Waiting[]
  readonly claims: Table
  /** US dollars that insolvent vaults paid to those whom they owe, in this cycle. */
  readonly collected: readonly bigint[]
  /** Of that, what somebody paid in for them. */
  readonly repaid: readonly bigint[]
  /** The fit of all that is to be deployed, whatever the pool has room for and vaults hold; `fit` is of the position that is really held. */
  readonly aim: Fit
  /** The pool order before what the pool has room for. */
  readonly wished: bigint
  /** What became of the pending request, and what still waits; left out where none was pending and the pool settles at once. */
  readonly request?: LiveRequest
  /** Deltas of a mix before its orders; left out where the vaults share one pool, whose deltas no order changes. */
  readonly weightsBefore?: readonly bigint[]
}

export interface LiveRequest {
  readonly booked: readonly Booked[]
  readonly left: Pending | null
  /** Equity by vault that hedges will need once what is left of a mint is filled, US dollars: kept for it. */
  readonly backing: readonly bigint[]
  /** What is ordered in this cycle is asked for, and filled after it. */
  readonly isAsked: boolean
}

/** What a keeper filled of a request, US dollars, signed as the order. */
export interface Booked {
  readonly filled: bigint
  readonly fee: bigint
  readonly fills: readonly bigint[]
  readonly fees: readonly bigint[]
  /** What it took from net assets: the fee, and what pool units are rounded down by. */
  readonly cost: readonly bigint[]
  readonly isCancelled: boolean
}

/** What the trades did, steps 11 and 12 of docs/rules/vaults.md#cycle. */
export interface Closed {
  readonly pool: Assigned
  readonly hedges: readonly Assigned[]
  /** One a vault, all instruments. */
  readonly tradeFees: readonly bigint[]
  /** Fees that no vault could be asked for: the operator's. */
  readonly unassigned: bigint
  /** One an asset, into the venue when positive. */
  readonly transfers: readonly bigint[]
  readonly external: Table
  readonly equity: Table
  readonly poolWorth: readonly bigint[]
  readonly buffer: readonly bigint[]
  readonly netAssets: readonly bigint[]
  readonly residual: Table
}

/** A whole cycle, with the input that leads to it again. */
export interface Journal {
  readonly epoch: number
  readonly input: CycleInput
  readonly opened: Opened
  readonly closed: Closed
}
