import { lookup } from '../../units/lookup.ts'
/** What a figure measures. A dimension has one unit inside the engine; every other unit is turned into it here and nowhere else. */
export type Dimension =
  | 'fraction'
  | 'duration'
  | 'money'
  | 'gasPrice'
  | 'ETH'
  | 'USDT'
  | 'BTC'
  | 'weETH'
  | 'tokens'
  | 'ratio'
  | 'gas'
  | 'size'

export type Reading =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly code: UnitCode; readonly allowed: string }

export type UnitCode =
  | 'UNIT_MISSING'
  | 'UNIT_UNKNOWN'
  | 'FIGURE_INVALID'
  | 'FIGURE_NEGATIVE'
  | 'FIGURE_TOO_LARGE'
  | 'FIGURE_TOO_SMALL'

/** A whole multiple of the engine's unit, shifted by so many decimal places. */
interface Unit {
  readonly times: number
  readonly places: number
}

const one: Unit = { times: 1, places: 0 }
const bps: Unit = { times: 1, places: -4 }
const percent: Unit = { times: 1, places: -2 }
const second: Unit = { times: 1, places: 0 }
const minute: Unit = { times: 60, places: 0 }
const hour: Unit = { times: 3600, places: 0 }
const day: Unit = { times: 86_400, places: 0 }

const FRACTION = { '%': percent, percent, bps, bp: bps }
const DURATION = {
  s: second,
  second,
  seconds: second,
  min: minute,
  minutes: minute,
  h: hour,
  hour,
  hours: hour,
  d: day,
  day,
  days: day,
}

const UNITS: Readonly<Record<Dimension, Readonly<Record<string, Unit>>>> = {
  fraction: FRACTION,
  duration: DURATION,
  money: { USD: one, usd: one },
  gasPrice: { gwei: one },
  ETH: { ETH: one },
  USDT: { USDT: one },
  BTC: { BTC: one },
  weETH: { weETH: one },
  tokens: {},
  ratio: {},
  gas: {},
  size: {
    MiB: { times: 1024 ** 2, places: 0 },
    GiB: { times: 1024 ** 3, places: 0 },
    KiB: { times: 1024, places: 0 },
    MB: { times: 1, places: 6 },
    GB: { times: 1, places: 9 },
  },
}

const EXAMPLES: Readonly<Record<Dimension, string>> = {
  fraction: 'a share, such as `2.5 %` or `250 bps`',
  duration: 'a duration, such as `60 s`, `4 h` or `30 days`',
  money: 'an amount in USD, such as `100000 USD`',
  gasPrice: 'a gas price in gwei, such as `100 gwei`',
  ETH: 'an amount of ETH, such as `0.5 ETH`',
  USDT: 'an amount of USDT, such as `10 USDT`',
  BTC: 'an amount of BTC, such as `0.1 BTC`',
  weETH: 'an amount of weETH, such as `1000 weETH`',
  tokens: 'a number of whole tokens, not negative',
  ratio: 'a number without a unit, not negative',
  gas: 'a number of gas units, not negative',
  size: 'a size, such as `512 MiB`',
}

/**
 * The largest figure of each dimension, in the engine's unit: more than there is anywhere, so that a larger one is a slip or another unit.
 * Products of a few such figures stay finite.
 */
export const MOST: Readonly<Record<Dimension, number>> = {
  fraction: 1000,
  duration: 36_525 * 86_400,
  money: 1e15,
  gasPrice: 1e6,
  ETH: 1e9,
  USDT: 1e15,
  BTC: 1e8,
  weETH: 1e9,
  tokens: 1e18,
  ratio: 1e6,
  gas: 1e9,
  size: 1024 ** 3,
}

/** The smallest figure other than zero: one unit of a token with eighteen decimals. What is divided by it stays finite. */
export const LEAST = 1e-18

/** The least size: a file of less holds no row. */
const SIZE_LEAST = 1024

const FIGURE = /^([+-]?(?:\d[\d_]*)(?:\.\d+)?(?:e[+-]?\d+)?)\s*(\S.*)?$/i

/** A figure with commas between thousands. */
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?![\d,])/

/** What to write for a figure with commas between thousands, such as `1000000` or `1_000_000`; null for any other text. */
export function ungrouped(raw: string): string | null {
  const written = raw.trim()
  if (!GROUPED.test(written)) return null
  return `no commas: \`${written.replaceAll(',', '')}\` or \`${written.replaceAll(',', '_')}\``
}

/** What is written for a figure of this dimension. */
export function example(dimension: Dimension): string {
  return EXAMPLES[dimension]
}

/** A figure of the engine as a reader would write it. */
export function show(dimension: Dimension, value: number): string {
  switch (dimension) {
    case 'fraction':
      return value !== 0 && value < 0.01 ? `${tidy(value * 10_000)} bps` : `${tidy(value * 100)} %`
    case 'duration':
      return showSpan(value)
    case 'money':
      return `${brief(value)} USD`
    case 'size':
      return `${tidy(value / 1024 ** 2)} MiB`
    case 'gasPrice':
      return `${brief(value)} gwei`
    case 'tokens':
    case 'ratio':
    case 'gas':
      return brief(value)
    default:
      return `${brief(value)} ${dimension}`
  }
}

