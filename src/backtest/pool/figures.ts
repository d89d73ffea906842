import { type Chain, holding } from '../../models/pool/chain.ts'
import { view } from '../../models/pool/versions.ts'
import { standAt } from '../../portfolio/pool/apply/done.ts'
import type { ChainFigures, Scene } from './result.ts'

/** What anyone may read of a chain now; zeros where its oracle does not answer. */
export function figuresOf({ state, market }: Scene, name: string): ChainFigures {
  const stand = standAt(state, name, market)
  if (!stand.ok) return { ...NOTHING, name }
  const { chain } = stand
  const seen = view(chain, stand.setting)
  const { totalSupply, virtualSupply, sharePrice: storedPrice } = chain
  return {
    name,
    netAssets: seen.ok ? seen.netAssets : 0n,
    totalSupply,
    virtualSupply,
    effectiveSupply: totalSupply + virtualSupply,
    sharePrice: seen.ok ? seen.sharePrice : 0n,
    storedPrice,
    claims: claimsOf(chain),
  }
}

const NOTHING: Omit<ChainFigures, 'name'> = {
  netAssets: 0n,
  totalSupply: 0n,
  virtualSupply: 0n,
  effectiveSupply: 0n,
  sharePrice: 0n,
  storedPrice: 0n,
  claims: [],
}

function claimsOf(chain: Chain): ChainFigures['claims'] {
  return chain.holdings
    .map(({ token }) => holding(chain, token))
    .filter(({ virtualBalance, booked }) => virtualBalance !== 0n || booked !== 0n)
    .map(({ token, virtualBalance, booked }) => ({ token, amount: virtualBalance, booked }))
}
