import type { Chain } from '../../models/pool/chain.ts'
import { wallet } from '../../models/pool/chain.ts'
import * as Versions from '../../models/pool/versions.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import * as SharePrice from '../../units/sharePrice.ts'
import * as Shares from '../../units/shares.ts'
import { type Level, levelOf, type Measure, of, worst } from '../measure.ts'
import type { Snapshot } from '../snapshot.ts'
import { standAt } from './apply/done.ts'
import type { PoolMarket } from './market.ts'
import type { PoolPolicy, Ready } from './policy.ts'
import { scaleOf, unitOfPool } from './scale.ts'
import type { PoolState } from './state.ts'
import { isPriceUnknown } from './unusable.ts'

/** How one chain of the pool stands, in the whole pool's units (`scale.ts`), its share price as it would be renewed now. */
export interface ChainFigures {
  readonly name: string
  /** In the base token, claims of the accounting model included. */
  readonly netAssets: Amount.Amount
  readonly sharePrice: SharePrice.SharePrice
  readonly totalSupply: Shares.Shares
  readonly virtualSupply: Shares.Shares
  readonly effectiveSupply: Shares.Shares
  /** Whether shares stand on this chain, so that its price says something. */
  readonly hasShares: boolean
  /** False where the price cannot be known: an oracle refuses, or the supply is below its floor. */
  readonly isPriced: boolean
  /** Whether that is a fault of data: then worth and share price are those last stored, and it raises no alarm. */
  readonly isStored: boolean
}

export interface PoolFigures {
  readonly chains: readonly ChainFigures[]
  /** ⌊Σ net assets · unit ÷ Σ effective supplies⌋ over the chains that have shares. */
  readonly sharePrice: SharePrice.SharePrice
}

export interface Assessment {
  readonly level: Level
  readonly figures: PoolFigures
  readonly measures: () => readonly Measure[]
}

/** Share prices, supplies and liquidity on one scale of levels. What is on its way counts as liquidity and in no share price. */
export function assess({ state, market }: Snapshot<PoolState, PoolMarket>, policy: PoolPolicy): Assessment {
  const figures = figuresOf(state, market)
  const measures = table({ state, figures }, policy)
  let level: Level = 'NORMAL'
  for (const measure of measures) level = worst(level, levelOf(measure.value, measure.bounds))
  return { level, figures, measures: () => measures }
}

export function figuresOf(state: PoolState, market: PoolMarket): PoolFigures {
  const chains = Object.keys(state.chains).flatMap((name) => {
    const chain = lookup(state.chains, name)
    return chain === undefined ? [] : [figuresOfChain(state, { name, chain }, market)]
  })
  let assets = 0n
  let supply = 0n
  for (const { hasShares, isPriced, isStored, netAssets, effectiveSupply } of chains) {
    if (!hasShares || !(isPriced || isStored)) continue
    assets += netAssets
    supply += effectiveSupply
  }
  return { chains, sharePrice: SharePrice.of(supply > 0n ? divide(assets * unitOfPool(state), supply, 'down') : 0n) }
}

interface Named {
  readonly name: string
  readonly chain: Chain
}

function figuresOfChain(state: PoolState, { name, chain }: Named, market: PoolMarket): ChainFigures {
  const scale = scaleOf(state, chain)
  const totalSupply = Shares.of(chain.totalSupply * scale)
  const virtualSupply = Shares.of(chain.virtualSupply * scale)
  const effectiveSupply = Shares.add(totalSupply, virtualSupply)
  const hasShares = effectiveSupply > 0n && chain.sharePrice !== 0n
  const supplies = { name, totalSupply, virtualSupply, effectiveSupply, hasShares, isStored: false }
  if (isPriceUnknown(market, name)) {
    const netAssets = Amount.of(divide(chain.sharePrice * effectiveSupply, chain.unit, 'down'))
    const sharePrice = SharePrice.of(chain.sharePrice * scale)
    return { ...supplies, netAssets, sharePrice, isPriced: false, isStored: true }
  }
  const stand = standAt(state, name, market)
  const priced = stand.ok ? Versions.update(chain, stand.setting) : stand
  if (!priced.ok) return { ...supplies, netAssets: Amount.ZERO, sharePrice: SharePrice.ZERO, isPriced: false }
  const netAssets = Amount.of((priced.netAssets - priced.liabilities) * scale)
  return { ...supplies, netAssets, sharePrice: SharePrice.of(priced.sharePrice * scale), isPriced: true }
}

/** |share price ÷ the whole pool's − 1|; null where one of the two is not known, or the pool's is less than a unit. */
export function driftOf({ isPriced, sharePrice }: ChainFigures, whole: SharePrice.SharePrice): number | null {
  return isPriced && whole > 0n ? Math.abs(Number(sharePrice) / Number(whole) - 1) : null
}

/** The name of a level of liquidity among the measures. */
export const placeOf = ({ chain, token }: Pick<Ready, 'chain' | 'token'>): string => `${chain} ${token}`

/** What lies ready of a token, and what is on its way there. */
export function readyOf(
  { chains, flights }: PoolState,
  { chain: name, token }: Pick<Ready, 'chain' | 'token'>,
): Amount.Amount {
  let ready = liquidOf({ chains }, name, token)
  for (const flight of flights)
    if (flight.to === name && flight.token === token && flight.at === 'bridge') ready = Amount.add(ready, flight.output)
  return ready
}

/** What lies in the wallet of a chain; nothing where there is no such chain. */
export function liquidOf({ chains }: Pick<PoolState, 'chains'>, name: string, token: string): Amount.Amount {
  const chain = lookup(chains, name)
  return chain === undefined ? Amount.ZERO : wallet(chain, token)
}

interface Standing {
  readonly state: PoolState
  readonly figures: PoolFigures
}

function table({ state, figures }: Standing, { bounds, liquidity }: PoolPolicy): readonly Measure[] {
  const measures: Measure[] = []
  for (const chain of figures.chains) {
    if (!chain.isStored && (chain.hasShares || !chain.isPriced)) {
      const value = driftOf(chain, figures.sharePrice) ?? Number.NaN
      measures.push(of('sharePrice', chain.name, { value, bounds: bounds.sharePrice }))
    }
    if (chain.totalSupply > 0n) {
      const value = Number(chain.effectiveSupply) / Number(chain.totalSupply)
      measures.push(of('supply', chain.name, { value, bounds: bounds.supply }))
    }
  }
  for (const ready of liquidity) {
    const value = ready.level > 0n ? Number(readyOf(state, ready)) / Number(ready.level) : Number.POSITIVE_INFINITY
    measures.push(of('liquidity', placeOf(ready), { value, bounds: bounds.liquidity }))
  }
  return measures
}
