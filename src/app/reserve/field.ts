import * as z from 'zod'
import * as Decimal from '../../units/decimal.ts'
import { type About, plain } from '../config/field.ts'
import * as Unit from '../config/unit.ts'

const SHARE = /^(\d[\d_]*(?:\.\d+)?)\s*(%|bps|bp)?$/
const PLACES = { '%': 2, bps: 4, bp: 4, '': 0 } as const
const DECIMALS = 18
const ALL = 10n ** 18n
/** A thousand times the whole: no share of anything is larger. */
const SHARE_MAX = 1000n * ALL

/**
 * An exact share of one, to eighteen places: `40 %`, `5 bps` or `0.4`. The output is in units of 1e-18. No digit is ever rounded
 * away: more places than there are is refused. `whole` refuses more than all of it.
 */
export function share({ about, whole = false, ...rest }: About & { readonly whole?: boolean }) {
  const max = whole ? ALL : SHARE_MAX
  const allowed = `a share such as \`40 %\`, \`5 bps\` or \`0.4\`, to ${DECIMALS} places of one`
  return z
    .unknown()
    .meta({ type: ['number', 'string'], description: about, examples: ['40 %', '0.4'], ...rest })
    .transform((raw, context): bigint => {
      const read = sharing(raw)
      if (read === null) return refuse(context, allowed)
      return read <= max ? read : refuse(context, `at most ${whole ? 100 : 100_000} %`, 'FIGURE_TOO_LARGE')
    })
}

function sharing(raw: unknown): bigint | null {
  if (typeof raw !== 'number' && typeof raw !== 'string') return null
  const text = typeof raw === 'number' ? plain(raw) : raw.trim()
  const [match, digits = '', unit = ''] = SHARE.exec(text) ?? []
  if (match === undefined || !isUnit(unit)) return null
  try {
    return Decimal.parse(digits.replaceAll('_', ''), DECIMALS - PLACES[unit])
  } catch (error) {
    if (error instanceof Decimal.InvalidDecimal) return null
    throw error
  }
}

const isUnit = (unit: string): unit is keyof typeof PLACES => Object.hasOwn(PLACES, unit)

/** A stretch of blocks, or of time. */
export type Span =
  | { readonly kind: 'blocks'; readonly blocks: bigint }
  | { readonly kind: 'time'; readonly seconds: number }

const BLOCKS = /^(\d[\d_]{0,15}) blocks?$/
const BLOCKS_MAX = 1_000_000_000n
const SECONDS_MAX = 100 * 366 * 86_400

/** `300 blocks`, or a duration such as `7 days`; at most a thousand million blocks, or a hundred years. */
export function span({ about, ...rest }: About) {
  return z
    .unknown()
    .meta({ type: 'string', description: about, examples: ['300 blocks', '7 days'], ...rest })
    .transform((raw, context): Span => {
      const blocks = typeof raw === 'string' ? BLOCKS.exec(raw.trim())?.[1] : undefined
      const many = blocks === undefined ? null : BigInt(blocks.replaceAll('_', ''))
      if (many !== null && many <= BLOCKS_MAX) return { kind: 'blocks', blocks: many }
      const reading = Unit.read('duration', raw)
      if (reading.ok && reading.value <= SECONDS_MAX) return { kind: 'time', seconds: reading.value }
      return refuse(
        context,
        '`300 blocks`, or a duration such as `60 s`, `4 h` or `7 days`, of at most 1000000000 blocks or a hundred years',
      )
    })
}

function refuse(context: z.RefinementCtx, allowed: string, code = 'FIGURE_INVALID'): never {
  context.addIssue({ code: 'custom', params: { code, allowed }, message: allowed })
  return z.NEVER
}
