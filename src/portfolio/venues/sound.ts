import { perYear, type Quote, quote } from '../../units/estimate.ts'
import type { Snapshot } from '../snapshot.ts'
import { ASSETS, type Asset } from './asset.ts'
import { type PerpMarket, perpOf, type ReserveMarket, underlying, type VenuesMarket } from './market.ts'
import type { Contract, Exchange } from './place.ts'
import type { VenuesPolicy } from './policy.ts'
import type { ExchangeAccount, VenuesState } from './state.ts'
import type { LendingAsset } from './terms.ts'
import type { Unknown } from './unknown.ts'

type Moment = Snapshot<VenuesState, VenuesMarket>

/**
 * The snapshot with a stand-in for every figure that a decision would read and that is missing, not a number, or a price of nothing; they
 * are listed under `market.unknown`. What is measured with a stand-in raises no alarm, and no step touches it. The very same snapshot where
 * all is known, which is asked at every hour: one sum finds it out.
 */
export function sound(snapshot: Moment, policy: VenuesPolicy): Moment {
  const { state, market } = snapshot
  if (isKnown(market) && areKnown(state.exchanges, market, policy)) return snapshot
  const found: Unknown[] = []
  const mended = mend(snapshot, policy, found)
  return found.length === 0 ? snapshot : { ...snapshot, market: { ...mended, unknown: found } }
}

/** NaN and infinities spread through a sum; a price of nothing is asked for by itself. BTC is 0 where the market has no price of it. */
function isKnown({ price, weeth, reserves, gas }: VenuesMarket): boolean {
  const { USDT, WETH, weETH } = reserves
  const sum =
    price.USDT +
    price.ETH +
    price.WETH +
    price.weETH +
    price.stETH +
    price.BTC +
    weeth.rate +
    weeth.market +
    weeth.growth +
    gas
  const isPriced = price.USDT > 0 && price.ETH > 0 && price.WETH > 0 && price.weETH > 0 && price.stETH > 0
  return isPriced && gas >= 0 && Number.isFinite(sum + sumOf(USDT) + sumOf(WETH) + sumOf(weETH))
}

function sumOf({ liquidityIndex, borrowIndex, supplyRate, borrowRate, supplied, borrowed, available }: ReserveMarket) {
  return liquidityIndex + borrowIndex + supplyRate + borrowRate + supplied + borrowed + available
}

function areKnown(accounts: readonly ExchangeAccount[], market: VenuesMarket, { mode }: VenuesPolicy): boolean {
  for (const { place, perps } of accounts) {
    if (mode.isHedged && !isQuoted(perpOf(market, place, mode.coin === 'BTC' ? 'BTCUSDT' : 'ETHUSDT'))) return false
    for (const { contract } of perps) if (!isQuoted(perpOf(market, place, contract))) return false
  }
  return true
}

function isQuoted({ mark, last, funding }: PerpMarket): boolean {
  return mark > 0 && last > 0 && Number.isFinite(mark + last + funding)
}

/** Every figure looked at in turn; `found` takes what was replaced. */
function mend({ state, market }: Moment, policy: VenuesPolicy, found: Unknown[]): VenuesMarket {
  const note = (figure: string, value: number, about: Partial<Pick<Unknown, 'place' | 'asset' | 'isGas'>>): void => {
    found.push({ figure, value, place: null, asset: null, isGas: false, ...about })
  }
  const figures = (asset: Asset) => (name: string, value: number, or: number) => {
    if (Number.isFinite(value)) return value
    note(`${asset} ${name}`, value, { asset })
    return or
  }
  const price = prices(market, note)
  const weeth = figures('weETH')
  const rate = weeth('rate', market.weeth.rate, price.weETH / price.ETH)
  const reserve = (asset: LendingAsset): ReserveMarket => {
    const of = market.reserves[asset]
    const at = figures(asset)
    return {
      liquidityIndex: at('liquidityIndex', of.liquidityIndex, 1),
      borrowIndex: at('borrowIndex', of.borrowIndex, 1),
      supplyRate: perYear(at('supplyRate', of.supplyRate, 0)),
      borrowRate: perYear(at('borrowRate', of.borrowRate, 0)),
      supplied: at('supplied', of.supplied, 0),
      borrowed: at('borrowed', of.borrowed, 0),
      available: at('available', of.available, 0),
    }
  }
  if (!(Number.isFinite(market.gas) && market.gas >= 0)) note('gas', market.gas, { isGas: true })
  return {
    ...market,
    price,
    weeth: {
      ...market.weeth,
      rate,
      market: weeth('market rate', market.weeth.market, rate),
      growth: perYear(weeth('growth', market.weeth.growth, 0)),
    },
    reserves: { USDT: reserve('USDT'), WETH: reserve('WETH'), weETH: reserve('weETH') },
    perps: quotes({ state, market: { ...market, price }, policy }, (name, value, place) =>
      note(name, value, { place }),
    ),
    gas: Number.isFinite(market.gas) && market.gas >= 0 ? market.gas : 0,
  }
}

