import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import type { Bars, History, PerpHistory, ReserveHistory } from '../../ports/history.ts'
import { HOUR_MS } from '../../units/time.ts'
import * as Client from './client.ts'
import { withReach } from './coverage.ts'
import * as Errors from './error.ts'
import * as Funding from './funding.ts'
import * as Grid from './grid.ts'
import * as Growth from './growth.ts'
import type { ReserveSeries } from './lending.ts'
import * as Name from './name.ts'
import type { Note } from './note.ts'
import * as Notes from './note.ts'
import * as Parse from './parse.ts'
import type { Need } from './policy.ts'
import type { Window } from './slice.ts'

/** What every part of a load reads and adds to. */
interface Job {
  readonly dir: Client.Place
  readonly need: Need
  readonly grid: Grid.Hours
  readonly notes: Note[]
}

type Staking = Pick<History, 'weeth' | 'usdtUsd'>

const DAY_HOURS = 24

/**
 * Only the files that `need` asks for are opened. What was not asked for is NaN throughout (`usdtUsd` is 1, noted), and so
 * are `market` before the first quote and `growth` within a day of the first rate.
 * Indices and the staking rate run straight between days, which knows up to a day ahead: fit to accrue, not to decide by.
 */
export async function load(dir: Client.Place, need: Need): Promise<History> {
  try {
    return await loaded(dir, need)
  } catch (error) {
    throw await withReach(dir, error)
  }
}

async function loaded(dir: Client.Place, need: Need): Promise<History> {
  const job: Job = { dir, need, grid: gridOf(need), notes: [] }
  const spot = {
    ETH: await spotOf(job, 'ETHUSDT'),
    BTC: need.contracts.includes('BTCUSDT') ? await spotOf(job, 'BTCUSDT') : unknownBars(job),
  }
  const gas = await gasOf(job)
  const staking = await stakingOf(job)
  const reserves = await reservesOf(job)
  const perps = await perpsOf(job, { ETHUSDT: spot.ETH.open, BTCUSDT: spot.BTC.open })
  return {
    label: need.exchanges.length > 0 ? `files of ${need.exchanges.join(', ')}` : 'market files',
    simulated: false,
    from: need.from,
    hours: job.grid.hours,
    spot,
    usdtUsd: staking.usdtUsd,
    weeth: staking.weeth,
    gas,
    reserves,
    perps,
    notes: job.notes,
  }
}

function gridOf({ from, to }: Need): Grid.Hours {
  const hours = (to - from) / HOUR_MS
  if (from % HOUR_MS === 0 && Number.isInteger(hours) && hours > 0) return { from, hours }
  throw new Errors.CoverageError({
    code: 'NEED_INVALID',
    message: 'The range must run forward between full hours.',
    facts: { from, to },
    remedy: 'Give from and to at full hours, from before to.',
  })
}

/** Beyond the end too, so that a hole there is told from the end of the file. */
function around({ grid }: Job, beforeHours: number, afterHours: number): Window {
  return { from: grid.from - beforeHours * HOUR_MS, to: grid.from + (grid.hours + afterHours) * HOUR_MS }
}

function note(job: Job, filled: Notes.Filled): void {
  job.notes.push(...Notes.notes(job.grid, filled))
}

interface Wanted {
  readonly name: string
  readonly contract: Contract
  readonly instead: string
  /** Opens of the same coin that these must agree with, by row of the grid. */
  readonly like: Float64Array | undefined
}

async function barsOf(job: Job, { name, contract, instead, like }: Wanted): Promise<Bars> {
  const limit = job.need.gaps.hold.pricesHours
  const source = await Client.read(job.dir, name, instead)
  const series = Parse.bars(source, around(job, limit + 2, limit + 2), contract)
  if (like !== undefined) Parse.agree(series, like, job.grid.from)
  const laid = Grid.bars(series, job.grid, limit)
  note(job, { series: name, rows: laid.filled, reach: 1, done: 'flat at the last close' })
  return laid.figures
}

async function spotOf(job: Job, contract: Contract): Promise<Bars> {
  const instead = 'Put the file there: spot prices cannot be left out.'
  return barsOf(job, { name: Name.spot(contract), contract, instead, like: undefined })
}

