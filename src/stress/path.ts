import type { PerpMarket, ReserveMarket, VenuesMarket } from '../portfolio/venues/market.ts'
import { type Contract, EXCHANGES, type Exchange } from '../portfolio/venues/place.ts'
import type { Bars, History, PerpHistory, ReserveHistory } from '../ports/history.ts'
import { HOUR_MS, type Instant } from '../units/time.ts'

/** From one market to another in equal steps over `ramp` hours, then `hold` hours of the second. Row 0 is the first market. */
export interface Way {
  readonly label: string
  readonly asOf: Instant
  readonly from: VenuesMarket
  readonly to: VenuesMarket
  readonly ramp: number
  readonly hold: number
  /** Whether time brings interest, staking growth and funding; without it the market stands quite still. */
  readonly accrues: boolean
}

/**
 * The way as a history, so that the one engine walks it. Every figure goes in a straight line, marks too, so an hour's high
 * and low are its ends. Funding is settled every 8 h at the rate that stands, which is also the rate to be expected.
 */
export function path(way: Way): History {
  const { from, to, label, asOf } = way
  const hours = way.ramp + way.hold + 1
  const ether = line(way, from.price.ETH, to.price.ETH)
  const bitcoin = line(way, from.price.BTC, to.price.BTC)
  const usdtUsd = line(way, from.price.USDT, to.price.USDT)
  const grown = growth(way)
  const rate = times(line(way, from.weeth.rate, to.weeth.rate), grown)
  return {
    label,
    simulated: true,
    from: asOf,
    hours,
    spot: { ETH: bars(over(ether, usdtUsd)), BTC: bars(over(bitcoin, usdtUsd)) },
    usdtUsd,
    weeth: {
      rate,
      market: times(line(way, from.weeth.market, to.weeth.market), grown),
      growth: line(way, from.weeth.growth, to.weeth.growth),
    },
    gas: line(way, from.gas, to.gas),
    reserves: {
      USDT: reserve(way, from.reserves.USDT, to.reserves.USDT),
      WETH: reserve(way, from.reserves.WETH, to.reserves.WETH),
      weETH: reserve(way, from.reserves.weETH, to.reserves.weETH),
    },
    perps: quoted(way),
    notes: [],
  }
}

/** Hours from one funding to the next; at other hours none is due. */
const SETTLED_EVERY = 8
const HOURS_PER_YEAR = 8760

function line({ ramp, hold }: Way, from: number, to: number): Float64Array {
  const values = new Float64Array(ramp + hold + 1).fill(to)
  for (let row = 0; row < ramp; row++) values[row] = from + ((to - from) * row) / ramp
  return values
}

function over(above: Float64Array, below: Float64Array): Float64Array {
  return above.map((value, row) => value / (below[row] ?? 1))
}

function times(values: Float64Array, factors: Float64Array): Float64Array {
  return values.map((value, row) => value * (factors[row] ?? 1))
}

/** Factor by which the staking rate has grown by each row. */
function growth(way: Way): Float64Array {
  return compounded(way, 1, line(way, way.from.weeth.growth, way.to.weeth.growth))
}

/** An index that grows hour by hour at the rate of the row before. */
function compounded({ accrues }: Way, start: number, perYear: Float64Array): Float64Array {
  const index = new Float64Array(perYear.length).fill(start)
  if (!accrues) return index
  for (let row = 1; row < index.length; row++)
    index[row] = (index[row - 1] ?? start) * (1 + (perYear[row - 1] ?? 0) / HOURS_PER_YEAR)
  return index
}

function reserve(way: Way, from: ReserveMarket, to: ReserveMarket): ReserveHistory {
  const supplyRate = line(way, from.supplyRate, to.supplyRate)
  const borrowRate = line(way, from.borrowRate, to.borrowRate)
  return {
    liquidityIndex: compounded(way, from.liquidityIndex, supplyRate),
    borrowIndex: compounded(way, from.borrowIndex, borrowRate),
    supplyRate,
    borrowRate,
    supplied: line(way, from.supplied, to.supplied),
    borrowed: line(way, from.borrowed, to.borrowed),
  }
}

/** The open of each hour, and the ends of the straight line to the next. */
function bars(open: Float64Array): Bars {
  return {
    open,
    high: open.map((value, row) => Math.max(value, open[row + 1] ?? value)),
    low: open.map((value, row) => Math.min(value, open[row + 1] ?? value)),
  }
}

/** The contracts that the market quotes. */
function quoted(way: Way): History['perps'] {
  const perps: Partial<Record<Exchange, Partial<Record<Contract, PerpHistory>>>> = {}
  for (const place of EXCHANGES) {
    const { ETHUSDT, BTCUSDT } = way.from.perps[place]
    const to = way.to.perps[place]
    perps[place] = {
      ...(Number.isNaN(ETHUSDT.mark) ? {} : { ETHUSDT: perp(way, ETHUSDT, to.ETHUSDT) }),
      ...(Number.isNaN(BTCUSDT.mark) ? {} : { BTCUSDT: perp(way, BTCUSDT, to.BTCUSDT) }),
    }
  }
  return perps
}

function perp(way: Way, from: PerpMarket, to: PerpMarket): PerpHistory {
  const forecast = line(way, from.funding, to.funding)
  const settled = forecast.map((perYear, row) =>
    way.accrues && (way.asOf / HOUR_MS + row) % SETTLED_EVERY === 0
      ? (perYear * SETTLED_EVERY) / HOURS_PER_YEAR
      : Number.NaN,
  )
  return { mark: bars(line(way, from.mark, to.mark)), last: line(way, from.last, to.last), settled, forecast }
}
