import type { Asset } from '../../portfolio/venues/asset.ts'
import type { Place } from '../../portfolio/venues/place.ts'
import { usd } from '../../units/estimate.ts'
import type { Refusal } from '../../units/refusal.ts'
import { refuse } from '../../units/refusal.ts'
import { whole } from '../../units/text.ts'
import { type Duration, hours } from '../../units/time.ts'
import type { Considered } from '../proposal.ts'
import { along, type Draft } from './assemble.ts'
import type { Context } from './context.ts'
import type { Share } from './hedge.ts'
import type { Leg, Node } from './leg.ts'
import * as Loop from './loop.ts'
import { type PricedRoute, ranked, routes } from './route.ts'
import { type Offer, offers, targets } from './source.ts'

/** What shall go where. `value` leaves the source, in USD; `from` and `to` narrow both ends to some of their nodes. */
export interface Request {
  readonly source: Place
  readonly target: Place
  readonly value: number
  readonly key: string
  readonly deadline: Duration
  readonly hedge: readonly Share[]
  readonly from?: readonly Node[]
  readonly to?: readonly Node[]
  /** The lending account that is meant; the book's first where nothing is said. */
  readonly account?: string
}

export type Transferred =
  | {
      readonly ok: true
      readonly draft: Draft
      readonly chosen: PricedRoute
      readonly arrived: number
      readonly considered: readonly Considered[]
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly considered: readonly Considered[] }

/**
 * The cheapest way that arrives in time from one place to another, written behind a draft (docs/rules/venues.md#D14, #D18). Every ordered
 * pair of places has its routes or answers UNSUPPORTED_ROUTE; a way the book refuses gives place to the next.
 */
export function transfer(request: Request, draft: Draft, context: Context): Transferred {
  const { source, target, value } = request
  const given = offers(source, { ...context, state: draft.state }).filter(
    ({ node }) => request.from === undefined || request.from.some(({ key }) => key === node.key),
  )
  const found = candidates(request, given, context)
  const considered: Considered[] = []
  if (found.all === 0) {
    const isShort = given.length === 0 && isConnected(request, context)
    return {
      ok: false,
      considered,
      refusal: isShort ? noneFits(request, { given, late: 0 }) : unsupported(source, target).refusal,
    }
  }
  let last: Refusal | null = null
  for (const chosen of found.inTime) {
    const offer = given.find(({ node }) => node.key === chosen.route.from.key)
    if (offer === undefined || offer.value < value * (1 - 1e-9)) {
      considered.push(
        passed(
          chosen,
          `the source gives ${whole(offer?.value ?? 0, 'down')} USD (${offer?.limiter ?? 'nothing there'})`,
        ),
      )
      continue
    }
    const written = along(chosen.route, draft, {
      value,
      key: request.key,
      account: request.account ?? accountOf(context),
      hedge: request.hedge,
      isLater: false,
      policy: context.policy,
      market: context.market,
    })
    if (written.ok) {
      const rest = found.inTime.slice(found.inTime.indexOf(chosen) + 1)
      return {
        ok: true,
        draft: written.draft,
        chosen,
        arrived: written.arrived,
        considered: [...considered, ...rest.slice(0, CONSIDERED_MAX).map((way) => passed(way, 'dearer or slower'))],
      }
    }
    last = written.refusal
    considered.push(passed(chosen, `${written.refusal.code}: ${written.refusal.detail}`))
  }
  const refusal = last ?? noneFits(request, { given, late: found.all - found.inTime.length })
  return { ok: false, considered, refusal }
}

/** The asset that travels between two places on default grounds: the cheapest route that arrives in time, were the source full. */
export function bestAsset(
  source: Place,
  target: Place,
  { value, deadline, context }: { value: number; deadline: Duration; context: Context },
): Asset | null {
  const from = nodesOf(source)
  const ways = from.flatMap((start) =>
    targets(target, context).flatMap((end) => routes(start, end, context.market.terms)),
  )
  return ranked(ways, { value, deadline, market: context.market, gross: 1 })[0]?.route.asset ?? null
}

