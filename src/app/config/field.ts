import * as z from 'zod'
import * as Time from '../../units/time.ts'
import { InvalidInstant } from '../../units/time.ts'
import * as Unit from './unit.ts'

/** What a field says of itself: to a reader of the template, and to an editor. */
export interface About {
  readonly about: string
  readonly default?: string | number
}

/** A figure with its unit; the schema of the input is text (or a bare number), the output is the engine's figure. */
export function figure(dimension: Unit.Dimension, { about, ...rest }: About) {
  const shape = Unit.isBare(dimension)
    ? { type: 'number', minimum: 0 }
    : { type: 'string', pattern: Unit.pattern(dimension), examples: [Unit.example(dimension).split('`')[1] ?? ''] }
  return z
    .unknown()
    .meta({ ...shape, description: about, ...rest })
    .transform((raw, context): number => {
      const reading = Unit.read(dimension, raw)
      if (reading.ok) return reading.value
      refuse(context, reading)
      return z.NEVER
    })
}

/** How large a market file may be, in bytes; the same key in every book that reads market files. */
export function fileMax() {
  return figure('size', {
    about: 'The largest market file, plain or unpacked; a larger one is refused. At most 1 GiB.',
    default: '256 MiB',
  })
}

/** A whole number from `min` to `max`. */
export function count({ min, max }: { readonly min: number; readonly max: number }, { about, ...rest }: About) {
  return z
    .unknown()
    .meta({ type: 'integer', minimum: min, maximum: max, description: about, ...rest })
    .transform((raw, context): number => {
      if (typeof raw === 'number' && Number.isInteger(raw) && raw >= min && raw <= max) return raw
      refuse(context, { code: 'COUNT_INVALID', allowed: `a whole number from ${min} to ${max}` })
      return z.NEVER
    })
}

const EXACT = /^-?\d[\d_]*(?:\.\d+)?$/
/** The largest exact figure in whole tokens or US dollars, and the most characters that one is written with. */
const WHOLE_MAX = 10n ** 18n
const LENGTH_MAX = 120

/**
 * A decimal that must not lose a digit: digit by digit as written, in quotes or bare. A file makes a number of what a float says as it was
 * written, and keeps the rest as text. `sign` allows negative ones, `max` bounds the size of either.
 */
export function exact({ about, sign = false, max = WHOLE_MAX, ...rest }: Exact) {
  const allowed = `a plain decimal${sign ? '' : ', not negative'}`
  return z
    .unknown()
    .meta({ type: ['number', 'string'], description: about, examples: ['1000000', '0.5'], ...rest })
    .transform((raw, context): string => {
      const written = typeof raw === 'number' ? plain(raw) : typeof raw === 'string' ? raw.trim() : ''
      const isNegative = written.startsWith('-')
      if (raw === Number.POSITIVE_INFINITY || isBeyond(written, max))
        refuse(context, {
          code: 'FIGURE_TOO_LARGE',
          allowed: isNegative ? `no less than -${power(max)}` : `at most ${power(max)}`,
        })
      else if (written.length > LENGTH_MAX)
        refuse(context, { code: 'FIGURE_INVALID', allowed: `${allowed}, of at most ${LENGTH_MAX} characters` })
      else if (EXACT.test(written) && (sign || !isNegative)) return written.replaceAll('_', '')
      else {
        const code = isNegative && !sign ? 'FIGURE_NEGATIVE' : 'FIGURE_INVALID'
        refuse(context, { code, allowed: Unit.ungrouped(written) ?? allowed })
      }
      return z.NEVER
    })
}

interface Exact extends About {
  readonly sign?: boolean
  readonly max?: bigint
}

/** A bound as `10^18` where it is a power of ten of ten digits or more. */
const power = (max: bigint): string => (/^10{9,}$/.test(`${max}`) ? `10^${`${max}`.length - 1}` : `${max}`)

