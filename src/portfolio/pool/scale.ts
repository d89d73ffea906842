import type { Chain } from '../../models/pool/chain.ts'
import { lookup } from '../../units/lookup.ts'
import type { PoolState } from './state.ts'

type Chains = Pick<PoolState, 'chains'>

/**
 * Decimals that the whole pool is counted in: the most that its base token has on any chain. What is counted on a chain is brought to them by a
 * factor, exactly; only a bridge brings finer units to coarser ones (docs/models/pool.md).
 */
export function decimalsOf({ chains }: Chains): number {
  let most = 0
  for (const name in chains) most = Math.max(most, lookup(chains, name)?.decimals ?? 0)
  return most
}

/** Units of the whole pool for one base unit, share or step of the share price of a chain. */
export function scaleOf(state: Chains, chain: Pick<Chain, 'decimals'>): bigint {
  const finer = decimalsOf(state) - chain.decimals
  return finer <= 0 ? 1n : 10n ** BigInt(finer)
}

/** The same of a chain by its name; 1 where there is none. */
export function scaleAt(state: Chains, name: string): bigint {
  const chain = lookup(state.chains, name)
  return chain === undefined ? 1n : scaleOf(state, chain)
}

/** 10^decimals of the whole pool: shares and share prices are counted in it. */
export const unitOfPool = (state: Chains): bigint => 10n ** BigInt(decimalsOf(state))
