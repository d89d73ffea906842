import { at, cell, halfUp, row, sum, type Table, WAD, worth } from '../../../models/vault/table.ts'
import type { VaultsConfig } from '../config.ts'
import type { Marks, VaultsState } from '../state.ts'

/** The stable coin is the numeraire: one US dollar at 1e8. */
const NUMERAIRE = 100_000_000n

/** What each vault has at one set of marks, US dollars. */
export interface Holding {
  readonly pool: readonly bigint[]
  readonly buffer: readonly bigint[]
  readonly netAssets: readonly bigint[]
  readonly internal: Table
  readonly external: Table
  readonly weights: readonly bigint[]
}

/** Price of a vault's own asset. */
export function ownPrice({ own }: Pick<VaultsConfig, 'own'>, prices: readonly bigint[], vault: number): bigint {
  const asset = own[vault] ?? null
  return asset === null ? NUMERAIRE : at(prices, asset)
}

/** Pool units of each vault in US dollars, rounded down. */
export const worths = (units: readonly bigint[], poolPrice: bigint): bigint[] =>
  units.map((each) => worth(each, poolPrice))

/** A state at marks: the parts and their sum. The parts are within two units of the net assets that the last cycle closed with. */
export function holding(state: VaultsState, marks: Marks, config: Pick<VaultsConfig, 'own'>): Holding {
  const pool = worths(state.units, marks.poolPrice)
  const buffer = state.buffer.map((tokens, v) => worth(tokens, ownPrice(config, marks.prices, v)))
  const netAssets = buffer.map((held, v) => held + at(pool, v) + sum(row(state.equity, v)))
  const { internal, external } = state
  return { pool, buffer, netAssets, internal, external, weights: marks.weights }
}

/** Price risk that is left: w · g + I + X, and buffer − T where the vault owns the asset (docs/rules/vaults.md#residual-delta), w · g rounded half up. */
export const residual = (held: Holding, { own }: Pick<VaultsConfig, 'own'>): bigint[][] =>
  held.pool.map((g, v) =>
    held.weights.map((weight, a) => {
      const hedged = cell(held.internal, v, a) + cell(held.external, v, a)
      const float = own[v] === a ? at(held.buffer, v) - at(held.netAssets, v) : 0n
      return halfUp(weight * g, WAD) + hedged + float
    }),
  )
