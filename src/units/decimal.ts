import { TrimtabError } from './error.ts'
import { divide } from './rounding.ts'

const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/

/**
 * A plain decimal ('-12.5', no exponent, no separators) in units of 10^−decimals, exactly: more digits than the unit
 * has are refused, zeros excepted, never rounded. InvalidDecimal.
 */
export function parse(text: string, decimals: number): bigint {
  const match = SHAPE.exec(text)
  if (match === null) throw new InvalidDecimal(text, decimals)
  const [, sign, whole = '', part = ''] = match
  const kept = part.slice(0, decimals)
  if (/[1-9]/.test(part.slice(decimals))) throw new InvalidDecimal(text, decimals)
  const n = BigInt(whole + kept.padEnd(decimals, '0'))
  return sign === '-' ? -n : n
}

/** The shortest decimal that `parse` reads back to the same n: no trailing zeros, no bare point, no minus on zero. */
export function format(n: bigint, decimals: number): string {
  if (n < 0n) return `-${format(-n, decimals)}`
  const unit = 10n ** BigInt(decimals)
  const whole = divide(n, unit, 'down')
  const part = (n - whole * unit).toString().padStart(decimals, '0').replace(/0+$/, '')
  return part === '' ? whole.toString() : `${whole}.${part}`
}

/**
 * For a reader: thousands apart, two places from a thousand up, else four places or so many significant digits, whichever shows more.
 * Digits beyond are cut off, so that nothing is shown that is not there.
 */
export function read(n: bigint, decimals: number, digits = 4): string {
  if (n < 0n) return `−${read(-n, decimals, digits)}`
  const [whole = '0', part = ''] = format(n, decimals).split('.')
  const places =
    whole.length > 3 ? 2 : whole === '0' ? part.search(/[1-9]/) + digits : Math.max(4, digits - whole.length)
  const shown = part.slice(0, places).replace(/0+$/, '')
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return shown === '' ? apart : `${apart}.${whole.length > 3 ? shown.padEnd(2, '0') : shown}`
}

export class InvalidDecimal extends TrimtabError {
  constructor(text: string, decimals: number) {
    super({
      code: 'INVALID_DECIMAL',
      message: `'${text}' is not a decimal with at most ${decimals} places`,
      facts: { text, decimals },
      remedy: `Write digits with at most ${decimals} places after the point, such as 12.5; round before, where the direction is known.`,
    })
  }
}
