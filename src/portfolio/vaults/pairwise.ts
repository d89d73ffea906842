import { bilateral } from '../../models/vault/bilateral.ts'
import { abs, at, sum, WAD } from '../../models/vault/table.ts'
import { divide } from '../../units/rounding.ts'
import type { VaultsConfig } from './config.ts'

export interface Pooled {
  /** Pool of each vault, US dollars. */
  readonly pool: readonly bigint[]
  readonly weights: readonly bigint[]
  /** Deltas of assets that are not in the config. */
  readonly unhedged: bigint
}

/**
 * What netting pair by pair would hold short outside (docs/rules/vaults.md#fit), with the stable part of the pool as the stable vault's own; that column
 * is no hedge, and assets that no vault owns are short in whole. Another target than the multilateral one: a shorted slice turns into US
 * dollars and not into the own asset. Null where two vaults share an asset: pairs are then not what is netted.
 */
export function pairwise({ pool, weights, unhedged }: Pooled, { own }: Pick<VaultsConfig, 'own'>): bigint | null {
  if (new Set(own).size !== own.length) return null
  const stable = WAD - sum(weights) - unhedged
  const ordered = own.map((asset) => (asset === null ? stable : at(weights, asset)))
  const { short } = bilateral(pool, ordered)
  const owned = short.map((row) => sum(row.filter((_, b) => own[b] !== null)))
  const free = weights.filter((_, a) => !own.includes(a))
  return sum(owned) + divide(sum(free.map(abs)) * sum(pool), WAD, 'down')
}