async function gasOf(job: Job): Promise<Float64Array> {
  const name = Name.GAS
  const limit = job.need.gaps.hold.gasHours
  const source = await Client.read(job.dir, name, 'Put the file there: gas cannot be left out.')
  const series = Parse.gas(source, around(job, limit + 2, limit + 2))
  const laid = Grid.held(series, job.grid, {
    column: 'gas_price_avg_gwei',
    values: series.price,
    interval: 1,
    limit,
    before: 'refuse',
  })
  note(job, { series: name, rows: laid.filled, reach: 1, done: 'last gas price kept' })
  return laid.figures
}

async function stakingOf(job: Job): Promise<Staking> {
  const { need, grid } = job
  const name = Name.STAKING
  if (!need.staking && !need.lending) return { weeth: unknownWeeth(job), usdtUsd: dollar(job, allRows(job)) }
  const source = await Client.read(job.dir, name, 'Put the file there, or run without staking and lending.')
  const days = need.gaps.hold.dailyDays
  const series = Parse.staking(source, around(job, (days + Growth.DAYS) * DAY_HOURS, (days + 2) * DAY_HOURS))
  const holding = { interval: DAY_HOURS, limit: days * DAY_HOURS, before: 'unknown' } as const
  const usdt = Grid.held(series, grid, {
    ...holding,
    column: 'usdt_usd',
    values: series.usdtUsd,
    before: need.staking ? 'refuse' : 'unknown',
  })
  note(job, { series: `${name} usdt_usd`, rows: usdt.filled, reach: 1, done: 'last value kept' })
  const usdtUsd = dollar(job, unknownRows(usdt.figures), usdt.figures)
  if (!need.staking) return { weeth: unknownWeeth(job), usdtUsd }
  const rate = Grid.between(series, grid, { values: series.rate, limit: days })
  note(job, { series: `${name} eth_per_weeth`, rows: rate.filled, reach: 1, done: 'straight line over missing days' })
  const market = Grid.held(series, grid, {
    ...holding,
    column: 'eth_per_weeth_market_24h_median',
    values: series.market,
  })
  note(job, { series: `${name} market`, rows: market.filled, reach: 1, done: 'last quote kept' })
  note(job, { series: `${name} market`, rows: unknownRows(market.figures), reach: 1, done: 'not known yet' })
  const growth = Growth.trailing(series, grid)
  note(job, { series: `${name} growth`, rows: unknownRows(growth), reach: 1, done: 'not known yet' })
  return { usdtUsd, weeth: { rate: rate.figures, market: market.figures, growth } }
}

async function reservesOf(job: Job): Promise<History['reserves']> {
  const { need } = job
  if (!need.lending) return { USDT: unknownReserve(job), WETH: unknownReserve(job), weETH: unknownReserve(job) }
  const name = Name.LENDING
  const source = await Client.read(job.dir, name, 'Put the file there, or run without lending.')
  const days = need.gaps.hold.dailyDays
  const all = Parse.reserves(source, around(job, (days + 2) * DAY_HOURS, (days + 2) * DAY_HOURS))
  const of = (asset: string): ReserveHistory =>
    reserve(job, `${name} ${asset}`, all.get(asset) ?? Parse.noReserve(source.file))
  return { USDT: of('USDT'), WETH: of('WETH'), weETH: need.staking ? of('weETH') : unknownReserve(job) }
}

function reserve(job: Job, name: string, series: ReserveSeries): ReserveHistory {
  const days = job.need.gaps.hold.dailyDays
  const holding = { interval: DAY_HOURS, limit: days * DAY_HOURS, before: 'refuse' } as const
  const kept = (column: string, values: Float64Array): Float64Array =>
    Grid.held(series, job.grid, { ...holding, column, values }).figures
  const index = Grid.between(series, job.grid, { values: series.liquidityIndex, limit: days })
  note(job, { series: name, rows: index.filled, reach: 1, done: 'indices on a straight line over missing days' })
  return {
    liquidityIndex: index.figures,
    borrowIndex: Grid.between(series, job.grid, { values: series.borrowIndex, limit: days }).figures,
    supplyRate: kept('supply_apr', series.supplyRate),
    borrowRate: kept('variable_borrow_apr', series.borrowRate),
    supplied: kept('total_supplied', series.supplied),
    borrowed: kept('total_variable_debt', series.borrowed),
  }
}

