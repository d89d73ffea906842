import { assets, type PoolToken } from '../../models/vault/gmx1.ts'
import * as Decimal from '../../units/decimal.ts'
import { InvalidDecimal } from '../../units/decimal.ts'
import { HOUR_MS } from '../../units/time.ts'
import type { Source } from './client.ts'
import * as Errors from './error.ts'
import * as Plausible from './plausible.ts'
import * as Record from './record.ts'
import type * as Slice from './slice.ts'
import * as Stamp from './stamp.ts'

/** Tokens of GLP on Avalanche by their columns; wrapped bitcoin comes twice. */
export const VOLATILE = ['btcb', 'weth', 'wbtc', 'wavax'] as const
export const STABLE = ['usdc', 'usdce', 'mim'] as const

export type Volatile = (typeof VOLATILE)[number]

/** The pool at one full hour, as its contracts have it. */
export interface Composition {
  readonly time: number
  readonly line: number
  /** US dollars of one GLP, 1e8, as published. */
  readonly price: bigint
  readonly tokens: Readonly<Record<Volatile | (typeof STABLE)[number], PoolToken>>
}

const DECIMALS = 18
/** US dollars and prices of GMX v1. */
const USD_DECIMALS = 30
const PRICE_DECIMALS = 8
const TIME = 'ts_ms'
const PRICE = 'glp_price_usd'
/** Balances are put together from events and fall below zero where coins came by another door: they are taken as published. */
const AMOUNT = /^-?\d{1,18}(?:\.\d+)?$/

const PARTS = ['price_usd', 'pool'] as const
/** What traders have borrowed of a token; of a stable coin it counts for nothing. */
const TRADED = ['reserved', 'guaranteed_usd', 'short_size_usd', 'short_avg_price_usd'] as const

/** The rows at full hours inside a window, digit by digit. A figure that is none is refused with its line. TableError, FileError. */
export function read(source: Source, window: Slice.Window): readonly Composition[] {
  const { file } = source
  const names = Record.header(source, { needed: columns(), isKnown: (name) => OTHER.test(name) })
  const at = new Map(names.map((name, i) => [name, i]))
  const found: Composition[] = []
  let before: { readonly line: number; readonly time: number } | undefined
  for (const { line, cells } of Record.rows(source, names.length, names[0] === TIME ? window : undefined)) {
    const cell = (name: string): string => cells[at.get(name) ?? -1] ?? ''
    const stamp = { line, time: Stamp.parse(file, line, cell(TIME)) }
    Stamp.ascending(file, stamp, before)
    before = stamp
    const isInside = stamp.time >= window.from && stamp.time <= window.to
    if (!isInside || stamp.time % HOUR_MS !== 0) continue
    const one = solvent(composition(cell, { file, ...stamp }), file)
    steady(file, found.at(-1), one)
    found.push(one)
  }
  return found
}

/** Columns that the published file has and nobody reads. */
const OTHER = /^(glp_supply|aum_usd|aum_recomputed_usd|[a-z]+_usdg|(usdce?|mim)_(reserved|guaranteed_usd))$/

function columns(): readonly string[] {
  const of = (token: string, parts: readonly string[]): string[] => parts.map((part) => `${token}_${part}`)
  return [
    TIME,
    PRICE,
    ...VOLATILE.flatMap((token) => of(token, [...PARTS, ...TRADED])),
    ...STABLE.flatMap((token) => of(token, PARTS)),
  ]
}

interface At {
  readonly file: string
  readonly line: number
  readonly time: number
}

function composition(cell: (name: string) => string, at: At): Composition {
  const figure = (column: string, decimals: number): bigint => exact(cell(column), { column, at }, decimals)
  /** Where something is short its average price is a divisor; elsewhere it says nothing. */
  const shortPriceOf = (name: string, range: keyof typeof Plausible.RANGES): bigint => {
    const column = `${name}_short_avg_price_usd`
    const price = figure(column, USD_DECIMALS)
    const isShort = figure(`${name}_short_size_usd`, USD_DECIMALS) !== 0n
    return isShort ? priced(price, { column, at }, { range, decimals: USD_DECIMALS }) : price
  }
  const token = (name: string, range: keyof typeof Plausible.RANGES, stable = range === 'stable'): PoolToken => ({
    stable,
    decimals: BigInt(DECIMALS),
    price: priced(
      figure(`${name}_price_usd`, USD_DECIMALS),
      { column: `${name}_price_usd`, at },
      { range, decimals: USD_DECIMALS },
    ),
    pool: figure(`${name}_pool`, DECIMALS),
    reserved: stable ? 0n : figure(`${name}_reserved`, DECIMALS),
    guaranteed: stable ? 0n : figure(`${name}_guaranteed_usd`, USD_DECIMALS),
    shortSize: stable ? 0n : figure(`${name}_short_size_usd`, USD_DECIMALS),
    shortPrice: stable ? 0n : shortPriceOf(name, range),
  })
  return {
    time: at.time,
    line: at.line,
    price: priced(figure(PRICE, PRICE_DECIMALS), { column: PRICE, at }, { range: 'glp', decimals: PRICE_DECIMALS }),
    tokens: {
      btcb: token('btcb', 'BTCUSDT'),
      weth: token('weth', 'ETHUSDT'),
      wbtc: token('wbtc', 'BTCUSDT'),
      wavax: token('wavax', 'avax'),
      usdc: token('usdc', 'stable'),
      usdce: token('usdce', 'stable'),
      mim: token('mim', 'stable'),
    },
  }
}

