import type { Chain } from '../../models/pool/chain.ts'
import { view } from '../../models/pool/versions.ts'
import { standAt } from '../../portfolio/pool/apply/done.ts'
import type { PoolMarket, Site } from '../../portfolio/pool/market.ts'
import { scaleOf } from '../../portfolio/pool/scale.ts'
import { keep, lookup } from '../../units/lookup.ts'
import type { ChainFigures, Scene } from './result.ts'

/** What anyone may read of a chain now, in the whole pool's units; zeros where its oracle does not answer. */
export function figuresOf({ state, market }: Scene, name: string): ChainFigures {
  const stand = standAt(state, name, market)
  if (!stand.ok) return { ...NOTHING, name }
  const { chain } = stand
  const scale = scaleOf(state, chain)
  const seen = view(chain, stand.setting)
  const [totalSupply, virtualSupply] = [chain.totalSupply * scale, chain.virtualSupply * scale]
  return {
    name,
    netAssets: seen.ok ? seen.netAssets * scale : 0n,
    totalSupply,
    virtualSupply,
    effectiveSupply: totalSupply + virtualSupply,
    sharePrice: seen.ok ? seen.sharePrice * scale : 0n,
    storedPrice: chain.sharePrice * scale,
    claims: claimsOf(chain, scale, { here: stand.site, market }),
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

interface Around {
  readonly here: Site
  readonly market: PoolMarket
}

function claimsOf(chain: Chain, scale: bigint, { here, market }: Around): ChainFigures['claims'] {
  const claimed = chain.holdings.filter(({ virtualBalance, booked }) => virtualBalance !== 0n || booked !== 0n)
  if (claimed.length === 0) return []
  const tokens = finest(market)
  return claimed.map(({ token, virtualBalance, booked }) => {
    const decimals = lookup(here.feeds, token)?.decimals ?? 0
    const finer = 10n ** BigInt(Math.max(0, (lookup(tokens, token) ?? decimals) - decimals))
    return { token, amount: virtualBalance * finer, booked: booked * scale }
  })
}

/** Decimals of every token where it has most of them. */
export function finest({ sites }: PoolMarket): Readonly<Record<string, number>> {
  const most: Record<string, number> = {}
  for (const { feeds } of Object.values(sites))
    for (const [token, { decimals }] of Object.entries(feeds))
      keep(most, token, Math.max(lookup(most, token) ?? 0, decimals))
  return most
}
