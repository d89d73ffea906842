import { abs, cell, column, sub } from '../../../models/vault/table.ts'
import type { Refused } from '../../../units/refusal.ts'
import type { VaultsConfig } from '../config.ts'
import { guard } from '../guard.ts'
import type { OpenInput } from '../input.ts'
import type { Alarm, Marking, Opened } from '../journal.ts'
import type { VaultsState } from '../state.ts'
import { flow } from './flow.ts'
import { mark } from './mark.ts'
import { order } from './order.ts'
import { raise } from './raise.ts'
import { target } from './target.ts'

/**
 * Everything before the trades, in the order that docs/rules/vaults.md#cycle fixes: guard, income, internal profit, funding, marks, fees,
 * flows, buffer, fit, differences, netted orders. Nothing is changed: what it answers, `close` needs again with what became of the orders.
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
  return {
    ok: true,
    marks: { prices: input.prices.map(({ price }) => price), poolPrice: input.poolPrice.price, weights: input.weights },
    marking,
    ...flowed,
    wanted: aim.wanted,
    action: aim.action,
    fit,
    ...raise({ marking, flowed, fit, hedges }, input, config),
    internalDiff: sub(fit.internal, marking.internal),
    hedges,
    alarms: alarms(marking, config),
  }
}

/** Where the venues and the book disagree by more than the guard allows. */
export function alarms({ reconciled }: Marking, { guard: { differenceMax } }: VaultsConfig): Alarm[] {
  if (differenceMax === null) return []
  return reconciled.difference
    .map((difference, asset) => ({ asset, difference }))
    .filter(({ difference }) => abs(difference) > differenceMax)
}
