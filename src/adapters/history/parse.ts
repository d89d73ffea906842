import type { Contract } from '../../portfolio/venues/place.ts'
import type { Source } from './client.ts'
import * as Errors from './error.ts'
import * as Lending from './lending.ts'
import * as Plausible from './plausible.ts'
import type { Window } from './slice.ts'
import * as Table from './table.ts'

/** Figures at whole hours (ms), ascending, each with the line it stands on. */
export interface Series {
  readonly file: string
  readonly lines: readonly number[]
  readonly time: readonly number[]
}

export interface BarSeries extends Series {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}

/** `market` is NaN on days without a quote. */
export interface StakingSeries extends Series {
  readonly rate: Float64Array
  readonly market: Float64Array
  readonly usdtUsd: Float64Array
}

/** Between neighbouring hours or days; the largest true one in the published files is 1.17. */
const STEP_MAX = 1.5
/** High ÷ open and open ÷ low; the largest true one is a last-price wick of 3.4. */
const WICK_MAX = 4
/** Between two prices of one coin at one hour; the largest true one is 1.09. */
const AGREE_MAX = 2
const HOUR_MS = 3_600_000

/** Bars of a contract, where its name is given checked against what such a coin was ever worth. */
export function bars(source: Source, window: Window, contract?: Contract): BarSeries {
  const table = Table.read(source, BARS, window)
  const [open, high, low, close] = [
    table.column('open_usdt'),
    table.column('high_usdt'),
    table.column('low_usdt'),
    table.column('close_usdt'),
  ]
  const series = { file: table.file, lines: table.lines, time: table.time, open, high, low, close }
  for (const [i, row] of series.lines.entries()) {
    if (contract !== undefined) Plausible.check({ file: table.file, row, column: 'open_usdt' }, open[i] ?? 0, contract)
    checkBar(series, i)
  }
  return series
}

export function gas(source: Source, window: Window): Series & { readonly price: Float64Array } {
  const { file, lines, time, column } = Table.read(source, GAS, window)
  const price = column('gas_price_avg_gwei')
  for (const [i, row] of lines.entries())
    Plausible.check({ file, row, column: 'gas_price_avg_gwei' }, price[i] ?? 0, 'gas')
  return { file, lines, time, price }
}

export function staking(source: Source, window: Window): StakingSeries {
  const { file, lines, time, column } = Table.read(source, STAKING, window)
  const rate = column('eth_per_weeth')
  const market = column('eth_per_weeth_market_24h_median')
  const usdtUsd = column('usdt_usd')
  for (const [i, row] of lines.entries()) {
    const where = { file, row }
    Plausible.check({ ...where, column: 'eth_per_weeth' }, rate[i] ?? 1, 'share')
    Plausible.step({ ...where, column: 'eth_per_weeth' }, [rate[i - 1], rate[i]], STEP_MAX)
    Plausible.check({ ...where, column: 'usdt_usd' }, usdtUsd[i] ?? 1, 'dollar')
    Plausible.step({ ...where, column: 'eth_per_weeth_market_24h_median' }, [rate[i], market[i]], STEP_MAX)
  }
  return { file, lines, time, rate, market, usdtUsd }
}

/** One series an asset. */
export function reserves(source: Source, window: Window): ReadonlyMap<string, Lending.ReserveSeries> {
  const tables = Table.groups(source, AAVE, window)
  return new Map([...tables].map(([asset, table]) => [asset, reserve(table)]))
}

/** An asset that the file does not name. */
export function noReserve(file: string): Lending.ReserveSeries {
  const none = new Float64Array(0)
  const figures = { supplyRate: none, borrowRate: none, supplied: none, borrowed: none }
  return { file, lines: [], time: [], liquidityIndex: none, borrowIndex: none, ...figures }
}

function reserve({ file, lines, time, column }: Table.Table): Lending.ReserveSeries {
  const series = {
    file,
    lines,
    time,
    liquidityIndex: column('liquidity_index'),
    borrowIndex: column('variable_borrow_index'),
    supplyRate: column('supply_apr'),
    borrowRate: column('variable_borrow_apr'),
    supplied: column('total_supplied'),
    borrowed: column('total_variable_debt'),
  }
  Lending.check(series, column('oracle_price_usd'))
  return series
}

