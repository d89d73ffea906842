import type { State as ExitState } from '../../models/staking/exit.ts'
import type { PerpMarket, ReserveMarket, VenuesMarket, WeethMarket } from '../../portfolio/venues/market.ts'
import { CONTRACTS, type Contract, EXCHANGES, type Exchange, type Place } from '../../portfolio/venues/place.ts'
import type { LendingAsset, Terms } from '../../portfolio/venues/terms.ts'
import type { History, PerpHistory, ReserveHistory } from '../../ports/history.ts'
import { perYear, quantity, quote } from '../../units/estimate.ts'
import { HOUR_MS, type Instant, instant } from '../../units/time.ts'

type Open<T> = { -readonly [K in keyof T]: T[K] }

/** A market whose figures can be written; the terms cannot. */
interface OpenMarket {
  asOf: Instant
  readonly terms: Terms
  readonly price: Open<VenuesMarket['price']>
  readonly weeth: Open<WeethMarket>
  readonly reserves: Readonly<Record<LendingAsset, Open<ReserveMarket>>>
  readonly perps: Readonly<Record<Exchange, Readonly<Record<Contract, Open<PerpMarket>>>>>
  gas: number
  readonly down: readonly Place[]
}

/** A market that a replay writes into, hour after hour: what reads it sees an ordinary market and must not keep it. */
export interface Page {
  readonly market: VenuesMarket
  turn(row: number): void
  /** Moves one mark, or the coin that the lending market's oracle follows, within an hour. */
  setMark(place: Exchange, contract: Contract, mark: number): void
  setEther(price: number): void
}

/** A page over a history. What the history lacks and the book cannot hold is worth 0, never NaN, so that nothing of nothing stays 0. */
export function page(history: History, terms: Terms, down: readonly Place[] = []): Page {
  const market = { ...blank(terms, history.from), down }
  const quotes = EXCHANGES.flatMap((place) =>
    CONTRACTS.flatMap((contract) => quoteOf(history, market, { place, contract })),
  )
  const reserves = LENDING.map((asset) => ({ from: history.reserves[asset], into: market.reserves[asset] }))
  const { price, weeth } = market
  return {
    market,
    setMark(place, contract, mark) {
      market.perps[place][contract].mark = mark
    },
    setEther(ether) {
      price.ETH = quote(ether)
      price.WETH = quote(ether)
      price.stETH = quote(ether)
      price.weETH = quote(ether * weeth.rate)
    },
    turn(row) {
      market.asOf = instant(history.from + row * HOUR_MS)
      const usdt = history.usdtUsd[row] ?? 1
      const ether = (history.spot.ETH.open[row] ?? Number.NaN) * usdt
      const rate = known(history.weeth.rate[row], 1)
      price.USDT = quote(usdt)
      price.ETH = quote(ether)
      price.WETH = quote(ether)
      price.stETH = quote(ether)
      price.weETH = quote(ether * rate)
      price.BTC = quote(known((history.spot.BTC.open[row] ?? Number.NaN) * usdt, 0))
      weeth.rate = rate
      weeth.market = known(history.weeth.market[row], rate)
      weeth.growth = perYear(known(history.weeth.growth[row], terms.stakingRate))
      market.gas = history.gas[row] ?? Number.NaN
      for (const { from, into } of reserves) fill(into, from, row)
      for (const { from, into } of quotes) {
        into.mark = from.mark.open[row] ?? Number.NaN
        into.last = from.last[row] ?? Number.NaN
        into.funding = perYear(known(from.forecast[row], 0))
      }
    },
  }
}

const LENDING: readonly LendingAsset[] = ['USDT', 'WETH', 'weETH']

function fill(into: Open<ReserveMarket>, from: ReserveHistory, row: number): void {
  into.liquidityIndex = known(from.liquidityIndex[row], 1)
  into.borrowIndex = known(from.borrowIndex[row], 1)
  into.supplyRate = perYear(known(from.supplyRate[row], 0))
  into.borrowRate = perYear(known(from.borrowRate[row], 0))
  into.supplied = known(from.supplied[row], 0)
  into.borrowed = known(from.borrowed[row], 0)
  into.available = Math.max(0, into.supplied - into.borrowed)
}

function quoteOf(history: History, market: OpenMarket, { place, contract }: { place: Exchange; contract: Contract }) {
  const from: PerpHistory | undefined = history.perps[place]?.[contract]
  return from === undefined ? [] : [{ from, into: market.perps[place][contract] }]
}

/** The number, or what stands for an unknown one. */
function known(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : value
}

function blank(terms: Terms, asOf: Instant): OpenMarket {
  const none = () => ({ mark: Number.NaN, last: Number.NaN, funding: perYear(0) })
  const both = () => ({ ETHUSDT: none(), BTCUSDT: none() })
  const reserve = () => ({
    liquidityIndex: 1,
    borrowIndex: 1,
    supplyRate: perYear(0),
    borrowRate: perYear(0),
    supplied: 0,
    borrowed: 0,
    available: 0,
  })
  const zero = quote(0)
  return {
    asOf,
    terms,
    price: { USDT: zero, ETH: zero, WETH: zero, weETH: zero, stETH: zero, BTC: zero },
    weeth: { rate: 1, market: 1, growth: terms.stakingRate, exit: fullExit(terms) },
    reserves: { USDT: reserve(), WETH: reserve(), weETH: reserve() },
    perps: { BINANCE: both(), BYBIT: both(), OKX: both() },
    gas: 0,
    down: [],
  }
}

/** Exit routes at rest: buckets full and pools deep. History does not record them, so a replay assumes a quiet exit. */
export function fullExit({ exit }: Terms): ExitState {
  const deep = quantity(Number.MAX_SAFE_INTEGER)
  return {
    paused: false,
    staked: quantity(0),
    instant: { fill: exit.instant.bucket.capacity, liquidity: deep },
    instantStEth: { fill: exit.instantStEth.bucket.capacity, liquidity: deep, usable: true },
    whitelisted: false,
    depth: deep,
  }
}
