import type { Tranche } from '../../models/reserve/tranche.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import { lookup } from '../../units/lookup.ts'
import type { ReserveExamined } from './examined.ts'

/** One tranche before and after a step, at the prices of the market, and what the balances say has moved. */
export interface Seen {
  readonly id: string
  readonly before: Tranche
  readonly after: Tranche
  /** Raw price of the market, 0 where there is none. */
  readonly price: bigint
  /** Native units that came in and that went out by the balances and, of a swap, by its legs. */
  readonly came: bigint
  readonly went: bigint
}

/** Every tranche that is there before and after the step. */
export function seen({ before, after, step, market }: ReserveExamined): readonly Seen[] {
  return before.reserve.tranches.flatMap((tranche): readonly Seen[] => {
    const then = after.reserve.tranches.find(({ id }) => id === tranche.id)
    if (then === undefined) return []
    const gain = then.balance - tranche.balance
    const sold = step.kind === 'reserve.swap' ? soldOf(step.legs, tranche.id) : 0n
    const net = gain + sold
    const came = net > 0n ? net : 0n
    const went = sold + (net < 0n ? -net : 0n)
    return [{ id: tranche.id, before: tranche, after: then, price: priceOf(tranche, market), came, went }]
  })
}

function soldOf(legs: readonly { readonly from: string; readonly amount: bigint }[], id: string): bigint {
  return legs.reduce((sum, { from, amount }) => (from === id ? sum + amount : sum), 0n)
}

const priceOf = ({ id, prices }: Tranche, { quotes }: ReserveMarket): bigint =>
  (lookup(quotes, id)?.prices ?? prices)?.raw ?? 0n

/** Whether the step is an order, by which assets or promises come in or leave. */
export const isOrder = ({ kind }: ReserveExamined['step']): boolean =>
  kind === 'reserve.mint' || kind === 'reserve.pledge' || kind === 'reserve.redeem' || kind === 'reserve.swap'
