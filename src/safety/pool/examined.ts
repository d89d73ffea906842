import type { Chain } from '../../models/pool/chain.ts'
import type { PoolMarket, Site } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { PoolSend, PoolStep } from '../../portfolio/pool/step.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import type { Examined, Rule } from '../check.ts'

export type PoolExamined = Examined<PoolState, PoolStep, PoolMarket, PoolPolicy>
export type PoolRule = Rule<PoolState, PoolStep, PoolMarket, PoolPolicy>

/** Whether a step sends something across. */
export const isSend = (step: PoolStep): step is PoolSend => step.kind === 'pool.transfer' || step.kind === 'pool.sync'

/** 10^(36 − decimals): brings amounts of a token on any chain to one scale. */
export function scaleOf(token: string, site: Site | undefined): bigint {
  return 10n ** BigInt(SCALE - (lookup(site?.feeds, token)?.decimals ?? 0))
}

const SCALE = 36

/** Worth of an amount in the base token of a chain, cut toward zero: this floor's own sum. */
export function worthAt(amount: bigint, token: string, { chain, site }: At): bigint {
  const feed = lookup(site.feeds, token)
  const base = lookup(site.feeds, chain.base)
  if (token === chain.base) return amount
  if (feed === undefined || base === undefined) return 0n
  const scaled = amount * feed.price * 10n ** BigInt(base.decimals)
  return divide(scaled, base.price * 10n ** BigInt(feed.decimals), 'zero')
}

export interface At {
  readonly chain: Chain
  readonly site: Site
}