/** A figure of a billion or more with at most three digits as `1e18`, for nobody counts that many zeros. */
export function brief(value: number): string {
  const [digits = '', exponent] = tidy(value).toExponential().split('e+')
  return value >= 1e9 && digits.length <= 4 ? `${digits}e${exponent}` : String(tidy(value))
}

function showSpan(value: number): string {
  if (value >= 172_800 && value % 86_400 === 0) return `${value / 86_400} days`
  if (value >= 3600 && value % 3600 === 0) return `${value / 3600} h`
  return `${tidy(value)} s`
}

/** Whether figures of this dimension are written as bare numbers. */
export function isBare(dimension: Dimension): boolean {
  return dimension === 'ratio' || dimension === 'gas' || dimension === 'tokens'
}

/** What an editor may accept as text for the dimension. */
export function pattern(dimension: Dimension): string {
  return `^\\s*[0-9][0-9_]*(\\.[0-9]+)?(e[+-]?[0-9]+)?\\s*(${Object.keys(UNITS[dimension]).join('|')})\\s*$`
}

/** A figure as it was written, in the engine's unit. Only finite figures from zero up are figures here. */
export function read(dimension: Dimension, raw: unknown): Reading {
  if (typeof raw === 'number') return bare(dimension, raw)
  if (typeof raw !== 'string') return invalid(dimension)
  const plain = ungrouped(raw)
  if (plain !== null) return { ok: false, code: 'FIGURE_INVALID', allowed: plain }
  const match = FIGURE.exec(raw.trim())
  const digits = match?.[1]
  if (digits === undefined) return invalid(dimension)
  const figure = Number(digits.replaceAll('_', ''))
  const name = match?.[2]?.trim()
  if (name === undefined) return bare(dimension, figure)
  if (isBare(dimension)) return { ok: false, code: 'UNIT_UNKNOWN', allowed: EXAMPLES[dimension] }
  const unit = lookup(UNITS[dimension], name)
  if (unit === undefined) return { ok: false, code: 'UNIT_UNKNOWN', allowed: EXAMPLES[dimension] }
  return ranged(dimension, convert(figure, unit))
}

/** A figure whose unit is named apart from it, as the venues' terms keep theirs; NaN for a unit that does not exist. */
export function inUnit(figure: number, name: string): number {
  if (name === 'fraction' || name === 'ratio' || name === 'gas') return figure
  for (const units of Object.values(UNITS)) {
    const unit = lookup(units, name)
    if (unit !== undefined) return convert(figure, unit)
  }
  return Number.NaN
}

/** The dimension that a unit belongs to. */
export function dimensionOf(name: string): Dimension | undefined {
  for (const [dimension, units] of Object.entries(UNITS)) if (Object.hasOwn(units, name)) return known(dimension)
  return known(name)
}

function known(name: string): Dimension | undefined {
  for (const dimension of Object.keys(UNITS)) if (dimension === name) return name as Dimension
  return undefined
}

// Shifted as text: 17.3 % is the float nearest to 0.173, which neither 17.3 * 0.01 nor 17.3 / 100 is.
function convert(figure: number, { times, places }: Unit): number {
  const scaled = figure * times
  if (!Number.isFinite(scaled)) return scaled
  const [digits, exponent = '0'] = String(scaled).split('e')
  return Number(`${digits}e${Number(exponent) + places}`)
}

function bare(dimension: Dimension, figure: number): Reading {
  if (isBare(dimension) || !Number.isFinite(figure)) return ranged(dimension, figure)
  if (figure === 0) return ranged(dimension, 0)
  return { ok: false, code: 'UNIT_MISSING', allowed: remedy(dimension, figure) }
}

/** Both readings that a bare number may have had, so that the reader picks one. */
function remedy(dimension: Dimension, figure: number): string {
  switch (dimension) {
    case 'fraction':
      return figure < 1
        ? `\`${tidy(figure * 100)} %\` (= ${tidy(figure * 10_000)} bps), or \`${figure} %\``
        : `\`${figure} %\`, or \`${figure} bps\` for ${tidy(figure / 100)} %`
    case 'duration':
      return `\`${figure} s\`, \`${figure} h\` or \`${figure} days\``
    case 'money':
      return `\`${figure} USD\``
    case 'size':
      return `\`${figure} MiB\``
    case 'gasPrice':
      return `\`${figure} gwei\``
    default:
      return `\`${figure} ${dimension}\``
  }
}

function tidy(figure: number): number {
  return Number(figure.toPrecision(12))
}

function ranged(dimension: Dimension, value: number): Reading {
  if (Number.isNaN(value)) return invalid(dimension)
  if (value < 0) return { ok: false, code: 'FIGURE_NEGATIVE', allowed: EXAMPLES[dimension] }
  if (value > MOST[dimension])
    return { ok: false, code: 'FIGURE_TOO_LARGE', allowed: `at most ${show(dimension, MOST[dimension])}` }
  if (dimension === 'size' && value < SIZE_LEAST)
    return { ok: false, code: 'FIGURE_TOO_SMALL', allowed: 'at least 1 KiB' }
  if (value > 0 && value < LEAST) return { ok: false, code: 'FIGURE_TOO_SMALL', allowed: `0, or at least ${LEAST}` }
  return { ok: true, value }
}

function invalid(dimension: Dimension): Reading {
  return { ok: false, code: 'FIGURE_INVALID', allowed: EXAMPLES[dimension] }
}
