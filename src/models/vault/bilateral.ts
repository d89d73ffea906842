import { divide } from '../../units/rounding.ts'
import { legs, type Move } from './mark.ts'
import { abs, at, cell, column, min, row, sub, sum, type Table, WAD } from './table.ts'

/** Vault v owns asset v. `netted` has what each vault keeps of each asset against the others, `short` what it sells outside. */
export interface Bilateral {
  readonly netted: Table
  readonly short: Table
  readonly gross: bigint
}

/**
 * Netting pair by pair (docs/rules/vaults.md#fit): N_vb = min(w_b · g_v, w_v · g_b), short_vb = w_b · g_v − N_vb, exposures rounded down. A shorted slice
 * turns into US dollars, not into the own asset, so its gross is not to be set beside the multilateral one without saying
 * which target was met. Pools and weights have one entry a vault.
 */
export function bilateral(pool: readonly bigint[], weights: readonly bigint[]): Bilateral {
  const exposure = pool.map((g) => weights.map((weight) => divide(weight * g, WAD, 'down')))
  const netted = exposure.map((held, v) => held.map((each, b) => min(each, cell(exposure, b, v))))
  const short = sub(exposure, netted)
  return { netted, short, gross: sum(short.map(sum)) }
}

export interface Constraint {
  readonly pool: readonly bigint[]
  readonly weights: readonly bigint[]
  readonly short: Table
  /** E: shorts of each asset that are really held outside. */
  readonly aggregate: readonly bigint[]
  /** One US dollar: below it the constraint is not looked at. */
  readonly dollar: bigint
}

export interface Judged {
  readonly netted: boolean
  /** Notional taken in the own asset over the notional given away, 1e18. */
  readonly ratio: readonly bigint[]
}

/** 10 basis points. */
const TOLERANCE = 1_000_000_000_000_000n

/**
 * The constraint of the contracts (docs/rules/vaults.md#fit): (G · w_i − E_i + Σ_j H_ij) / g_i is within 10 basis points of 1 for every vault, rounded
 * toward zero. Without pool a vault's ratio is 1 + |numerator| / G: 1 when nothing is held for it. True below one US dollar.
 */
export function judge({ pool, weights, short, aggregate, dollar }: Constraint): Judged {
  const total = sum(pool)
  if (total < dollar) return { netted: true, ratio: pool.map(() => WAD) }
  const ratio = pool.map((g, v) => {
    const exposure = divide(total * at(weights, v), WAD, 'down') - at(aggregate, v) + sum(row(short, v))
    if (g !== 0n) return divide(exposure * WAD, g, 'zero')
    return WAD + divide(abs(exposure) * WAD, total, 'down')
  })
  return { netted: ratio.every((each) => abs(each - WAD) <= TOLERANCE), ratio }
}

/** The signed book of a netted matrix: each vault is long its own asset by what the others keep of it, and short what it keeps of theirs. */
export const book = (netted: Table): bigint[][] =>
  netted.map((held, v) => held.map((each, b) => (b === v ? sum(column(netted, v)) - each : -each)))

/** Profit of a netted matrix, one a vault (docs/rules/vaults.md#fit); sums to zero. */
export const pnl = (netted: Table, move: Move): bigint[] => legs(book(netted), move).map(sum)
