import { type Chain, wallet } from '../../models/pool/chain.ts'
import { isListed } from '../../models/pool/networks.ts'
import { shown } from '../../models/pool/sharePrice.ts'
import * as Versions from '../../models/pool/versions.ts'
import { type Stand, standAt } from '../../portfolio/pool/apply/done.ts'
import { isWrappedForCrossing } from '../../portfolio/pool/apply/send.ts'
import type { Route, Site } from '../../portfolio/pool/market.ts'
import { unitOf } from '../../portfolio/pool/price.ts'
import type { ChainFigures } from '../../portfolio/pool/risk.ts'
import { scaleAt, scaleOf, unitOfPool } from '../../portfolio/pool/scale.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { mulDiv } from '../../units/rounding.ts'
import { bounds, closedBy, type Rate, rateOf, type Size, tighter } from './route.ts'
import { spareOf } from './spare.ts'
import type { Context } from './trial.ts'

/** One token that may go from one chain to another, and what a unit of it is worth at both ends: the whole pool's units for one of the source. */
export interface Option {
  readonly route: Route
  readonly loss: Rate
  readonly gain: Rate
  /** What may leave: what lies there, less the chain's own level. */
  readonly balance: bigint
  readonly size: Size
}

/** A chain as the level of share prices sees it, in the whole pool's units. */
export interface Node {
  readonly name: string
  readonly netAssets: bigint
  readonly supply: bigint
  readonly unit: bigint
  /** An estimate, to compare with. */
  readonly price: number
}

export function nodeOf({ name, netAssets, effectiveSupply }: ChainFigures, { state }: Context): Node {
  return {
    name,
    netAssets,
    supply: effectiveSupply,
    unit: unitOfPool(state),
    price: Number(netAssets) / Number(effectiveSupply),
  }
}

/** Every open way of a token between two chains that has something to take, the giver's own level of liquidity left there. */
export function optionsBetween(from: string, to: string, context: Context): readonly Option[] {
  const { state, market, policy } = context
  const source = standAt(state, from, market)
  const destination = standAt(state, to, market)
  if (!source.ok || !destination.ok) return []
  const options: Option[] = []
  for (const route of lookup(market.routes, from) ?? []) {
    if (route.to !== to || closedBy(route, policy) !== null || !crosses(route.token, source, destination)) continue
    const balance = spareOf(from, route.token, context) ?? wallet(source.chain, route.token)
    const loss = rateInPool(route.token, source, state)
    const gain = rateInPool(route.token, destination, state)
    if (balance <= 0n || loss === null || gain === null) continue
    const size = bounds(route, policy, market)
    const scaled = scaledBy(gain, route.token, { source: source.site, destination: destination.site })
    options.push({ route, loss, gain: scaled, balance, size })
  }
  return options
}

/** Whether both ends list a token, or what wraps it where it is the coin of both: a way for one that the other end refuses is none. */
function crosses(token: string, { chain: source }: Stand, { chain: destination }: Stand): boolean {
  const left = crossingAs(token, source)
  return left === crossingAs(token, destination) && isListed(source, left) && isListed(destination, left)
}

const crossingAs = (token: string, chain: Chain): string => (isWrappedForCrossing(token, chain) ? chain.wrapped : token)

/** Units of the whole pool for one base unit of a token. */
function rateInPool(token: string, { chain, site }: Stand, state: Context['state']): Rate | null {
  const rate = rateOf(token, chain, site)
  return rate === null ? null : { ...rate, numerator: rate.numerator * scaleOf(state, chain) }
}

interface Sites {
  readonly source: Site
  readonly destination: Site
}

/** Worth at the destination of one unit of the source, whose decimals may be others. */
function scaledBy({ numerator, denominator }: Rate, token: string, { source, destination }: Sites): Rate {
  const here = lookup(source.feeds, token)
  const there = lookup(destination.feeds, token)
  if (here === undefined || there === undefined || here.decimals === there.decimals) return { numerator, denominator }
  return { numerator: numerator * unitOf(there), denominator: denominator * unitOf(here) }
}

/** What one Sync may take at the most of this option: bridge, policy, and the tolerance on the price as stored (docs/models/pool.md). */
export function syncMax({ route, loss, size }: Option, { state, policy }: Context): bigint | null {
  const chain = lookup(state.chains, route.from)
  if (chain === undefined) return 0n
  const effective = chain.totalSupply + chain.virtualSupply
  const assets = mulDiv(effective, shown(chain), chain.unit, 'down') * scaleOf(state, chain)
  if (assets <= 0n || policy.limits.syncToleranceBps >= 10_000n) return size.max
  const worth = mulDiv(policy.limits.syncToleranceBps + 1n, assets, 10_000n, 'up') - 1n
  const most = mulDiv(worth + 1n, loss.denominator, loss.numerator, 'up') - 1n
  return tighter(Amount.of(most), size.max)
}

/** The price that a chain would have, in the whole pool's units; 0 where it cannot be known. */
export function priceOf(name: string, { state, market }: Pick<Context, 'state' | 'market'>): bigint {
  const stand = standAt(state, name, market)
  const priced = stand.ok ? Versions.update(stand.chain, stand.setting) : stand
  return priced.ok ? priced.sharePrice * scaleAt(state, name) : 0n
}
