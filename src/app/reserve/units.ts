import { InvalidDecimal, parse } from '../../units/decimal.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'

export const E18 = 18
export const WORD = 1n << 256n

/** Where a figure stands, and where what is wrong with it is collected. */
export interface Sheet {
  readonly breaches: Breach[]
  readonly path: Path
}

/** The sheet of a figure under one that is written. */
export type At = (...keys: readonly (string | number)[]) => Sheet

/** Exact units of a decimal as it was written; a breach where it has more places than there are, or leaves 256 bits. */
export function units(text: string, decimals: number, { breaches, path }: Sheet): bigint {
  try {
    const n = parse(text, decimals)
    if (n < WORD) return n
    breaches.push({
      code: 'AMOUNT_TOO_LARGE',
      path,
      found: text,
      allowed: `less than 2^256 units of ${decimals} places`,
    })
  } catch (error) {
    if (!(error instanceof InvalidDecimal)) throw error
    breaches.push({ code: 'PLACES_TOO_MANY', path, found: text, allowed: `at most ${decimals} places after the point` })
  }
  return 0n
}