async function perpsOf(job: Job, spot: Readonly<Record<Contract, Float64Array>>): Promise<History['perps']> {
  const perps: Partial<Record<Exchange, Partial<Record<Contract, PerpHistory>>>> = {}
  for (const contract of job.need.contracts) {
    const series = new Map<Exchange, Funding.FundingSeries>()
    for (const exchange of job.need.exchanges) {
      const name = Name.funding(exchange, contract)
      series.set(exchange, Funding.read(await Client.read(job.dir, name, without(exchange, contract))))
    }
    for (const [exchange, own] of series) {
      const peers = [...series].filter(([peer]) => peer !== exchange).map(([, peer]) => peer)
      const settled = settle(job, own, peers)
      const instead = without(exchange, contract)
      const name = Name.price(exchange, 'mark', contract)
      const mark = await barsOf(job, { name, contract, instead, like: spot[contract] })
      const last = await lastOf(job, { exchange, contract }, mark)
      const to = job.grid.from + job.grid.hours * HOUR_MS
      const forecast = Funding.forecast(own, { from: job.grid.from, to })
      perps[exchange] = { ...perps[exchange], [contract]: { mark, last, settled, forecast } }
    }
  }
  return perps
}

async function lastOf(job: Job, of: { exchange: Exchange; contract: Contract }, mark: Bars): Promise<Float64Array> {
  const name = Name.price(of.exchange, 'perp', of.contract)
  const source = await Client.read(job.dir, name, without(of.exchange, of.contract))
  const policy = job.need.gaps.last
  const series = Parse.bars(source, around(job, 2, 2), of.contract)
  Parse.agree(series, mark.open, job.grid.from)
  const laid = Grid.opens(series, job.grid, policy === 'mark' ? mark.open : undefined)
  note(job, { series: name, rows: laid.filled, reach: 1, done: 'mark open taken for the last price' })
  return laid.figures
}

function settle(job: Job, own: Funding.FundingSeries, peers: readonly Funding.FundingSeries[]): Float64Array {
  const { grid, need } = job
  const settlement = Funding.settle(own, { from: need.from, to: need.to }, { policy: need.gaps.funding, peers })
  for (const [holes, done] of [
    [settlement.unbooked, 'no funding booked; forecast kept'],
    [settlement.fromPeers, 'mean of the other exchanges booked; forecast kept'],
  ] as const)
    for (const hole of holes) {
      const rows = hole.map((at) => (at - grid.from) / HOUR_MS)
      note(job, { series: own.file, rows, reach: grid.hours, done })
    }
  return settlement.rates
}

function without(exchange: Exchange, contract: Contract): string {
  return `Put the file there, or leave ${exchange} out of the exchanges when ${contract} is asked for.`
}

function unknown({ grid }: Job): Float64Array {
  return new Float64Array(grid.hours).fill(Number.NaN)
}

function unknownBars(job: Job): Bars {
  return { open: unknown(job), high: unknown(job), low: unknown(job) }
}

function unknownWeeth(job: Job): History['weeth'] {
  return { rate: unknown(job), market: unknown(job), growth: unknown(job) }
}

function unknownReserve(job: Job): ReserveHistory {
  return {
    liquidityIndex: unknown(job),
    borrowIndex: unknown(job),
    supplyRate: unknown(job),
    borrowRate: unknown(job),
    supplied: unknown(job),
    borrowed: unknown(job),
  }
}

/** USDT at one dollar in the rows given, noted. */
function dollar(job: Job, rows: readonly number[], figures: Float64Array = unknown(job)): Float64Array {
  note(job, { series: 'usdtUsd', rows, reach: 1, done: 'taken as 1' })
  for (const row of rows) figures[row] = 1
  return figures
}

function allRows({ grid }: Job): readonly number[] {
  return Array.from({ length: grid.hours }, (_, row) => row)
}

function unknownRows(figures: Float64Array): readonly number[] {
  return Array.from(figures.keys()).filter((row) => Number.isNaN(figures[row] ?? 0))
}