function checkBar({ file, lines, time, open, high, low, close }: BarSeries, i: number): void {
  const [o, h, l, c] = [open[i] ?? 0, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0]
  const row = lines[i] ?? 0
  if (!(l <= o && o <= h && l <= c && c <= h)) {
    const column = oddest([o, h, l, c])
    throw new Errors.TableError({
      code: 'BAR_INCONSISTENT',
      message: `${file}:${row} ${column}: the open or close is outside low and high.`,
      facts: { file, row, column, open: o, high: h, low: l, close: c },
      remedy: 'Check the order of the columns, and the row against its source.',
    })
  }
  Plausible.step({ file, row, column: 'high_usdt' }, [o, h], WICK_MAX)
  Plausible.step({ file, row, column: 'low_usdt' }, [o, l], WICK_MAX)
  if ((time[i] ?? 0) - (time[i - 1] ?? 0) === HOUR_MS)
    Plausible.step({ file, row, column: 'open_usdt' }, [close[i - 1], o], STEP_MAX)
}

/** The column that is furthest from the others: from the middle two of the four. */
function oddest(figures: readonly number[]): string {
  const sorted = figures.toSorted((a, b) => a - b)
  const middle = Math.sqrt(sorted[1] ?? 1) * Math.sqrt(sorted[2] ?? 1)
  const off = figures.map((each) => Math.abs(Math.log(each / middle)))
  return PRICES[off.indexOf(Math.max(...off))] ?? PRICES[0]
}

const PRICES = ['open_usdt', 'high_usdt', 'low_usdt', 'close_usdt'] as const

/** Refuses bars whose opens are not within a factor of two of another price of the same coin in the same hours. */
export function agree({ file, lines, time, open }: BarSeries, other: Float64Array, from: number): void {
  for (const [i, at] of time.entries())
    Plausible.step(
      { file, row: lines[i] ?? 0, column: 'open_usdt' },
      [other[(at - from) / HOUR_MS], open[i]],
      AGREE_MAX,
    )
}

/** Whether a column belongs to files of hourly bars. */
export function isOfBars(name: string): boolean {
  return Object.hasOwn(BARS.columns, name)
}

const BARS: Table.Shape = {
  stamp: 'opening',
  columns: {
    open_usdt: 'positive',
    high_usdt: 'positive',
    low_usdt: 'positive',
    close_usdt: 'positive',
    volume_eth: 'ignored',
    volume_btc: 'ignored',
    volume_contracts: 'ignored',
  },
  split: undefined,
}

const GAS: Table.Shape = {
  stamp: 'instant',
  columns: {
    gas_price_avg_gwei: 'positive',
    block: 'ignored',
    gas_price_median_gwei: 'ignored',
    base_fee_gwei: 'ignored',
    priority_fee_p25_gwei: 'ignored',
    priority_fee_p50_gwei: 'ignored',
    priority_fee_p75_gwei: 'ignored',
  },
  split: undefined,
}

const STAKING: Table.Shape = {
  stamp: 'instant',
  columns: {
    eth_per_weeth: 'positive',
    usdt_usd: 'positive',
    eth_per_weeth_market_24h_median: 'blank',
    date: 'ignored',
    eth_per_wsteth: 'ignored',
    eth_usd: 'ignored',
    eth_per_wsteth_market_24h_median: 'ignored',
  },
  split: undefined,
}

const AAVE: Table.Shape = {
  stamp: 'instant',
  columns: {
    liquidity_index: 'positive',
    variable_borrow_index: 'positive',
    supply_apr: 'number',
    variable_borrow_apr: 'number',
    total_supplied: 'positive',
    total_variable_debt: 'number',
    date: 'ignored',
    block: 'ignored',
    oracle_price_usd: 'optional',
  },
  split: 'asset',
}