/** Whether a decimal is larger than a bound; its length is looked at first, for a million digits are slow to read. */
function isBeyond(written: string, max: bigint): boolean {
  if (!EXACT.test(written)) return false
  const [whole = '', part = ''] = written.replace('-', '').replaceAll('_', '').replace(/^0+/, '').split('.')
  if (whole.length !== String(max).length) return whole.length > String(max).length
  const size = BigInt(whole === '' ? '0' : whole)
  return size > max || (size === max && /[1-9]/.test(part))
}

/** The shortest digits of a number, without the exponent that a small one is otherwise told with: 0.0000001 and not 1e-7. */
export function plain(n: number): string {
  const text = String(n)
  const [, sign = '', first = '', rest = '', places] = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text) ?? []
  return places === undefined ? text : `${sign}0.${'0'.repeat(Number(places) - 1)}${first}${rest}`
}

/** No market was ever recorded before, and no run ends later: times that are added to an instant stay times. */
const EARLIEST = Time.parse('1970-01-01')
export const LATEST = Time.parse('2300-01-01')
const WHEN = '`2024-06-01` or `2024-06-01T08:00:00Z`'

/** Whether an instant is one that a run could stand at. */
export const isWithin = (at: Time.Instant): boolean => at >= EARLIEST && at < LATEST

/** A date or an instant; `hourly` allows full hours alone. */
export function instant({ about, hourly = false, ...rest }: About & { readonly hourly?: boolean }) {
  return z
    .unknown()
    .meta({ type: 'string', description: about, examples: ['2024-06-01', '2024-06-01T08:00:00Z'], ...rest })
    .transform((raw, context): Time.Instant => {
      try {
        const at = Time.parse(typeof raw === 'object' ? '' : String(raw))
        if (isWithin(at) && !(hourly && at % Time.HOUR_MS !== 0)) return at
        if (isWithin(at))
          refuse(context, { code: 'TIME_INVALID', allowed: 'a full hour, such as `2024-06-01T08:00:00Z`' })
        else refuse(context, { code: 'TIME_INVALID', allowed: `an instant from 1970 to 2299, such as ${WHEN}` })
      } catch (error) {
        if (!(error instanceof InvalidInstant)) throw error
        refuse(context, { code: 'TIME_INVALID', allowed: WHEN })
      }
      return z.NEVER
    })
}

export function choice<const T extends readonly [string, ...string[]]>(values: T, { about, ...rest }: About) {
  return z.enum(values).meta({ description: about, ...rest })
}

export function text({ about, ...rest }: About) {
  return z.string().meta({ description: about, ...rest })
}

/** Rows of figures, each column with its own unit. */
export function table(columns: readonly Unit.Dimension[], { about }: About) {
  const wanted = `rows of [${columns.map(Unit.example).join(', ')}]`
  return z
    .unknown()
    .meta({ type: 'array', items: { type: 'array' }, description: about })
    .transform((raw, context): number[][] => {
      const rows = Array.isArray(raw) ? raw : []
      const read = rows.map((row) =>
        columns.map((dimension, at) => Unit.read(dimension, Array.isArray(row) ? row[at] : row)),
      )
      const isSquare = rows.length > 0 && rows.every((row) => Array.isArray(row) && row.length === columns.length)
      if (isSquare && read.every((row) => row.every(({ ok }) => ok))) {
        return read.map((row) => row.map((reading) => (reading.ok ? reading.value : Number.NaN)))
      }
      const broken = read.flat().find((reading) => !reading.ok && reading.code.startsWith('FIGURE_TOO'))
      if (isSquare && broken?.ok === false) refuse(context, broken)
      else refuse(context, { code: 'TABLE_INVALID', allowed: wanted })
      return z.NEVER
    })
}

/** A mapping whose keys may all be left out. */
export function section<S extends z.ZodRawShape>(about: string, shape: S) {
  return z.strictObject(shape).partial().meta({ description: about })
}

function refuse(context: z.RefinementCtx, params: { readonly code: string; readonly allowed: string }): void {
  context.addIssue({ code: 'custom', params, message: params.allowed })
}
