import type { Source } from './client.ts'
import * as Errors from './error.ts'
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

export interface ReserveSeries extends Series {
  readonly liquidityIndex: Float64Array
  readonly borrowIndex: Float64Array
  readonly supplyRate: Float64Array
  readonly borrowRate: Float64Array
  readonly supplied: Float64Array
  readonly borrowed: Float64Array
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
/** Gwei; the largest true one is 844. */
const GAS_MAX = 100_000
/** How far published borrow rates may be from the growth they led to, either way, over a week or more. */
const ACCRUAL_MAX = 5
const YEAR_MS = 365 * 86_400_000
const HOUR_MS = 3_600_000

export function bars(source: Source, window: Window): BarSeries {
  const table = Table.read(source, BARS, window)
  const [open, high, low, close] = [
    table.column('open_usdt'),
    table.column('high_usdt'),
    table.column('low_usdt'),
    table.column('close_usdt'),
  ]
  const series = { file: table.file, lines: table.lines, time: table.time, open, high, low, close }
  for (let i = 0; i < series.time.length; i += 1) checkBar(series, i)
  return series
}

export function gas(source: Source, window: Window): Series & { readonly price: Float64Array } {
  const { file, lines, time, column } = Table.read(source, GAS, window)
  const price = column('gas_price_avg_gwei')
  const at = price.findIndex((gwei) => gwei > GAS_MAX)
  if (at !== -1) throw implausible({ file, row: lines[at] ?? 0, column: 'gas_price_avg_gwei', value: price[at] ?? 0 })
  return { file, lines, time, price }
}

export function staking(source: Source, window: Window): StakingSeries {
  const { file, lines, time, column } = Table.read(source, STAKING, window)
  const rate = column('eth_per_weeth')
  const market = column('eth_per_weeth_market_24h_median')
  const usdtUsd = column('usdt_usd')
  for (const [i, row] of lines.entries()) {
    const where = { file, row }
    step({ ...where, column: 'eth_per_weeth' }, rate[i - 1], rate[i])
    step({ ...where, column: 'usdt_usd' }, 1, usdtUsd[i])
    step({ ...where, column: 'eth_per_weeth_market_24h_median' }, rate[i], market[i])
  }
  return { file, lines, time, rate, market, usdtUsd }
}

/** One series an asset. */
export function reserves(source: Source, window: Window): ReadonlyMap<string, ReserveSeries> {
  const tables = Table.groups(source, AAVE, window)
  return new Map([...tables].map(([asset, table]) => [asset, reserve(table)]))
}

/** An asset that the file does not name. */
export function noReserve(file: string): ReserveSeries {
  const none = new Float64Array(0)
  const figures = { supplyRate: none, borrowRate: none, supplied: none, borrowed: none }
  return { file, lines: [], time: [], liquidityIndex: none, borrowIndex: none, ...figures }
}

function reserve({ file, lines, time, column }: Table.Table): ReserveSeries {
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
  for (const [i, row] of lines.entries()) {
    grows({ file, row, column: 'liquidity_index' }, series.liquidityIndex[i - 1], series.liquidityIndex[i])
    grows({ file, row, column: 'variable_borrow_index' }, series.borrowIndex[i - 1], series.borrowIndex[i])
    grows({ file, row, column: 'supply_apr' }, 0, series.supplyRate[i])
    grows({ file, row, column: 'variable_borrow_apr' }, 0, series.borrowRate[i])
  }
  accrued(series)
  return series
}

function checkBar({ file, lines, time, open, high, low, close }: BarSeries, i: number): void {
  const [o, h, l, c] = [open[i] ?? 0, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0]
  const row = lines[i] ?? 0
  if (!(l <= o && o <= h && l <= c && c <= h)) {
    throw new Errors.TableError({
      code: 'BAR_INCONSISTENT',
      message: `${file}:${row} has an open or close outside its low and high.`,
      facts: { file, row, open: o, high: h, low: l, close: c },
      remedy: 'Check the order of the columns, and the row against its source.',
    })
  }
  const where = { file, row, column: 'high_usdt' }
  if (h > o * WICK_MAX) throw implausible({ ...where, value: h })
  if (l * WICK_MAX < o) throw implausible({ ...where, column: 'low_usdt', value: l })
  if ((time[i] ?? 0) - (time[i - 1] ?? 0) === HOUR_MS) step({ ...where, column: 'open_usdt' }, close[i - 1], o)
}

interface Where {
  readonly file: string
  readonly row: number
  readonly column: string
}

/** A lost digit or a wrong unit shows as a leap. Unknown neighbours (undefined, NaN) prove nothing. */
function step(where: Where, before: number | undefined, value: number | undefined): void {
  if (before === undefined || value === undefined) return
  if (value > before * STEP_MAX || value * STEP_MAX < before) throw implausible({ ...where, value, before })
}

function grows(where: Where, before: number | undefined, value: number | undefined): void {
  if (before === undefined || value === undefined || value >= before) return
  throw new Errors.TableError({
    code: where.column.endsWith('_apr') ? 'RATE_IMPLAUSIBLE' : 'INDEX_FELL',
    message: `${where.file}:${where.row} ${where.column} fell, which it cannot.`,
    facts: { ...where, value, before },
    remedy: 'Check the row against its source: indices only grow, and these rates are not negative.',
  })
}

/** Rates in percent, or indices of another asset, show where a week or more of rates is added up and set against the growth. */
function accrued({ file, lines, time, borrowIndex, borrowRate }: ReserveSeries): void {
  const rows = time.length
  if (rows < 8) return
  let expected = 0
  for (let i = 1; i < rows; i += 1) {
    expected += ((borrowRate[i - 1] ?? 0) * ((time[i] ?? 0) - (time[i - 1] ?? 0))) / YEAR_MS
  }
  const realised = (borrowIndex[rows - 1] ?? 1) / (borrowIndex[0] ?? 1) - 1
  if (expected <= realised * ACCRUAL_MAX && realised <= (expected + expected * expected) * ACCRUAL_MAX) return
  throw new Errors.TableError({
    code: 'RATE_IMPLAUSIBLE',
    message: `${file} has borrow rates that do not fit the growth of its borrow index.`,
    facts: { file, row: lines[0] ?? 0, column: 'variable_borrow_apr', expected, realised },
    remedy: 'Give rates as a decimal per year (0.03 is 3 %), and one asset an asset name.',
  })
}

function implausible(facts: Where & { readonly value: number; readonly before?: number }): Errors.TableError {
  return new Errors.TableError({
    code: 'PRICE_IMPLAUSIBLE',
    message: `${facts.file}:${facts.row} ${facts.column} leaps to ${facts.value}.`,
    facts: { ...facts },
    remedy: 'Check the unit and the digits of the row against its source.',
  })
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
    oracle_price_usd: 'ignored',
  },
  split: 'asset',
}
