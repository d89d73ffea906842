import { at, halfUp, row, sum, WAD } from '../../../models/vault/table.ts'
import type { VaultsConfig } from '../config.ts'
import type { Marking, Neutrality } from '../journal.ts'
import type { Marks, VaultsState } from '../state.ts'
import { type Holding, holding, residual } from './holding.ts'

export interface Moved {
  readonly now: Marks
  readonly config: VaultsConfig
  readonly marking: Pick<Marking, 'income' | 'cost' | 'netAssets'>
  /** Shortfall minus haircut, one a vault. */
  readonly unpaid: readonly bigint[]
  /** What reconciliation added, one a vault. */
  readonly stated: readonly bigint[]
}

/**
 * The neutrality identity (docs/rules/vaults.md#explaining-a-vaults-result), one a vault: T' = T · (1 + r_own) + g · (P/P0 − 1 − Σ w · r) +
 * income − funding + Σ residual · r, with what settlement left unpaid and what the venues stated beyond. Each term is rounded once, half up.
 * `rest` is bounded by 3 units an asset and 4 more, and by what one unit of buffer and one of pool have grown to; a few units in practice.
 */
export function neutrality(state: VaultsState, moved: Moved): Neutrality[] {
  const { now, config, marking } = moved
  const then = state.marks ?? now
  const before = holding(state, then, config)
  const open = residual(before, config)
  return before.netAssets.map((netAssets, v) => {
    const own = config.own[v] ?? null
    const ownReturn = own === null ? 0n : returned(netAssets, then, { now, asset: own })
    const poolReturn = ofPool(at(before.pool, v), before, { then, now })
    const funding = -sum(row(marking.cost, v))
    const left = sum(row(open, v).map((delta, asset) => returned(delta, then, { now, asset })))
    const income = at(marking.income, v)
    const settlement = at(moved.unpaid, v)
    const reconciled = at(moved.stated, v)
    const after = at(marking.netAssets, v)
    const known = netAssets + ownReturn + poolReturn + income + funding + left + settlement + reconciled
    return {
      before: netAssets,
      ownReturn,
      poolReturn,
      income,
      funding,
      residual: left,
      settlement,
      reconciled,
      rest: after - known,
      after,
    }
  })
}

/** delta · (p/p0 − 1). */
function returned(delta: bigint, then: Marks, { now, asset }: { readonly now: Marks; readonly asset: number }): bigint {
  const from = at(then.prices, asset)
  return halfUp(delta * (at(now.prices, asset) - from), from)
}

/** g · (P/P0 − 1 − Σ w · r), with each w · g rounded as the residual delta has it. */
function ofPool(g: bigint, { weights }: Holding, { then, now }: { readonly then: Marks; readonly now: Marks }): bigint {
  const whole = halfUp(g * (now.poolPrice - then.poolPrice), then.poolPrice)
  const hedged = weights.map((weight, asset) => returned(halfUp(weight * g, WAD), then, { now, asset }))
  return whole - sum(hedged)
}
