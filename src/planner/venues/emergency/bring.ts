import type { Place } from '../../../portfolio/venues/place.ts'
import { isDistressed } from '../../../portfolio/venues/risk.ts'
import * as Worth from '../../../portfolio/venues/worth.ts'
import { whole } from '../../../units/text.ts'
import * as Coins from '../coins.ts'
import type { Share } from '../hedge.ts'
import type { Node } from '../leg.ts'
import type { Offer } from '../source.ts'
import { offers } from '../source.ts'
import { transfer } from '../transfer.ts'
import { commit, type Desk, here, page, reject } from './desk.ts'

/** Help that travels: from some nodes of a place to one node of another, until `need` (USD, asked again after each part) is met. */
export interface Errand {
  readonly name: string
  readonly source: Place
  readonly isFrom: (node: Node) => boolean
  readonly target: Place
  readonly to: Node
  readonly account?: string
  readonly hedge: readonly Share[]
  /** USD still to be brought, given what stands at the node that it would come from. */
  readonly need: (from: Node) => number
}

/** No more parts than this of one source: beyond it the cap of a part is too small for the need. */
const PARTS_MAX = 24

/** A part arrives short of what is sent by fees; the least size is asked of what arrives. */
const FEES = 1.01

/** Sends what is needed in parts that no cap forbids (docs/rules/venues.md#D22); what is over a cap asks for approval, and nothing goes round it. */
export function bring(errand: Errand, desk: Desk): void {
  const { market, policy } = desk.context
  if (market.down.includes(errand.target)) return void reject(desk, errand.name, `VENUE_DOWN: ${errand.target}`)
  if (market.down.includes(errand.source)) return void reject(desk, errand.name, `VENUE_DOWN: ${errand.source}`)
  if (!policy.limits.destinations.includes(errand.target))
    return void reject(desk, errand.name, `DESTINATION_NOT_LISTED: ${errand.target}`)
  for (let part = 0; part < PARTS_MAX; part++) if (!sendPart(errand, desk)) return
}

/** One part; false when nothing more is to be had, or needed, from here. */
function sendPart(errand: Errand, desk: Desk): boolean {
  const { limits } = desk.context.policy
  const least = Math.min(limits.emergencyMin, limits.transferMin) * FEES
  const offer = bestOffer(errand, desk)
  const need = offer === null ? 0 : errand.need(offer.node)
  if (offer === null || (offer.value < least && !mends(need, offer, desk)))
    return reject(
      desk,
      errand.name,
      `holds ${whole(offer?.value ?? 0, 'down')} USD that may go (${offer?.limiter ?? 'nothing there'})`,
    )
  if (need <= 0) return false
  const wanted = Math.min(Math.max(need, least), offer.value)
  const allowed = allowedTo(errand, desk)
  const value = Math.min(wanted, allowed.value)
  if (value < least && !mends(need, { value }, desk)) return ask(errand, desk, { amount: wanted, ...allowed })
  const sent = transfer(
    {
      source: errand.source,
      target: errand.target,
      value,
      key: `${desk.id}-${errand.target}-${errand.source}-${desk.flights}`.toLowerCase(),
      deadline: limits.deadline,
      hedge: errand.hedge,
      from: [offer.node],
      to: [errand.to],
      ...(errand.account === undefined ? {} : { account: errand.account }),
    },
    page(desk),
    here(desk),
  )
  desk.flights += 1
  const note = {
    source: errand.name,
    value,
    detail: `${whole(value, 'nearest')} USD from ${errand.source} to ${errand.target}`,
  }
  if (!commit(desk, note, sent)) return false
  if (wanted > value && value >= allowed.value && allowed.limiter !== 'limits.transferMax')
    return ask(errand, desk, { amount: wanted - value, ...allowed })
  return errand.need(offer.node) > 0
}

/** Whether a transfer below the least size is made all the same: an account is distressed, and it ends the need. What the venue takes is its own refusal. */
function mends(need: number, { value }: Pick<Offer, 'value'>, { context, draft }: Desk): boolean {
  const { asOf, market, policy } = context
  return need > 0 && need * FEES <= value && isDistressed({ asOf, state: draft.state, market }, policy)
}

/** The node with cash, else the one with the most. */
function bestOffer({ source, isFrom }: Errand, desk: Desk): Offer | null {
  let best: Offer | null = null
  for (const offer of offers(source, here(desk))) {
    if (!isFrom(offer.node)) continue
    if (best === null || rank(offer, desk) > rank(best, desk)) best = offer
  }
  return best
}

function rank({ node, value }: Offer, { context }: Desk): number {
  const isCash = node.asset === 'USDT' && value >= context.policy.limits.emergencyMin * FEES
  return isCash ? Number.MAX_SAFE_INTEGER - (node.bucket === 'credit' ? 1 : 0) : value
}

/** What limits let go now in one part: the size of a part, the caps per hour and day, and the share that one exchange may hold. */
function allowedTo({ target }: Errand, { context, draft }: Desk): Allowed {
  const { policy } = context
  const byCap = Coins.unsent(draft.state, context)
  const byShare = shareRoom(target, { context, draft })
  const least = Math.min(byCap.value, byShare, policy.limits.transferMax)
  if (least === policy.limits.transferMax) return { value: least, limiter: 'limits.transferMax' }
  return byCap.value <= byShare ? byCap : { value: least, limiter: 'limits.exposureMax' }
}

function shareRoom(target: Place, { context, draft }: Pick<Desk, 'context' | 'draft'>): number {
  const { market, policy } = context
  if (target !== 'BINANCE' && target !== 'BYBIT' && target !== 'OKX') return Number.POSITIVE_INFINITY
  const standing = Worth.standing(target, draft.state, market)
  return Math.max(0, policy.limits.exposureMax * Worth.netAssets(draft.state, market) * INSIDE - standing)
}

/** A hair inside the largest share: net assets fall by the costs of the plan. */
const INSIDE = 0.999

function ask(errand: Errand, desk: Desk, { amount, limiter }: { amount: number } & Allowed): false {
  const detail = `${whole(amount, 'up')} USD more from ${errand.source} to ${errand.target} would pass ${limiter}`
  desk.approvals.push({
    code: 'APPROVAL_NEEDED',
    detail,
    facts: { amount, limiter, source: errand.source, target: errand.target },
    lift: 'Have a person approve it, or raise the limit knowingly; it is never passed without.',
  })
  return reject(desk, errand.name, `APPROVAL_NEEDED: ${detail}`)
}

interface Allowed {
  readonly value: number
  readonly limiter: string
}
