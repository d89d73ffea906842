import * as Errors from './error.ts'

/** Where a figure stands. */
export interface Where {
  readonly file: string
  readonly row: number
  readonly column: string
}

/** Figures that can be true, ends included, and the unit they are in. */
export interface Range {
  readonly code: 'PRICE_IMPLAUSIBLE' | 'RATE_IMPLAUSIBLE' | 'FIGURE_IMPLAUSIBLE'
  readonly least: number
  readonly most: number
  readonly unit: string
  /** What a figure outside mostly is. */
  readonly hint: string
  /** How far a price can move, as a factor, between two times at most `within` ms apart; none where it may move freely. */
  readonly leap?: { readonly most: number; readonly within: number }
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** An hour of ETH moved by 1.27 at most, of BTC by 1.23. */
export const HOURLY = { most: 1.5, within: HOUR_MS }
/** The widest true day of a stablecoin was 2.7; published feeds have single prints of 10.6. */
const DAILY = { most: 20, within: DAY_MS }

/**
 * Wide of everything published, and narrow of the same figure in another unit: the widest true ones are ETH 82 to 4,935 USD, BTC
 * 3,172 to 123,889 USD, gas 0.13 to 844 gwei, rates up to 40 % a year, indices up to 1.2, AVAX 2.8 to 146 USD,
 * GLP 0.6 to 1.6 USD. A stablecoin may fall far: UST stood at 0.006 USD.
 */
export const RANGES = {
  ETHUSDT: price(10, 100_000),
  BTCUSDT: price(500, 10_000_000),
  gas: {
    code: 'PRICE_IMPLAUSIBLE',
    least: 0.001,
    most: 20_000,
    unit: 'gwei',
    hint: 'wei and ETH are a thousand million times off',
  },
  share: {
    code: 'PRICE_IMPLAUSIBLE',
    least: 0.97,
    most: 2,
    unit: 'ETH for one weETH',
    hint: 'wei, or weETH for one ETH',
  },
  dollar: {
    code: 'PRICE_IMPLAUSIBLE',
    least: 2 / 3,
    most: 1.5,
    unit: 'US dollars for one USDT',
    hint: 'cents or base units',
  },
  stable: {
    code: 'PRICE_IMPLAUSIBLE',
    least: 0.001,
    most: 10,
    unit: 'US dollars for one coin',
    hint: 'cents or base units',
    leap: DAILY,
  },
  /** A coin that nothing is known of. */
  coin: {
    code: 'PRICE_IMPLAUSIBLE',
    least: 1e-6,
    most: 10_000_000,
    unit: 'US dollars for one coin',
    hint: 'cents or base units',
    leap: DAILY,
  },
  avax: price(1, 10_000, 'US dollars for one coin'),
  glp: {
    code: 'PRICE_IMPLAUSIBLE',
    least: 0.05,
    most: 20,
    unit: 'US dollars for one GLP',
    hint: 'cents or base units',
  },
  oracle: { code: 'PRICE_IMPLAUSIBLE', least: 1e-6, most: 10_000_000, unit: 'US dollars', hint: 'base units of 1e8' },
  index: {
    code: 'FIGURE_IMPLAUSIBLE',
    least: 0.999999,
    most: 20,
    unit: '1 at the start of the market',
    hint: 'ray (1e27) or per cent',
  },
  rate: {
    code: 'RATE_IMPLAUSIBLE',
    least: 0,
    most: 3,
    unit: 'a decimal a year (0.03 is 3 %)',
    hint: 'per cent, basis points or ray (1e27)',
  },
  worth: {
    code: 'FIGURE_IMPLAUSIBLE',
    least: 0,
    most: 1e12,
    unit: 'US dollars at the price of the row',
    hint: 'a total in base units, such as wei',
  },
  /** Of one token in a pool: a debt is negative. The largest pool was 0.7e9 US dollars. */
  part: {
    code: 'FIGURE_IMPLAUSIBLE',
    least: -1e10,
    most: 1e10,
    unit: 'US dollars at the price of the row',
    hint: 'an amount in base units, such as wei',
  },
} as const satisfies Readonly<Record<string, Range>>

/** Throws where a figure lies outside its range; NaN is a figure that is not there. */
export function check(where: Where, value: number, name: keyof typeof RANGES): void {
  within(where, value, RANGES[name])
}

/** As `check`, for a range of the caller's own. */
export function within(where: Where, value: number, { code, least, most, unit, hint }: Range): void {
  if (!(value < least || value > most)) return
  throw implausible(code, where, {
    value,
    why: `${value} is outside ${short(least)} to ${short(most)} (unit: ${unit})`,
    hint: `Another unit is likely: ${hint}.`,
  })
}

/** A lost digit or a wrong unit shows as a leap. Unknown neighbours (undefined, NaN) prove nothing. */
export function step(
  where: Where,
  [before, value]: readonly [number | undefined, number | undefined],
  most: number,
): void {
  if (before === undefined || value === undefined || !(value > before * most || value * most < before)) return
  throw implausible('PRICE_IMPLAUSIBLE', where, {
    value,
    why: `leaps from ${before} to ${value}, by more than a factor of ${most}`,
    hint: 'Check the unit and the digits.',
  })
}

/** A price with the time (ms) at which it held. */
export interface Dated {
  readonly time: number
  readonly value: number
}

/** Throws where a price moved further since the one before than its range allows in that time. */
export function leap(where: Where, [before, now]: readonly [Dated | undefined, Dated], { leap: limit }: Range): void {
  if (before === undefined || limit === undefined || now.time - before.time > limit.within) return
  step(where, [before.value, now.value], limit.most)
}

/** An error that says where, which figure and why it cannot be. */
export function implausible(
  code: Range['code'],
  where: Where,
  { value, why, hint }: { readonly value: number; readonly why: string; readonly hint: string },
): Errors.TableError {
  return new Errors.TableError({
    code,
    message: `${where.file}:${where.row} ${where.column}: ${why}.`,
    facts: { ...where, value },
    remedy: `${hint} Compare the row with its source.`,
  })
}

/** Twelve digits, which leave out what a division added. */
const short = (bound: number): number => Number(bound.toPrecision(12))

function price(least: number, most: number, unit = 'USDT for one coin'): Range {
  const hint = 'cents, base units, or the file of another coin'
  return { code: 'PRICE_IMPLAUSIBLE', least, most, unit, hint, leap: HOURLY }
}