/** What each figure of a token adds to the worth of the pool, US dollars. */
function partsOf({ pool, price, reserved, guaranteed, shortSize }: PoolToken) {
  const worth = (amount: bigint): number => plain(amount, DECIMALS) * plain(price, USD_DECIMALS)
  return {
    pool: worth(pool),
    reserved: -worth(reserved),
    guaranteed_usd: plain(guaranteed, USD_DECIMALS),
    short_size_usd: -plain(shortSize, USD_DECIMALS),
  }
}

/** Every figure is one that such a pool can have; everything else is a share of what the tokens are worth together, so that is above zero. */
function solvent(found: Composition, file: string): Composition {
  const tokens = Object.entries(found.tokens).map(([name, token]) => ({ name, parts: partsOf(token) }))
  for (const { name, parts } of tokens)
    for (const [part, value] of Object.entries(parts))
      Plausible.check({ file, row: found.line, column: `${name}_${part}` }, value, 'part')
  const { total } = assets(Object.values(found.tokens))
  if (total > 0n) return found
  const free = tokens.map(({ name, parts }) => ({ name, value: parts.pool + parts.reserved }))
  const { name, value } = free.reduce((worst, each) => (each.value < worst.value ? each : worst))
  throw Plausible.implausible(
    'FIGURE_IMPLAUSIBLE',
    { file, row: found.line, column: `${name}_pool` },
    {
      value,
      why: `less ${name}_reserved it is worth ${value.toFixed(2)} US dollars, and all tokens together are worth nothing`,
      hint: 'A pool, reserved or short figure is missing digits or has the wrong sign.',
    },
  )
}

/** Throws where a price moved further since the hour before than it can. */
function steady(file: string, before: Composition | undefined, now: Composition): void {
  const prices = ({ price, tokens }: Composition): readonly number[] => [
    plain(price, PRICE_DECIMALS),
    ...VOLATILE.map((name) => plain(tokens[name].price, USD_DECIMALS)),
  ]
  const [earlier, later] = [before === undefined ? [] : prices(before), prices(now)]
  const columns = [PRICE, ...VOLATILE.map((name) => `${name}_price_usd`)]
  for (const [i, column] of columns.entries())
    if (now.time - (before?.time ?? 0) <= HOUR_MS)
      Plausible.step({ file, row: now.line, column }, [earlier[i], later[i]], Plausible.HOURLY.most)
}

/** The float nearest to an exact figure, as somebody would write it. */
const plain = (figure: bigint, decimals: number): number => Number(Decimal.format(figure, decimals))

interface Where {
  readonly column: string
  readonly at: At
}

function exact(text: string, where: Where, decimals: number): bigint {
  if (!AMOUNT.test(text)) throw unread(where, text)
  try {
    return Decimal.parse(text, decimals)
  } catch (error) {
    if (!(error instanceof InvalidDecimal)) throw error
    throw unread(where, text)
  }
}

interface Bounds {
  readonly range: keyof typeof Plausible.RANGES
  readonly decimals: number
}

/** A price above zero and inside the range of what it is a price of. */
function priced(figure: bigint, { column, at: { file, line } }: Where, { range, decimals }: Bounds): bigint {
  if (figure > 0n) {
    Plausible.check({ file, row: line, column }, plain(figure, decimals), range)
    return figure
  }
  throw new Errors.TableError({
    code: 'NOT_POSITIVE',
    message: `${file}:${line} ${column} must be above zero.`,
    facts: { file, row: line, column },
    remedy: 'Correct the figure, or take the row out: the run goes on at the next full hour.',
  })
}

const unread = ({ column, at: { file, line } }: Where, value: string): Errors.TableError =>
  new Errors.TableError({
    code: 'NOT_A_NUMBER',
    message: `${file}:${line} ${column} is no plain decimal.`,
    facts: { file, row: line, column, value: value.slice(0, 40) },
    remedy: 'Correct the figure, or take the row out: the run goes on at the next full hour.',
  })
