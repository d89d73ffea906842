import * as Decimal from '../../units/decimal.ts'
import { InvalidDecimal } from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'

/** Places after the point of what a vaults book counts in. */
export const PLACES = { usd: 6, price: 8, token: 18, ratio: 18 } as const

export type Unit = keyof typeof PLACES

/** Reads exact figures of a config, and collects what cannot be. */
export interface Reader {
  readonly breaches: Breach[]
  readonly units: (written: string, unit: Unit, path: Path) => bigint
  /** By name, in the order of `names`; `otherwise` where a name is not written, a breach where a name does not exist. */
  readonly list: (written: Readonly<Record<string, string>> | undefined, of: Listed) => bigint[]
  readonly known: (written: Readonly<Record<string, unknown>> | undefined, names: readonly string[], path: Path) => void
}

export interface Listed {
  readonly names: readonly string[]
  readonly unit: Unit
  readonly path: Path
  readonly otherwise: (index: number) => bigint
}

export function reader(): Reader {
  const breaches: Breach[] = []
  const units = (written: string, unit: Unit, path: Path): bigint => {
    try {
      return Decimal.parse(written, PLACES[unit])
    } catch (error) {
      if (!(error instanceof InvalidDecimal)) throw error
      breaches.push({
        code: 'VAULTS_DIGITS',
        path,
        found: `'${written}'`,
        allowed: `at most ${PLACES[unit]} places after the point`,
      })
      return 0n
    }
  }
  const known: Reader['known'] = (written = {}, names, path) => {
    for (const name of Object.keys(written))
      if (!names.includes(name))
        breaches.push({
          code: 'VAULTS_NAME_UNKNOWN',
          path: [...path, name],
          found: `'${name}'`,
          allowed: names.join(', '),
        })
  }
  return {
    breaches,
    units,
    known,
    list(written = {}, { names, unit, path, otherwise }) {
      known(written, names, path)
      return names.map((name, i) => {
        const text = lookup(written, name)
        return text === undefined ? otherwise(i) : units(text, unit, [...path, name])
      })
    },
  }
}

/** A fraction of the config as 1e18: it has at most twelve places, and a float names them all. */
export const ratio = (fraction: number): bigint => BigInt(Math.round(fraction * 1e12)) * 1_000_000n
