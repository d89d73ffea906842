import { type Digits, digitsAt } from '../../backtest/pool/word.ts'
import * as Decimal from '../../units/decimal.ts'
import { InvalidDecimal } from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'

const BPS = 10_000

/** Reads exact figures of a file, and collects what cannot be. */
export interface Reader {
  readonly breaches: Breach[]
  /** On a chain; of a token that the file does not list any number, for its name is refused. */
  readonly decimalsOf: (token: string, chain: string) => number
  readonly knowsToken: (token: string) => boolean
  readonly units: (written: string, decimals: number, path: Path) => bigint
  readonly amount: (written: string, of: Of, path: Path) => bigint
  /** A share in whole basis points, up to all. */
  readonly bps: (share: number, path: Path) => bigint
  /** Whether a name is one of those that exist; a breach where not. */
  readonly knows: (name: string, names: readonly string[], path: Path) => boolean
}

/** A token on a chain, whose decimals an amount may have. */
export interface Of {
  readonly token: string
  readonly chain: string
}

export function reader(decimals: Digits): Reader {
  const breaches: Breach[] = []
  const decimalsOf = (token: string, chain: string): number => digitsAt(decimals, chain, token)
  const units = (written: string, places: number, path: Path): bigint => {
    try {
      return Decimal.parse(written, places)
    } catch (error) {
      if (!(error instanceof InvalidDecimal)) throw error
      // What holds on many chains is read once for each, and refused once.
      if (!breaches.some((one) => one.code === 'POOL_DIGITS' && one.path.join() === path.join()))
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
    knowsToken: (token) => Object.values(decimals).some((here) => lookup(here, token) !== undefined),
    amount: (written, { token, chain }, path) => units(written, decimalsOf(token, chain), path),
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
