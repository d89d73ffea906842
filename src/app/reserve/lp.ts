import type { Pool } from '../../models/reserve/lp.ts'
import type { Asset, Tranche } from '../../models/reserve/tranche.ts'
import { format as formatRatio, ONE, of as ratioOf } from '../../units/ratio.ts'
import { mulDiv } from '../../units/rounding.ts'
import type { TrancheDraft } from './schema.ts'
import { type At, E18, units } from './units.ts'

type AssetDraft = NonNullable<TrancheDraft['assets']>[number]
type PoolDraft = NonNullable<TrancheDraft['pool']>

/** The assets of a tranche that is a share of a pool or a basket, and what its price follows from. `drafts` are in the order of the assets. */
export function pooled(
  { assets, pool }: { readonly assets: readonly Asset[]; readonly pool: PoolDraft },
  drafts: readonly AssetDraft[],
  at: At,
): Pick<Tranche, 'assets' | 'pool'> {
  const supply = units(pool.supply, E18, at('pool', 'supply'))
  const reserves = drafts.map(({ reserve = '0' }) => units(reserve, E18, at('assets')))
  const wrong = unclear(pool, drafts, { supply, reserves })
  if (wrong !== null) {
    at().breaches.push({ code: 'POOL_UNCLEAR', path: at('pool').path, ...wrong })
    return { assets }
  }
  // Of a pool it says how much of the asset stood in one share when it was written; the price follows from the invariant.
  const per = assets.map((asset, index) => ({
    ...asset,
    per: ratioOf(mulDiv(reserves[index] ?? 0n, ONE, supply, 'down')),
  }))
  return { assets: per, ...shapeOf(pool, drafts, { supply, reserves }) }
}

interface Held {
  readonly supply: bigint
  readonly reserves: readonly bigint[]
}

function shapeOf(pool: PoolDraft, drafts: readonly AssetDraft[], held: Held): { readonly pool?: Pool } {
  switch (pool.kind) {
    case 'basket':
      return {}
    case 'product':
      return { pool: { kind: 'product', ...held } }
    case 'weighted':
      return { pool: { kind: 'weighted', ...held, weights: drafts.map(({ weight = 0n }) => ratioOf(weight)) } }
    case 'stable':
      return { pool: { kind: 'stable', ...held, amplification: BigInt(pool.amplification ?? 1) } }
  }
}

interface Wrong {
  readonly found: string
  readonly allowed: string
}

/** What such a pool needs and does not have, or has and cannot use; null where it is one. */
function unclear(pool: PoolDraft, drafts: readonly AssetDraft[], { supply, reserves }: Held): Wrong | null {
  const { kind, amplification } = pool
  if (drafts.length < 2) return { found: 'fewer than two assets', allowed: 'the two or more `assets` of the pool' }
  if (supply === 0n) return { found: 'a supply of 0', allowed: 'a supply above 0' }
  const short = drafts.find((_, index) => reserves[index] === 0n)
  if (short !== undefined)
    return { found: `no reserve of ${short.asset}`, allowed: 'a `reserve` above 0 for each of the `assets`' }
  const both = drafts.find(({ per }) => per !== undefined)
  if (both !== undefined)
    return { found: `\`per\` for ${both.asset} beside a pool`, allowed: '`reserve`, from which it follows' }
  const sum = drafts.reduce((all, { weight = 0n }) => all + weight, 0n)
  if (kind === 'weighted' && (sum !== ONE || drafts.some(({ weight = 0n }) => weight === 0n)))
    return {
      found: `weights that sum to ${formatRatio(ratioOf(sum))}`,
      allowed: 'a `weight` above 0 for each of the `assets`, which sum to exactly 1',
    }
  if (kind !== 'weighted' && sum !== 0n) return { found: `weights in a ${kind} pool`, allowed: '`kind: weighted`' }
  if ((kind === 'stable') !== (amplification !== undefined))
    return {
      found: kind === 'stable' ? 'no amplification' : `amplification in a ${kind} pool`,
      allowed: '`amplification` for `kind: stable` alone',
    }
  return null
}
