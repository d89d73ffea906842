import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { lookup } from '../../units/lookup.ts'
import type { ReserveMarket } from './market.ts'

/** The reserve at the prices of the market. What has no quote keeps the prices that it has, and the same object where none moved. */
export function quoted(reserve: Reserve, market: Pick<ReserveMarket, 'quotes'>): Reserve {
  const tranches = all(reserve.tranches, market)
  const beside = all(reserve.beside, market)
  return tranches === reserve.tranches && beside === reserve.beside ? reserve : { ...reserve, tranches, beside }
}

function all(tranches: readonly Tranche[], { quotes }: Pick<ReserveMarket, 'quotes'>): readonly Tranche[] {
  let isSame = true
  const next = tranches.map((tranche) => {
    const quote = lookup(quotes, tranche.id)
    if (quote === undefined || (quote.prices === tranche.prices && quote.assets === tranche.assets)) return tranche
    isSame = false
    return { ...tranche, prices: quote.prices, assets: quote.assets }
  })
  return isSame ? tranches : next
}
