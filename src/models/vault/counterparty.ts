import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import * as Fit from './fit.ts'
import { abs, at, max, sum, WAD } from './table.ts'

export interface Ordered {
  readonly ok: true
  readonly order: bigint
}

/**
 * What to order so that a hedge of `x` is worth x, where the share s of the pool that takes the other side is one's own (docs/rules/vaults.md#fit):
 * x / (1 − s), to the nearest unit. Off the pool's own venue s is 0. Refuses where one would trade against nobody but oneself.
 */
export function order(x: bigint, share: bigint): Ordered | Refused {
  if (share >= WAD)
    return refuse('OWN_COUNTERPARTY', 'The whole pool that takes the other side is held by these vaults.', {
      facts: { share: String(share) },
      lift: 'Hedge on another venue.',
    })
  return { ok: true, order: divide(x * WAD, WAD - share, 'half') }
}

export interface Minting {
  /** Worth of the whole pool before the vaults mint or burn, US dollars. */
  readonly total: bigint
  /** Pool position of each vault now. */
  readonly held: readonly bigint[]
}

export interface Converged {
  readonly ok: true
  readonly fit: Fit.Fit
  readonly weights: readonly bigint[]
  readonly rounds: number
}

/** |dw| below 1e-9 is the same weight. */
const SAME = 1_000_000_000n
const ROUNDS = 20

/**
 * Weights after the vaults' own mint (docs/rules/vaults.md#fit): w' = (w · AUM + mint_a) / (AUM + Σ mint), each vault minting or burning in its own asset,
 * fitted again until no weight moves by 1e-9. The steps shrink as long as the vaults are a part of the pool; refuses after 20.
 */
export function afterMint(input: Fit.FitInput, minting: Minting): Converged | Refused {
  let weights = input.weights
  for (let rounds = 1; rounds <= ROUNDS; rounds++) {
    const fit = Fit.fit({ ...input, weights })
    if (!fit.ok) return fit
    const next = shifted(input, fit, minting)
    const moved = next.reduce((most, weight, a) => max(most, abs(weight - at(weights, a))), 0n)
    if (moved < SAME) return { ok: true, fit, weights, rounds }
    weights = next
  }
  return refuse('WEIGHTS_UNSETTLED', 'Weights and the fit keep moving each other.', {
    facts: { rounds: ROUNDS, total: String(minting.total) },
    lift: 'Hold a smaller part of the pool, or mint in smaller steps.',
  })
}

function shifted({ weights, own }: Fit.FitInput, { pool }: Fit.Fit, { total, held }: Minting): bigint[] {
  const mints = pool.map((g, v) => g - at(held, v))
  const after = max(1n, total + sum(mints))
  return weights.map((weight, a) => {
    const minted = sum(mints.filter((_, v) => own[v] === a))
    return divide(weight * total + minted * WAD, after, 'down')
  })
}
