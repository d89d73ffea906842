import { byWeight } from '../../../models/vault/fit.ts'
import { haircut } from '../../../models/vault/settle.ts'
import { abs, add, at, column, max, min, row, sum, type Table, WAD, worth, zeros } from '../../../models/vault/table.ts'
import { divide } from '../../../units/rounding.ts'
import type { VaultsConfig } from '../config.ts'
import { ownPrice } from '../cycle/holding.ts'
import type { OpenInput } from '../input.ts'
import type { Marking } from '../journal.ts'
import type { VaultsState } from '../state.ts'

export interface Collected {
  readonly marking: Marking
  readonly claims: Table
  /** What each insolvent vault paid to those whom it owes, US dollars. */
  readonly collected: readonly bigint[]
  /** Of that, what somebody paid in for it. */
  readonly repaid: readonly bigint[]
}

/**
 * Claims after the marks (docs/models/vault.md#a-vault-that-owes): what could not be settled is owed to the winners in proportion to what they
 * went without. An insolvent vault pays all its net assets at once, its equity at the venue included, but for what closing its position costs; and
 * whatever it gains later, before its own leavers. What creditors waive is owed no more; what somebody pays in for it, up to what is owed, goes
 * to them whole.
 */
export function collect(marked: Marking, state: VaultsState, { input, config }: About): Collected {
  const owed = claimed(marked, state)
  if (owed.every((each) => each.every((claim) => claim === 0n)))
    return { marking: marked, claims: owed, collected: owed.map(() => 0n), repaid: owed.map(() => 0n) }
  const waived = owed.map((each, v) => min(sum(each), at(input.waived ?? [], v)))
  const left = owed.map((each, v) => less(each, at(waived, v)))
  const gifts = left.map((each, v) =>
    min(sum(each), worth(at(input.repaid ?? [], v), ownPrice(config, prices(input), v))),
  )
  const paid = left.map((each, v) => {
    const has = max(0n, at(marked.netAssets, v) - closing(marked, v, input))
    return min(sum(each), has + at(gifts, v))
  })
  const shares = left.map((each, v) => byWeight(at(paid, v), each))
  const moved = gifts.map((gift, v) => gift - at(paid, v) + sum(column(shares, v)))
  const claims = left.map((each, v) => each.map((claim, c) => claim - at(row(shares, v), c)))
  return { marking: shifted(marked, moved, claims), claims, collected: paid, repaid: gifts }
}

export interface About {
  readonly input: OpenInput
  readonly config: VaultsConfig
}

const prices = ({ prices: quotes }: OpenInput): readonly bigint[] => quotes.map(({ price }) => price)

/** Claims of before and those of this settlement. A shortfall of whose creditors nothing is known is owed to the other vaults alike. */
function claimed(marked: Marking, state: VaultsState): Table {
  const count = state.buffer.length
  const before = state.claims ?? state.shortfall.map((owes, v) => byWeight(owes, others(count, v)))
  const gone = haircut(marked.internalPnl, marked.settled.received)
  return add(
    before.length === 0 ? zeros(count, count) : before,
    marked.settled.shortfall.map((owes) => byWeight(owes, gone)),
  )
}

const others = (count: number, v: number): bigint[] => Array.from({ length: count }, (_, c) => (c === v ? 0n : 1n))

const less = (claims: readonly bigint[], amount: bigint): readonly bigint[] => {
  const gone = byWeight(amount, claims)
  return claims.map((claim, c) => claim - at(gone, c))
}

/** What it costs to close all that a vault has, with a unit an order for rounding. */
function closing({ pool, external }: Marking, v: number, { costs }: OpenInput): bigint {
  if (costs === undefined) return 0n
  const hedged = row(external, v)
  const fees = at(pool, v) * costs.pool + sum(hedged.map(abs)) * costs.hedge
  return divide(fees, WAD, 'up') + 2n * BigInt(hedged.length + 1)
}

/** The marks with US dollars moved between buffers; what they do to a vault's profit is settlement. */
function shifted(marked: Marking, moved: readonly bigint[], claims: Table): Marking {
  return {
    ...marked,
    buffer: marked.buffer.map((float, v) => float + at(moved, v)),
    netAssets: marked.netAssets.map((each, v) => each + at(moved, v)),
    shortfall: claims.map(sum),
    neutrality: marked.neutrality.map((each, v) => ({
      ...each,
      settlement: each.settlement + at(moved, v),
      after: each.after + at(moved, v),
    })),
  }
}
