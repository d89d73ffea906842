import { type Cost, depositCost, positionCost } from '../../models/vault/gmx2Position.ts'
import { feeOf, type TradeCosts } from './market.ts'

/**
 * Fee of a pool order, US dollars of 1e6 rounded up; below zero it burns. Of the planned order of a mix it is the sum of its pools' fees; else by
 * the balance of a market of GMX v2 where one is stated.
 */
export function poolFee(costs: TradeCosts, order: bigint): bigint {
  if (costs.mix?.order === order) return costs.mix.fee
  const found = poolCost(costs, order)
  return found === null ? feeOf(order, costs.pool) : exact(found)
}

/** The same with its parts; null where a flat rate is what it costs. */
export function poolCost({ gmx }: TradeCosts, order: bigint): Cost | null {
  const toll = gmx?.pool ?? null
  return toll === null ? null : depositCost(toll, dollars(order))
}

export interface HedgeOrder {
  /** Index of the asset. */
  readonly asset: number
  /** Net hedge before the order, long when positive. */
  readonly held: bigint
  readonly order: bigint
}

/** Fee of a hedge order, US dollars of 1e6 rounded up; by the balance of a market of GMX v2 where one is stated. */
export function hedgeFee(costs: TradeCosts, hedge: HedgeOrder): bigint {
  const found = hedgeCost(costs, hedge)
  return found === null ? feeOf(hedge.order, costs.hedge) : exact(found)
}

/** The same with its parts; null where a flat rate is what it costs. */
export function hedgeCost({ gmx }: TradeCosts, { asset, held, order }: HedgeOrder): Cost | null {
  const toll = gmx?.hedges[asset] ?? null
  return toll === null ? null : positionCost(toll, dollars(held), dollars(order))
}

const dollars = (usd6: bigint): number => Number(usd6) / 1e6

/** An estimate becomes a fee here and nowhere else. */
const exact = ({ total }: Cost): bigint => BigInt(Math.ceil(total * 1e6))
