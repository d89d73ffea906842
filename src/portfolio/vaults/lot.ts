import { abs, SCALE } from '../../models/vault/table.ts'
import { divide } from '../../units/rounding.ts'

/** What an order is traded in, and what a token of it costs, 1e8. */
export interface Grid {
  readonly lot: bigint | null
  readonly price: bigint
}

/** An order of US dollars, 1e6, in whole lots: rounded towards less trade, to the last unit of what those lots are worth. */
export function inLots(order: bigint, { lot, price }: Grid): bigint {
  if (lot === null || lot <= 0n || price <= 0n) return order
  const lots = divide((abs(order) + ROUNDING) * SCALE, lot * price, 'down')
  const size = divide(lots * lot * price, SCALE, 'half')
  return order < 0n ? -size : size
}

/** Whether an order is of whole lots, but for the roundings of its parts. */
export const isInLots = (order: bigint, grid: Grid): boolean => abs(order - inLots(order, grid)) <= ROUNDING

/** Units that rolled positions of vaults are rounded by: one lot less than what is held would be left for ever. */
const ROUNDING = 40n
