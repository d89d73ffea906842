import { compared, pricesOf } from '../../models/reserve/guard.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { lookup } from '../../units/lookup.ts'
import { block, type Finding } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'
import { isOrder } from './seen.ts'

/** No order goes by a price that other markets and sources contradict: who knows better would be paid the difference. */
export function guard({ before, step, market }: ReserveExamined): readonly Finding[] {
  const { oracle, rules, quotes } = market
  if (!isOrder(step) || oracle === undefined || rules.guard === undefined) return []
  const quoted = ({ tranches, beside }: Reserve): Pick<Reserve, 'tranches' | 'beside'> => ({
    tranches: tranches.map((tranche) => ({ ...tranche, assets: lookup(quotes, tranche.id)?.assets ?? tranche.assets })),
    beside: beside.map((tranche) => ({ ...tranche, assets: lookup(quotes, tranche.id)?.assets ?? tranche.assets })),
  })
  return compared(pricesOf(quoted(before.reserve)), oracle, rules.guard)
    .filter(({ isOff }) => isOff)
    .map(({ kind, place, own, other, most }) =>
      block(kind === 'pair' ? 'PRICE_PAIR_OFF' : 'PRICE_LEVEL_OFF', `The price of ${place} is contradicted by others`, {
        facts: { place, price: String(own), medianPrice: String(other), mostRatio: String(most) },
        lift: `Wait until the prices of ${place} agree, or correct the price that is wrong.`,
      }),
    )
}
