import { levelOf } from '../../portfolio/measure.ts'
import type { ExchangeFigures } from '../../portfolio/venues/figures.ts'
import type { Exchange } from '../../portfolio/venues/place.ts'
import { offShare } from '../../portfolio/venues/risk.ts'
import { type Cut, capped } from '../cut.ts'
import type { Draft } from './assemble.ts'
import * as Coins from './coins.ts'
import type { Context } from './context.ts'
import { node } from './leg.ts'
import * as Prospect from './prospect.ts'
import { surplus } from './source.ts'
import { transfer } from './transfer.ts'
import { idOf, offer, unavailable, type VenuesProposal } from './write.ts'

/** USD below which a difference between exchanges is noise (docs/rules/venues.md#D13). */
const NOISE = 10_000

/**
 * Equity shares of the exchanges back towards their targets (docs/rules/venues.md#D13): from the one furthest over to the one furthest
 * under, min(excess over target + band ÷ 2, deficit), as far as the giver stays at its margin target.
 * Modes on exchanges alone do so without the transfer manager, as their margin has no other source (docs/rules/venues.md#D29).
 */
export function allocation(context: Context): readonly VenuesProposal[] {
  const { mode } = context.policy
  if (!mode.components.transfers && mode.long !== 'spot') return []
  if (!context.assessment.figures.exchanges.some((account) => isOff(account, context))) return []
  if (!Prospect.isConceivable(FREE_MOVE, context)) return [unavailable(HEADING, Prospect.notWorth(FREE_MOVE), [])]
  const move = imbalance(context)
  const least = context.policy.limits.transferMin
  if (move === null || move.wanted < least) return []
  const cuts = Coins.cutBy(move.limiter, { wanted: move.wanted, now: move.value, place: move.target }, context)
  const [cut] = cuts
  if (move.value < least)
    return cut?.limiter.startsWith('limits.') === true
      ? [unavailable(HEADING, capped(cut, context.state.sent.length > 0), [])]
      : []
  return [send(move.source, move.target, { value: move.value, context, cuts })]
}

/** What should go from the exchange furthest over its share to the one furthest under, in USD; null inside the band. */
export function imbalance(context: Context): Imbalance | null {
  const gaps = gapsOf(context)
  const band = Math.max(context.policy.bounds.allocation.high * context.assessment.figures.netAssets, NOISE)
  const over = gaps.reduce((most, gap) => (gap.over > most.over ? gap : most), NONE)
  const under = gaps.reduce((most, gap) => (gap.over < most.over ? gap : most), NONE)
  if (over.place === null || under.place === null || (over.over <= band && -under.over <= band)) return null
  const giver = context.state.exchanges.find(({ place }) => place === over.place)
  if (giver === undefined) return null
  const wanted = Math.min(over.over - band / 2, -under.over)
  const sendable = Coins.sendable(context.state, context)
  const free = surplus(giver, context)
  const { value, limiter } = sendable.value < free ? sendable : { value: free, limiter: 'equityRatio.target' }
  return { source: over.place, target: under.place, wanted, value: Math.min(wanted, value), limiter }
}

function send(
  source: Exchange,
  target: Exchange,
  { value, context, cuts }: { value: number; context: Context; cuts: readonly Cut[] },
): VenuesProposal {
  const heading = { ...HEADING, description: `${source} holds more than its share, ${target} less` }
  const draft: Draft = { state: context.state, stages: [] }
  const to = [node(target, 'trading', 'USDT')]
  const sent = transfer(
    {
      source,
      target,
      value,
      key: idOf(context.asOf, heading.purpose),
      deadline: context.policy.limits.deadline,
      hedge: [],
      to,
    },
    draft,
    context,
  )
  return sent.ok
    ? offer(sent.draft, heading, { context, moved: value, considered: sent.considered, cuts })
    : unavailable(heading, sent.refusal, sent.considered)
}

const HEADING = {
  purpose: 'Venue allocation',
  class: 'TARGET' as const,
  description: 'Bring equity back to its share at each exchange',
}

/** A move between exchanges changes no income and costs something: where gain is judged, none can be worth making. */
const FREE_MOVE = { value: 1, yieldPerYear: 0, cost: 1e-6, lifetime: Number.POSITIVE_INFINITY }

function isOff(account: ExchangeFigures, { assessment, policy }: Context): boolean {
  return levelOf(offShare(account, assessment.figures, policy), policy.bounds.allocation) !== 'NORMAL'
}

/** How far each exchange is over its share, in USD, what is on its way counted in. */
function gapsOf({ assessment, policy, state, market }: Context): readonly Gap[] {
  const held = assessment.figures.exchanges.map(({ place, worth }) => ({
    place,
    worth: worth + flying(place, { state, market }),
  }))
  const total = held.reduce((sum, { worth }) => sum + worth, 0)
  return held.map(({ place, worth }) => ({ place, over: worth - (policy.allocation[place] ?? 0) * total }))
}

function flying(place: Exchange, { state, market }: Pick<Context, 'state' | 'market'>): number {
  const funding = (state.exchanges.find((account) => account.place === place)?.funding.USDT ?? 0) * market.price.USDT
  return Coins.pendingTo(state, place, market) - funding
}

interface Imbalance {
  readonly source: Exchange
  readonly target: Exchange
  /** What would bring it back, and what of it may go now. */
  readonly wanted: number
  readonly value: number
  readonly limiter: string
}

interface Gap {
  readonly place: Exchange | null
  readonly over: number
}

const NONE: Gap = { place: null, over: 0 }
