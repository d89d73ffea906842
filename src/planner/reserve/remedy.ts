import { priced } from '../../models/reserve/clamp.ts'
import { isBelowPeg } from '../../models/reserve/peg.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { of as amountOf } from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { ONE as PAR } from '../../units/price.ts'
import type { Setting } from './scene.ts'

// Settings as they would be with what is advised, so that it can be tried.

/** The reserve with no limit to what flows through a tranche. */
export function widened(setting: Setting, id: string): Setting {
  const boundless = (tranche: Tranche): Tranche =>
    tranche.id === id
      ? { ...tranche, flowRule: { ...tranche.flowRule, limit: { kind: 'amount', amount: amountOf(10n ** 48n) } } }
      : tranche
  const { reserve } = setting.state
  return { ...setting, state: { ...setting.state, reserve: { ...reserve, tranches: reserve.tranches.map(boundless) } } }
}

/** Every asset that is below its peg back at one. */
export function atPar(setting: Setting): Setting {
  const { reserve } = setting.state
  const tranches = reserve.tranches.map(healed)
  const quotes = Object.fromEntries(
    tranches.flatMap(({ id, prices, assets }) => {
      const quote = lookup(setting.market.quotes, id)
      return quote === undefined || prices === null ? [] : [[id, { ...quote, prices, assets }] as const]
    }),
  )
  return {
    ...setting,
    state: { ...setting.state, reserve: { ...reserve, tranches } },
    market: { ...setting.market, quotes },
  }
}

function healed(tranche: Tranche): Tranche {
  if (!isBelowPeg(tranche.assets)) return tranche
  const assets = tranche.assets.map((asset) =>
    asset.peg !== null && asset.price < asset.peg.floor ? { ...asset, price: PAR } : asset,
  )
  return { ...tranche, assets, prices: priced(assets, tranche.pool) }
}
