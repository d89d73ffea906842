import {
  type Fraction,
  type Quantity,
  type Quote,
  quantity as quantityOf,
  type Usd,
  usd,
} from '../../units/estimate.ts'
import * as Tiers from './tiers.ts'

/** One position, or several of one side that move together. `fee` is the liquidation fee the venue asks cover for; 0 where none. */
export interface Exposure {
  readonly equity: Usd
  readonly notional: Usd
  readonly side: 'short' | 'long'
  readonly tiers: Tiers.Tiers
  readonly fee: Fraction
}

/**
 * Relative adverse move x of the mark at which E(x) = MM(N(x)) + fee·N(x), ≥ 0. A short grows as it loses:
 * x = (E + d − N·m)/(N·(1 + m)), m = mmr + fee and d the deduction of the tier that N·(1 + x) falls in, found by
 * walking up the tiers; a long shrinks: x = (E + d − N·m)/(N·(1 − m)), walking down (docs/models/perp.md#distance). Infinity without a
 * position and for a long whose equity covers a fall to nothing.
 */
export function distance({ equity, notional, side, tiers, fee }: Exposure): number {
  if (notional <= 0) return Infinity
  if (side === 'long' && equity > notional) return Infinity
  const step = side === 'short' ? 1 : -1
  let k = Tiers.indexOf(usd(notional), tiers)
  for (;;) {
    const { mmr, deduction, upTo } = Tiers.at(k, tiers)
    const rate = mmr + fee
    const move = (equity + deduction - notional * rate) / (notional * (1 + step * rate))
    const after = notional * (1 + step * move)
    const isHere =
      side === 'short' ? after <= upTo || k === tiers.length - 1 : k === 0 || after > Tiers.at(k - 1, tiers).upTo
    if (isHere) return Math.max(0, move)
    k += step
  }
}

/**
 * `full` closes the whole position at once; `tiers` lowers it by `tiersPerStep` tiers while it stands in tier 3 or above
 * (OKX: 2) and closes what remains below that.
 */
export type Rule = { readonly rule: 'full' } | { readonly rule: 'tiers'; readonly tiersPerStep: number }

/** `quantity` is signed. `clearanceFee` is part of what equity must cover, and is paid on what is closed. */
export type Input = Rule & {
  readonly equity: Usd
  readonly quantity: Quantity
  readonly mark: Quote
  readonly tiers: Tiers.Tiers
  readonly clearanceFee: Fraction
}

/** `closed` and `remaining` have the sign of the position and add up to it; delta jumps by −closed. */
export interface Outcome {
  readonly closed: Quantity
  readonly loss: Usd
  readonly equity: Usd
  readonly remaining: Quantity
}

/**
 * What the venue does at this mark (docs/rules/venues.md#D12): while E ≤ MM + fee·N it closes a part, and the account loses that
 * part's share of the maintenance and the fee on it, at most its equity; the insurance fund takes the rest. A safe account
 * comes back unchanged.
 */
export function liquidate(input: Input): Outcome {
  const { quantity, mark, tiers, clearanceFee } = input
  const size = Math.abs(quantity) * mark
  let notional = size
  let equity: number = input.equity
  while (notional > 0) {
    const maintenance = Tiers.maintenance(usd(notional), tiers)
    if (equity > maintenance + clearanceFee * notional) break
    const kept = keep(usd(notional), input)
    const closed = notional - kept
    const loss = maintenance * (closed / notional) + clearanceFee * closed
    equity -= Math.min(Math.max(0, equity), loss)
    notional = kept
  }
  const remaining = notional === size ? quantity : quantityOf(notional === 0 ? 0 : quantity * (notional / size))
  return {
    closed: quantityOf(quantity - remaining),
    loss: usd(input.equity - equity),
    equity: usd(notional > 0 ? equity : Math.max(0, equity)),
    remaining,
  }
}

const FIRST_PARTIAL = 2

function keep(notional: Usd, input: Input): number {
  if (input.rule === 'full') return 0
  const k = Tiers.indexOf(notional, input.tiers)
  if (k < FIRST_PARTIAL) return 0
  return Tiers.at(Math.max(0, k - Math.max(1, input.tiersPerStep)), input.tiers).upTo
}
