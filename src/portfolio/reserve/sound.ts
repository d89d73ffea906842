import type { Asset, Prices, Tranche } from '../../models/reserve/tranche.ts'
import { usd } from '../../units/estimate.ts'
import { keep, lookup } from '../../units/lookup.ts'
import { ONE as ONE_DOLLAR, type Price } from '../../units/price.ts'
import { ONE } from '../../units/ratio.ts'
import type { Snapshot } from '../snapshot.ts'
import { isCost } from '../unusable.ts'
import type { OrderGas, ReserveMarket, Trade, TrancheQuote } from './market.ts'
import type { ReserveState } from './state.ts'
import type { ReserveUnusable } from './unusable.ts'

/**
 * The snapshot with unusable figures listed under `market.unusable` and a stand-in for each: the price that the tranche had last, or at its
 * calibration; no trade where its costs are none; no gas. The very same snapshot where all is known, or was looked at before.
 */
export function sound(snapshot: Snapshot<ReserveState, ReserveMarket>): Snapshot<ReserveState, ReserveMarket> {
  const { state, market } = snapshot
  if (market.unusable !== undefined) return snapshot
  const found: ReserveUnusable[] = []
  const quotes: Record<string, TrancheQuote> = {}
  for (const tranche of state.reserve.tranches) look(tranche, market, { found, quotes })
  for (const tranche of state.reserve.beside) look(tranche, market, { found, quotes })
  const gas = calls(market.gas, found)
  return found.length === 0
    ? snapshot
    : { ...snapshot, market: { ...market, quotes: { ...market.quotes, ...quotes }, gas, unusable: found } }
}

interface Desk {
  readonly found: ReserveUnusable[]
  /** Takes what stands in for a quote. */
  readonly quotes: Record<string, TrancheQuote>
}

function look(tranche: Tranche, { quotes }: ReserveMarket, desk: Desk): void {
  const { id } = tranche
  const quote = lookup(quotes, id)
  const prices = quote?.prices ?? tranche.prices
  const assets = quote?.assets ?? tranche.assets
  const trade = quote?.trade ?? null
  const isPriced = prices !== null && isUsable(prices)
  const areAssets = assets.every(({ price }) => price > 0n)
  if (isPriced && areAssets && (trade === null || isTrade(trade))) return
  if (!isPriced) {
    const said = prices === null ? 'missing' : `${prices.raw}`
    desk.found.push({ kind: 'price', figure: `price of ${id}`, found: said, tranche: id })
  }
  for (const asset of assets) if (asset.price <= 0n) desk.found.push(ofAsset(asset, id))
  if (trade !== null && !isTrade(trade))
    desk.found.push({
      kind: 'trade',
      figure: `trading cost of ${id}`,
      found: `${trade.fee} and ${trade.slippage}`,
      tranche: id,
    })
  keep(desk.quotes, id, {
    prices: isPriced ? prices : lastOf(tranche),
    // A peg is looked at by an asset's price: one that is none says nothing of it.
    assets: assets.filter(({ price }) => price > 0n),
    trade: trade !== null && isTrade(trade) ? trade : null,
  })
}

const ofAsset = ({ id, price }: Asset, tranche: string): ReserveUnusable => ({
  kind: 'price',
  figure: `price of ${id} in ${tranche}`,
  found: `${price}`,
  tranche,
})

const isUsable = ({ raw, lower, upper }: Prices): boolean => raw > 0n && lower > 0n && upper > 0n

const isTrade = ({ fee, slippage }: Trade): boolean => fee >= 0n && slippage >= 0n && fee + slippage <= ONE

function lastOf({ prices, calibration }: Tranche): Prices {
  if (prices !== null && isUsable(prices)) return prices
  const raw: Price = calibration.price > 0n ? calibration.price : ONE_DOLLAR
  return { raw, lower: raw, upper: raw }
}

const CALLS = ['mint', 'redeem', 'swap', 'pause'] as const

function calls(gas: OrderGas, found: ReserveUnusable[]): OrderGas {
  let known = gas
  for (const call of CALLS) {
    if (isCost(gas[call])) continue
    found.push({ kind: 'gas', figure: `gas of a ${call}`, found: String(gas[call]), call })
    known = { ...known, [call]: usd(0) }
  }
  return known
}
