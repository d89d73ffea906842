import { top } from '../../../models/vault/margin.ts'
import { net } from '../../../models/vault/netting.ts'
import { abs, at, cell, column, fromColumns, max, min, row, sub, sum, type Table } from '../../../models/vault/table.ts'
import type { Refused } from '../../../units/refusal.ts'
import type { VaultsConfig } from '../config.ts'
import { guard } from '../guard.ts'
import type { OpenInput } from '../input.ts'
import type { Alarm, Marking, Opened, Order } from '../journal.ts'
import type { VaultsState } from '../state.ts'
import { type Flowed, flow } from './flow.ts'
import { mark } from './mark.ts'
import { target } from './target.ts'

/**
 * Everything before the trades, in the order that vaults.md §4 fixes: guard, income, internal profit, funding, marks, fees, flows, buffer, fit,
 * differences, netted orders. Nothing is changed: what it answers, `close` needs again with what became of the orders.
 */
export function open(state: VaultsState, input: OpenInput, config: VaultsConfig): Opened | Refused {
  const refused = guard(state, input, config)
  if (refused !== null) return refused
  const marking = mark(state, input, config)
  const flowed = flow(state, marking, { input, config })
  const aim = target({ state, marking, flowed }, input, config)
  if (!aim.ok) return aim
  const { fit } = aim
  const hedges = config.assets.map((_, a) =>
    order(
      column(fit.external, a).map((x, v) => x - cell(marking.external, v, a)),
      config,
    ),
  )
  const raised = raise({ marking, flowed, external: fit.external, pool: fit.pool }, config)
  const pool = order(
    fit.pool.map((g, v) => g - at(marking.pool, v) - at(raised, v)),
    config,
  )
  return {
    ok: true,
    marks: { prices: input.prices.map(({ price }) => price), poolPrice: input.poolPrice.price, weights: input.weights },
    marking,
    ...flowed,
    wanted: aim.wanted,
    action: aim.action,
    fit,
    raised,
    internalDiff: sub(fit.internal, marking.internal),
    pool,
    hedges,
    alarms: alarms(marking, config),
  }
}

/** Differences are against rolled positions: drift of a price is no trade (vaults.md §6, point 10). */
function order(wishes: readonly bigint[], { orderMin }: VaultsConfig): Order {
  const netted = net(wishes)
  return { ...netted, wishes, order: abs(netted.net) < orderMin ? 0n : netted.net }
}

interface Planned {
  readonly marking: Marking
  readonly flowed: Flowed
  readonly pool: readonly bigint[]
  readonly external: Table
}

/** More to burn where a buffer would end below zero even if every order is filled: the vault's own pool position pays (vaults.md §6). */
function raise({ marking, flowed, pool, external }: Planned, config: VaultsConfig): bigint[] {
  const equity = fromColumns(
    config.equityRatio.map((band, a) => top(column(marking.equity, a), column(external, a), band).equity),
    pool.length,
  )
  return pool.map((g, v) => {
    const into = g - at(marking.pool, v) + sum(row(equity, v)) - sum(row(marking.equity, v))
    const after = at(flowed.buffer, v) - into
    return min(g, max(0n, -after))
  })
}

function alarms({ reconciled }: Marking, { guard: { differenceMax } }: VaultsConfig): Alarm[] {
  if (differenceMax === null) return []
  return reconciled.difference
    .map((difference, asset) => ({ asset, difference }))
    .filter(({ difference }) => abs(difference) > differenceMax)
}
