import * as Decimal from '../../units/decimal.ts'
import { InvalidDecimal } from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'

/** Decimals of a token that the file does not list: its name is refused, whatever the amount. */
const STRANGE = 18

const BPS = 10_000

/** Reads exact figures of a file, and collects what cannot be. */
export interface Reader {
  readonly breaches: Breach[]
  readonly decimalsOf: (token: string) => number
  readonly units: (written: string, decimals: number, path: Path) => bigint
  readonly amount: (written: string, token: string, path: Path) => bigint
  /** A share in whole basis points, up to all. */
  readonly bps: (share: number, path: Path) => bigint
  /** Whether a name is one of those that exist; a breach where not. */
  readonly knows: (name: string, names: readonly string[], path: Path) => boolean
}

export function reader(decimals: Readonly<Record<string, number>>): Reader {
  const breaches: Breach[] = []
  const decimalsOf = (token: string): number => lookup(decimals, token) ?? STRANGE
  const units = (written: string, places: number, path: Path): bigint => {
    try {
      return Decimal.parse(written, places)
    } catch (error) {
      if (!(error instanceof InvalidDecimal)) throw error
      breaches.push({
        code: 'POOL_DIGITS',
        path,
        found: `'${written}'`,
        allowed: `at most ${places} places after the point`,
      })
      return 0n
    }
  }
  return {
    breaches,
    decimalsOf,
    units,
    amount: (written, token, path) => units(written, decimalsOf(token), path),
    bps(share, path) {
      const whole = Math.round(share * BPS)
      if (whole > BPS || Math.abs(share * BPS - whole) > 1e-6)
        breaches.push({
          code: 'POOL_BPS',
          path,
          found: `${share * 100} %`,
          allowed: 'whole basis points, at most 100 %',
        })
      return BigInt(whole)
    },
    knows(name, names, path) {
      if (names.includes(name)) return true
      breaches.push({ code: 'POOL_NAME_UNKNOWN', path, found: `'${name}'`, allowed: names.join(', ') })
      return false
    },
  }
}
