import { at } from '../../models/vault/table.ts'
import { isInLots } from '../../portfolio/vaults/lot.ts'
import * as Decimal from '../../units/decimal.ts'
import { dollars } from '../../units/dollars.ts'
import { block, type Finding } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/** A hedge is of whole lots, by what is sent: a venue takes no other. */
export function lot({ step, after, market: { config } }: VaultsExamined): readonly Finding[] {
  if (step.kind !== 'vaults.hedge') return []
  const a = config.assets.indexOf(step.asset)
  const grid = { lot: config.lot?.[a] ?? null, price: at(after.opened.marks.prices, a) }
  if (grid.lot === null || isInLots(step.order, grid)) return []
  const size = Decimal.read(grid.lot, 18)
  return [
    block('OFF_LOT', `A hedge of ${dollars(step.order)} is no whole number of lots of ${size} ${step.asset}`, {
      facts: { asset: step.asset, order: String(step.order), lot: String(grid.lot) },
      lift: `Order whole lots of ${size} ${step.asset}, or correct assets.${step.asset}.lot.`,
    }),
  ]
}
