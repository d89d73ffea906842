import * as Funding from '../../../models/vault/funding.ts'
import { equity, legs, type Move, reconcile, roll } from '../../../models/vault/mark.ts'
import { haircut, moves, settle, unitsFor } from '../../../models/vault/settle.ts'
import { at, column, fromColumns, row, sub, sum, worth } from '../../../models/vault/table.ts'
import { lr } from '../../../units/split.ts'
import type { VaultsConfig } from '../config.ts'
import type { OpenInput } from '../input.ts'
import type { Marking } from '../journal.ts'
import type { Marks, VaultsState } from '../state.ts'
import { ownPrice, worths } from './holding.ts'
import { neutrality } from './neutrality.ts'

/**
 * Income, internal profit and its settlement, funding, new marks: steps 2 to 5 of docs/rules/vaults.md#cycle. Income goes by pool units,
 * funding by the hedges that were held. Before the first checkpoint every internal and external delta is zero, and so is what is marked.
 */
export function mark(state: VaultsState, input: OpenInput, config: VaultsConfig): Marking {
  const prices = input.prices.map(({ price }) => price)
  const move: Move = { from: state.marks?.prices ?? prices, to: prices }
  const poolPrice = input.poolPrice.price
  const income = byUnits(input.income, state.units)
  const float = state.buffer.map((tokens, v) => worth(tokens, ownPrice(config, prices, v)) + at(income, v))

  const leg = legs(state.internal, move)
  const internalPnl = leg.map(sum)
  const settled = settle(internalPnl, { pool: worths(state.units, poolPrice), buffer: float })
  const settlement = moves(settled)
  const unitsMoved = unitsFor(settlement.pool, poolPrice)
  const units = state.units.map((held, v) => held + at(unitsMoved, v))

  const funding = input.funding.map((cost, a) => Funding.assign(cost, column(state.external, a)))
  const cost = fromColumns(
    funding.map((each) => each.cost),
    state.units.length,
  )
  const external = roll(state.external, move)
  const externalPnl = sub(external, state.external)
  const booked = equity(state.equity, externalPnl, cost)
  const reconciled = reconcile(booked, external, input.venueEquity)

  const pool = worths(units, poolPrice)
  const buffer = float.map((held, v) => held + at(settlement.buffer, v))
  const netAssets = buffer.map((held, v) => held + at(pool, v) + sum(row(reconciled.equity, v)))
  const marking = {
    income,
    incomeUnassigned: input.income - sum(income),
    legs: leg,
    internalPnl,
    settled,
    settlement,
    unitsMoved,
    funding,
    cost,
    external,
    internal: roll(state.internal, move),
    externalPnl,
    reconciled,
    units,
    shortfall: state.shortfall.map((owed, v) => owed + at(settled.shortfall, v)),
    pool,
    equity: reconciled.equity,
    buffer,
    netAssets,
  }
  const unpaid = haircut(internalPnl, settled.received).map((cut, v) => at(settled.shortfall, v) - cut)
  const stated = sub(reconciled.equity, booked).map(sum)
  const now: Marks = { prices, poolPrice, weights: input.weights }
  return { ...marking, neutrality: neutrality(state, { now, config, marking, unpaid, stated }) }
}

function byUnits(income: bigint, units: readonly bigint[]): bigint[] {
  const all = sum(units)
  if (all === 0n) return units.map(() => 0n)
  return lr(
    units.map((each) => income * each),
    all,
  )
}