/** One line: what travels, and the moves in order. */
export function describe({ legs }: { readonly legs: readonly Leg[] }): string {
  return legs.map(({ move, from, to }) => phrase(move, from, to)).join(' → ')
}

export function accountOf({ state }: Pick<Context, 'state'>): string {
  return state.loans[0]?.id ?? ''
}

/** Ways shown beside the chosen one: the next best, not every detour there is. */
const CONSIDERED_MAX = 5

/** Whether there would be a way, were there anything at the source. */
function isConnected({ source, target, to }: Request, context: Context): boolean {
  const ends = to ?? targets(target, context)
  return nodesOf(source).some((start) => ends.some((end) => routes(start, end, context.market.terms).length > 0))
}

function candidates({ source, target, value, deadline, to }: Request, given: readonly Offer[], context: Context) {
  if (source === target) return { all: 0, inTime: [] }
  const ends = to ?? targets(target, context)
  const ways = given.flatMap(({ node }) => ends.flatMap((end) => routes(node, end, context.market.terms)))
  const gross = Loop.grossAtTarget(
    { account: accountOf(context), market: context.market, policy: context.policy },
    context.state,
  )
  return { all: ways.length, inTime: ranked(ways, { value, deadline, market: context.market, gross }) }
}

function nodesOf(place: Place): readonly Node[] {
  const at = (bucket: Node['bucket'], asset: Asset): Node => ({
    key: `${place}/${bucket}/${asset}`,
    place,
    bucket,
    asset,
  })
  switch (place) {
    case 'WALLET':
      return [at('free', 'USDT'), at('free', 'WETH'), at('free', 'ETH')]
    case 'AAVE':
      return [at('supply', 'USDT'), at('supply', 'WETH'), at('supply', 'weETH')]
    case 'ETHERFI':
      return [at('free', 'weETH')]
    case 'BINANCE':
    case 'BYBIT':
    case 'OKX':
      return [at('trading', 'USDT')]
  }
}

function passed({ route, cost, times }: PricedRoute, why: string): Considered {
  return { way: describe(route), cost: usd(cost), seconds: times.p95, why }
}

function unsupported(source: Place, target: Place) {
  return refuse('UNSUPPORTED_ROUTE', `There is no way from ${source} to ${target}`, {
    facts: { source, target },
    lift:
      source === target
        ? 'Source and target are one place: name two.'
        : 'Open a network that both ends have, or go through the wallet.',
  })
}

function noneFits(
  { source, target, value, deadline }: Request,
  { given, late }: { given: readonly Offer[]; late: number },
): Refusal {
  const most = given.reduce((sum, offer) => Math.max(sum, offer.value), 0)
  if (most < value) {
    return refuse('SOURCE_SHORT', `${source} cannot give this much and stay at its targets`, {
      facts: { wanted: value, most, limiter: given.find((o) => o.value === most)?.limiter ?? 'empty' },
      lift: `Move at most ${whole(most, 'down')} USD.`,
    }).refusal
  }
  return refuse('TOO_SLOW', `No way from ${source} to ${target} arrives within ${deadline / hours(1)} h`, {
    facts: { late, deadline },
    lift: 'Allow a later deadline.',
  }).refusal
}

function phrase(move: Leg['move'], from: Node, to: Node): string {
  switch (move.kind) {
    case 'transfer':
      return `send ${move.asset} ${move.from} to ${move.to} (${move.network})`
    case 'swap':
      return `swap ${move.sell} for ${move.buy} at ${move.place}`
    case 'internalTransfer':
      return `${move.place} ${from.bucket} to ${to.bucket}`
    case 'wrap':
      return move.from === 'ETH' ? 'wrap ETH' : 'unwrap WETH'
    case 'stake':
      return `stake ${move.asset}`
    case 'unstake':
      return `unstake weETH (${move.route})`
    case 'deleverage':
      return 'deleverage the loop'
    case 'leverage':
      return 'leverage the loop'
    default:
      return `${move.kind} ${move.asset} at AAVE`
  }
}