/** Prices, one standing in for another of the same coin; 1 for USDT, and nothing where nothing of the coin is known. */
function prices(market: VenuesMarket, note: (figure: string, value: number, about: { asset: Asset }) => void) {
  const { price, weeth } = market
  const rate = isPrice(weeth.rate) ? weeth.rate : 1
  const usdt = isPrice(price.USDT) ? price.USDT : 1
  const ether =
    [price.ETH, price.WETH, price.stETH, price.weETH / rate, markOf(market, 'ETHUSDT') * usdt].find(isPrice) ?? 0
  const or: Readonly<Record<Asset, number>> = {
    USDT: 1,
    ETH: ether,
    WETH: ether,
    stETH: ether,
    weETH: ether * rate,
    BTC: [markOf(market, 'BTCUSDT') * usdt].find(isPrice) ?? 0,
  }
  const mended: Record<Asset, Quote> = { ...price }
  for (const asset of ASSETS) {
    const value: number = price[asset]
    if (isPrice(value) || (asset === 'BTC' && value === 0)) continue
    note(`price of ${asset}`, value, { asset })
    mended[asset] = quote(or[asset])
  }
  return mended
}

/** Marks of the accounts of the book; the coin's own price, or another exchange's mark, stands in. */
function quotes({ state, market, policy }: Scene, note: (figure: string, value: number, place: Exchange) => void) {
  const perps = { ...market.perps }
  for (const account of state.exchanges) {
    const { place } = account
    for (const contract of contractsOf(account, policy)) {
      const { mark, last, funding } = perpOf(market, place, contract)
      if (isQuoted({ mark, last, funding })) continue
      for (const [name, value] of Object.entries({ mark, last }))
        if (!isPrice(value)) note(`${name} of ${contract} at ${place}`, value, place)
      if (!Number.isFinite(funding)) note(`funding of ${contract} at ${place}`, funding, place)
      const coin = market.price[underlying(contract)] / market.price.USDT
      const otherwise = [last, coin, markOf(market, contract)].find(isPrice) ?? 1
      const stand = isPrice(mark) ? mark : otherwise
      const mended = {
        mark: stand,
        last: isPrice(last) ? last : stand,
        funding: Number.isFinite(funding) ? funding : perYear(0),
      }
      perps[place] = { ...perps[place], [contract]: mended }
    }
  }
  return perps
}

function contractsOf({ perps }: ExchangeAccount, { mode }: VenuesPolicy): ReadonlySet<Contract> {
  const own: readonly Contract[] = mode.isHedged ? [mode.coin === 'BTC' ? 'BTCUSDT' : 'ETHUSDT'] : []
  return new Set([...own, ...perps.map(({ contract }) => contract)])
}

/** The first mark that an exchange has of a contract; NaN where none has one. */
function markOf({ perps }: VenuesMarket, contract: Contract): number {
  return [perps.BINANCE, perps.BYBIT, perps.OKX].map((at) => at[contract].mark).find(isPrice) ?? Number.NaN
}

function isPrice(value: number): boolean {
  return Number.isFinite(value) && value > 0
}

interface Scene {
  readonly state: VenuesState
  readonly market: VenuesMarket
  readonly policy: VenuesPolicy
}
