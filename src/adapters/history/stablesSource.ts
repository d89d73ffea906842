import { ONE, type Price, of as priceOf } from '../../units/price.ts'
import { mulDiv } from '../../units/rounding.ts'
import * as Client from './client.ts'
import { isOfBars } from './parse.ts'
import { RANGES, type Range } from './plausible.ts'
import type { Window } from './slice.ts'
import { type Column, type Quotes, read } from './stables.ts'

/** Who published prices of assets that a reserve may hold. */
export const STABLE_SOURCES = ['binanceus', 'chainlink', 'coingecko', 'coinmarketcap', 'binance'] as const

export type StableSource = (typeof STABLE_SOURCES)[number]

/** One asset's prices in US dollars, and in words where they are from. */
export interface Published extends Quotes {
  readonly asset: string
  readonly source: StableSource
  readonly label: string
}

interface Place {
  readonly name: (asset: string) => string
  readonly column: (asset: string) => Omit<Column, 'range'>
  /** The prices are in USDT, which is not always a dollar. */
  readonly inTether: boolean
  /** Every asset of it is a stablecoin, but for bitcoin. */
  readonly ofStable: boolean
  readonly label: string
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

const matches =
  (pattern: RegExp) =>
  (name: string): boolean =>
    pattern.test(name)

const PLACES: Readonly<Record<StableSource, Place>> = {
  binanceus: {
    name: () => 'stables/binanceus_usdc_depeg_1m_2023-03.csv',
    column: (asset) => ({
      price: asset === 'BTC' ? 'btcusd_close' : `${asset.toLowerCase()}_usd_implied`,
      only: null,
      isOther: matches(/^(btcusd[tc]?_(close|volume_btc)|usd[ct]_usd_implied)$/),
      bar: MINUTE_MS,
      known: MINUTE_MS,
    }),
    inTether: false,
    ofStable: true,
    label: 'Binance.US, by the minute: closes of BTC in dollars and in the coin, divided',
  },
  chainlink: {
    name: () => 'stables/chainlink_arbitrum_stablecoin_feeds_events.csv',
    column: (asset) => ({
      price: 'price',
      only: { column: 'feed', is: `${asset}_USD` },
      isOther: matches(/^$/),
      bar: null,
      known: 0,
    }),
    inTether: false,
    ofStable: true,
    label: 'Chainlink on Arbitrum One, every round',
  },
  coingecko: {
    name: () => 'stables/coingecko_stablecoins_hourly_2021-2023.csv',
    column: (asset) => ({
      price: `${asset.toLowerCase()}_usd`,
      only: null,
      isOther: matches(/^[a-z]{2,8}_usd$/),
      bar: HOUR_MS,
      known: HOUR_MS,
    }),
    inTether: false,
    ofStable: true,
    label: 'CoinGecko, hourly',
  },
  coinmarketcap: {
    name: () => 'stables/coinmarketcap_stablecoins_daily_2018-2025.csv',
    column: (asset) => ({
      price: 'close_usd',
      only: { column: 'asset', is: asset },
      isOther: matches(/^(open|high|low|volume|market_cap)_usd$/),
      bar: DAY_MS,
      known: DAY_MS,
    }),
    inTether: false,
    ofStable: true,
    label: 'CoinMarketCap, daily closes',
  },
  binance: {
    name: (asset) => `prices/binance_spot_${asset}USDT_1h.csv`,
    column: () => ({ price: 'close_usdt', only: null, isOther: isOfBars, bar: HOUR_MS, known: HOUR_MS }),
    inTether: true,
    ofStable: false,
    label: 'Binance spot in USDT, hourly closes',
  },
}

/** Whether a source gives prices in USDT, so that those of USDT are needed too. */
export const isInTether = (source: StableSource): boolean => PLACES[source].inTether

export interface Request {
  readonly asset: string
  readonly source: StableSource
  /** Between these, 1e18, the asset is on its peg; null of what has none, or none that is known. */
  readonly peg: { readonly floor: bigint; readonly ceiling: bigint } | null
}

/** The prices of one asset that became known inside the window. FileError, TableError. */
export async function load(dir: Client.Place, { asset, source, peg }: Request, window: Window): Promise<Published> {
  const { name, column, label } = PLACES[source]
  const file = await Client.read(dir, name(asset), `Name a source other than ${source} for ${asset}.`)
  return { asset, source, label, ...read(file, { ...column(asset), range: rangeOf({ asset, source, peg }) }, window) }
}

/** How far a price may be from its peg, as a factor: UST fell to a hundred and fiftieth of a dollar, and nothing rose by a tenth as much. */
const FALL = 1000
const RISE = 10

const dollars = (price: bigint): number => Number(price) / 1e18

/** By the peg of the asset, else by its name, else by what the source has prices of. */
function rangeOf({ asset, source, peg }: Request): Range {
  if (peg !== null && peg.floor > 0n)
    return { ...RANGES.stable, least: dollars(peg.floor) / FALL, most: dollars(peg.ceiling) * RISE }
  if (asset === 'BTC' || asset === 'WBTC') return RANGES.BTCUSDT
  if (asset === 'ETH' || asset === 'WETH') return RANGES.ETHUSDT
  return asset === 'USDT' || PLACES[source].ofStable ? RANGES.stable : RANGES.coin
}

/** Prices in USDT as prices in dollars: times what USDT was worth at that instant, and at par before that is known. */
export function inDollars(quotes: Published, tether: Published): Published {
  let at = -1
  const worth = (time: number): Price => {
    while ((tether.time[at + 1] ?? Number.POSITIVE_INFINITY) <= time) at += 1
    return tether.price[at] ?? ONE
  }
  const price = quotes.price.map((each, i) => priceOf(mulDiv(each, worth(quotes.time[i] ?? 0), ONE, 'half')))
  return { ...quotes, price, label: `${quotes.label}, times USDT by ${tether.label}` }
}
