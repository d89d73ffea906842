import type { State as ExitState } from '../../models/staking/exit.ts'
import type { PerpMarket, ReserveMarket, VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Contract, Exchange, Place } from '../../portfolio/venues/place.ts'
import type { Terms } from '../../portfolio/venues/terms.ts'
import type { History, PerpHistory, ReserveHistory } from '../../ports/history.ts'
import { perYear, quantity, quote } from '../../units/estimate.ts'
import { HOUR_MS, instant } from '../../units/time.ts'

/**
 * The market of each hour of a history, a value of its own: nothing changes it afterwards. What the history lacks and the book
 * cannot hold is worth 0, never NaN, so that nothing of nothing stays 0.
 *
 * @example
 * const at = markets(history, terms)
 * at(0).price.ETH // at the first hour, and after any other was read
 */
export function markets(history: History, terms: Terms, down: readonly Place[] = []): (row: number) => VenuesMarket {
  const exit = fullExit(terms)
  const { usdtUsd, spot, weeth, reserves, gas } = history
  const [binance, bybit, okx] = [history.perps.BINANCE, history.perps.BYBIT, history.perps.OKX]
  return (row) => {
    const usdt = usdtUsd[row] ?? 1
    const ether = quote((spot.ETH.open[row] ?? Number.NaN) * usdt)
    const rate = known(weeth.rate[row], 1)
    return {
      asOf: instant(history.from + row * HOUR_MS),
      terms,
      price: {
        USDT: quote(usdt),
        ETH: ether,
        WETH: ether,
        weETH: quote(ether * rate),
        stETH: ether,
        BTC: quote(known((spot.BTC.open[row] ?? Number.NaN) * usdt, 0)),
      },
      weeth: {
        rate,
        market: known(weeth.market[row], rate),
        growth: perYear(known(weeth.growth[row], terms.stakingRate)),
        exit,
      },
      reserves: {
        USDT: reserveAt(reserves.USDT, row),
        WETH: reserveAt(reserves.WETH, row),
        weETH: reserveAt(reserves.weETH, row),
      },
      perps: { BINANCE: perpsAt(binance, row), BYBIT: perpsAt(bybit, row), OKX: perpsAt(okx, row) },
      gas: gas[row] ?? Number.NaN,
      down,
    }
  }
}

/** The market with the coin at another price that the lending market's oracle follows. */
export function withEther(market: VenuesMarket, price: number): VenuesMarket {
  const ether = quote(price)
  return {
    ...market,
    price: { ...market.price, ETH: ether, WETH: ether, stETH: ether, weETH: quote(price * market.weeth.rate) },
  }
}

/** The market with another mark of one contract. */
export function withMark(
  market: VenuesMarket,
  { place, contract }: { readonly place: Exchange; readonly contract: Contract },
  mark: number,
): VenuesMarket {
  const at = market.perps[place]
  const perps = { ...market.perps, [place]: { ...at, [contract]: { ...at[contract], mark } } }
  return { ...market, perps }
}

type Contracts = Readonly<Record<Contract, PerpMarket>>

const UNKNOWN: PerpMarket = { mark: Number.NaN, last: Number.NaN, funding: perYear(0) }
const NO_CONTRACTS: Contracts = { ETHUSDT: UNKNOWN, BTCUSDT: UNKNOWN }

function perpsAt(perps: History['perps'][Exchange], row: number): Contracts {
  if (perps === undefined) return NO_CONTRACTS
  return { ETHUSDT: perpAt(perps.ETHUSDT, row), BTCUSDT: perpAt(perps.BTCUSDT, row) }
}

function perpAt(perp: PerpHistory | undefined, row: number): PerpMarket {
  if (perp === undefined) return UNKNOWN
  return {
    mark: perp.mark.open[row] ?? Number.NaN,
    last: perp.last[row] ?? Number.NaN,
    funding: perYear(known(perp.forecast[row], 0)),
  }
}

function reserveAt(from: ReserveHistory, row: number): ReserveMarket {
  const supplied = known(from.supplied[row], 0)
  const borrowed = known(from.borrowed[row], 0)
  return {
    liquidityIndex: known(from.liquidityIndex[row], 1),
    borrowIndex: known(from.borrowIndex[row], 1),
    supplyRate: perYear(known(from.supplyRate[row], 0)),
    borrowRate: perYear(known(from.borrowRate[row], 0)),
    supplied,
    borrowed,
    available: Math.max(0, supplied - borrowed),
  }
}

/** The number, or what stands for an unknown one. */
function known(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : value
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
