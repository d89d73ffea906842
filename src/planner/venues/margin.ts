import { isAtLeast } from '../../portfolio/measure.ts'
import type { PlanClass } from '../../portfolio/plan.ts'
import type { ExchangeFigures } from '../../portfolio/venues/figures.ts'
import type { Exchange, Place } from '../../portfolio/venues/place.ts'
import { marginLevel } from '../../portfolio/venues/risk.ts'
import type { Refusal } from '../../units/refusal.ts'
import { type Cut, capped } from '../cut.ts'
import type { Considered } from '../proposal.ts'
import type { Draft } from './assemble.ts'
import * as Coins from './coins.ts'
import type { Context } from './context.ts'
import { type Node, node } from './leg.ts'
import * as Prospect from './prospect.ts'
import { surplus } from './source.ts'
import { transfer } from './transfer.ts'
import { idOf, offer, unavailable, type VenuesProposal } from './write.ts'

/**
 * Margin back to its target at every exchange that has left its band (docs/rules/venues.md#D10, #D21). What is short comes first from
 * what needs no sale (the wallet, another exchange's surplus), then from selling the long leg, the short reduced by as much;
 * what is over goes back into the long leg, the short raised by as much.
 */
export function margin(context: Context): readonly VenuesProposal[] {
  const low = context.assessment.figures.exchanges.filter(
    (account) => account.notional > 0 && !account.isDust && account.equityRatio < context.policy.bounds.equityRatio.low,
  )
  const urgent = low.some((account) => isAtLeast(marginLevel(account, context.policy), 'WARNING'))
  if (low.length > 0) return [support(low, context, urgent ? 'SAFETY' : 'TARGET')]
  const high = context.assessment.figures.exchanges.filter(
    (account) =>
      account.notional > 0 && !account.isDust && account.equityRatio > context.policy.bounds.equityRatio.high,
  )
  return high.length > 0 ? [release(high, context)] : []
}

function support(low: readonly ExchangeFigures[], context: Context, planClass: PlanClass): VenuesProposal {
  const heading = { purpose: 'Margin support', class: planClass, description: 'Bring margin back to its target' }
  const vain = planClass === 'TARGET' ? futile(low, context, true) : null
  if (vain !== null) return unavailable(heading, vain, [])
  let draft: Draft = { state: context.state, stages: [] }
  const considered: Considered[] = []
  const cuts: Cut[] = []
  let moved = 0
  let refusal: Refusal | null = null
  for (const { place } of low) {
    const filled = fill(place, draft, { context, planClass, key: idOf(context.asOf, heading.purpose) })
    const { limiter, sum, left } = filled
    draft = filled.draft
    moved += sum
    refusal = filled.refusal ?? refusal
    considered.push(...filled.considered)
    if (left >= least(planClass, context))
      cuts.push(...Coins.cutBy(limiter, { wanted: sum + left, now: sum, place }, context))
  }
  if (draft.stages.length === 0) return unavailable(heading, refusal ?? nothing(low, context, cuts), considered)
  return offer(draft, heading, { context, moved, lifetime: lifetime(context), considered, cuts })
}

/** One exchange filled from source after source, what came to it, and what it is short of still. */
function fill(place: Exchange, start: Draft, { context, planClass, key }: Filling): Filled {
  let draft = start
  let sum = 0
  let limiter = 'balance'
  let refusal: Refusal | null = null
  const considered: Considered[] = []
  for (const source of sourcesFor(place, context)) {
    const need = needFrom(source, place, { draft, context })
    if (need.limiter.startsWith('limits.')) limiter = need.limiter
    if (need.value < least(planClass, context)) continue
    const sent = send(source, place, { value: need.value, draft, context, key: `${key}-${place}-${source}` })
    considered.push(...sent.considered)
    if (!sent.ok) {
      refusal = sent.refusal
      continue
    }
    draft = sent.draft
    sum += need.value
  }
  return { draft, sum, limiter, refusal, considered, left: Math.max(0, shortAt(place, draft, context)) }
}

/** USD that the account lacks to its target, what is on its way counted in. */
function shortAt(place: Exchange, { state }: Draft, context: Context): number {
  const { equity, notional } = Coins.marginOf(state, place, context)
  const target = context.policy.bounds.equityRatio.target
  return (target * notional - equity) * context.market.price.USDT - Coins.pendingTo(state, place, context.market)
}

/**
 * USD to take from a source so that the target ends at its ratio, and what keeps it from being more; a sale of the long leg
 * also lowers the short it must carry.
 */
function needFrom(source: Place, place: Exchange, { draft, context }: { draft: Draft; context: Context }): Need {
  const target = context.policy.bounds.equityRatio.target
  const short = shortAt(place, draft, context)
  const room = Coins.capacityOf(source, { ...context, state: draft.state }, place)
  const need = Math.max(0, isLong(source, place, context) ? short / (1 + target) : short)
  const sendable = Coins.sendable(draft.state, context)
  if (source !== place && sendable.value < Math.min(need, room)) return sendable
  return room < need ? { value: room, limiter: 'balance' } : { value: need, limiter: 'need' }
}

function send(source: Place, place: Exchange, { value, draft, context, key }: Sending) {
  const hedge = [{ place, share: 1 }]
  const to: readonly Node[] = [node(place, 'trading', 'USDT')]
  if (source === place) return Coins.sellSpot(place, value, { draft, context })
  return transfer(
    { source, target: place, value, key, deadline: context.policy.limits.deadline, hedge, to },
    draft,
    context,
  )
}

/** Wallet, then exchanges with a surplus, then where the long leg stands. */
function sourcesFor(place: Exchange, context: Context): readonly Place[] {
  const others = context.state.exchanges.map((account) => account.place).filter((other) => other !== place)
  const long: Readonly<Record<typeof context.policy.mode.long, readonly Place[]>> = {
    supply: ['AAVE'],
    stake: ['ETHERFI'],
    loop: ['ETHERFI', 'AAVE'],
    spot: [place],
  }
  return ['WALLET', ...others, ...long[context.policy.mode.long]]
}

/** Whether what comes from a source is the long leg, sold: the short goes down by as much and needs less margin. */
function isLong(source: Place, place: Exchange, { policy }: Context): boolean {
  return source === 'AAVE' || source === 'ETHERFI' || (policy.mode.long === 'spot' && source === place)
}

/** What is over its target margin, turned into more of the long leg and more short: S = (E − r·N) ÷ (1 + r) at each exchange. */
function release(high: readonly ExchangeFigures[], context: Context): VenuesProposal {
  const { policy, market, state } = context
  const heading = {
    purpose: 'Redeploy margin',
    class: 'TARGET' as const,
    description: 'Turn surplus margin into more of the position',
  }
  const vain = futile(high, context, false)
  if (vain !== null) return unavailable(heading, vain, [])
  let draft: Draft = { state, stages: [] }
  const considered: Considered[] = []
  const cuts: Cut[] = []
  let moved = 0
  let refusal = null
  for (const account of high) {
    const target = policy.bounds.equityRatio.target
    const over = ((account.equity - target * account.notional) / (1 + target)) * market.price.USDT
    const sendable = Coins.sendable(draft.state, context)
    const value = policy.mode.long === 'spot' ? over : Math.min(over, sendable.value)
    const place = account.place
    if (over >= policy.limits.transferMin)
      cuts.push(...Coins.cutBy(sendable.limiter, { wanted: over, now: value, place }, context))
    if (value < policy.limits.transferMin) continue
    const key = `${idOf(context.asOf, heading.purpose)}-${place}`
    const sent =
      policy.mode.long === 'spot'
        ? Coins.buySpot(place, value, { draft, context })
        : transfer(
            {
              source: place,
              target: Coins.homeOf(policy),
              value,
              key,
              deadline: policy.limits.deadline,
              hedge: [{ place, share: 1 }],
              to: [Coins.longNode(policy)],
            },
            draft,
            context,
          )
    considered.push(...sent.considered)
    if (!sent.ok) {
      refusal = sent.refusal
      continue
    }
    draft = sent.draft
    moved += value
  }
  if (draft.stages.length === 0) return unavailable(heading, refusal ?? nothing(high, context, cuts), considered)
  return offer(draft, heading, { context, moved, lifetime: lifetime(context), considered, cuts })
}

/**
 * The most a routine move of an account's margin could earn and the least it could cost. Margin that comes as cash changes
 * no income and costs next to nothing; what comes from the long leg, or goes there, changes income and is traded.
 */
function boundOf({ place, equity, notional }: ExchangeFigures, context: Context, isOut: boolean): Prospect.Bound {
  const target = context.policy.bounds.equityRatio.target
  const value = Math.abs(equity - target * notional) / (1 + target)
  const yieldPerYear = Prospect.mostYield(value, place, { isOut, context })
  const cost =
    isOut && hasCash(context) ? NEXT_TO_NOTHING : value * Prospect.leastCost(value, place, { isOut, context })
  return { value, yieldPerYear, cost, lifetime: lifetime(context) }
}

/** Why a routine move of margin is not even written: no account of it could be worth its cost. */
function futile(accounts: readonly ExchangeFigures[], context: Context, isOut: boolean): Refusal | null {
  let first: Prospect.Bound | null = null
  for (const account of accounts) {
    const bound = boundOf(account, context, isOut)
    if (Prospect.isConceivable(bound, context)) return null
    first ??= bound
  }
  return first === null ? null : Prospect.notWorth(first)
}

/** Whether the wallet or an exchange has anything to give without a sale. */
function hasCash(context: Context): boolean {
  const { limits } = context.policy
  if (Coins.freeOf('USDT', context) >= limits.transferMin) return true
  return context.state.exchanges.some((account) => surplus(account, context) >= limits.transferMin)
}

/** USD that the cheapest transfer costs at least: more than nothing. */
const NEXT_TO_NOTHING = 1e-6

function least(planClass: PlanClass, { policy }: Context): number {
  return planClass === 'SAFETY' ? policy.limits.emergencyMin : policy.limits.transferMin
}

/**
 * Days until price is expected to carry the margin from its target to the far edge of its band: (x ÷ σ)² for a walk with
 * daily deviation σ and a move x that takes the ratio r there, x = (r − low) ÷ (1 + low) (docs/rules/venues.md#D1).
 */
function lifetime({ policy }: Context): number {
  const { target, low } = policy.bounds.equityRatio
  const sigma = policy.decision.dailyVolatility
  if (sigma === 0) return Number.POSITIVE_INFINITY
  const move = (target - low) / (1 + low) / sigma
  return move * move
}

/** No source gives the least size of a move; where a cap is why, it is named. */
function nothing(accounts: readonly ExchangeFigures[], { policy, state }: Context, cuts: readonly Cut[]): Refusal {
  const exchanges = accounts.map(({ place }) => place).join(' ')
  const cap = cuts.find(({ limiter }) => limiter.startsWith('limits.'))
  if (cap !== undefined) return capped(cap, state.sent.length > 0)
  return {
    code: 'NO_SOURCE',
    detail: 'No source has enough to make a move of the least size',
    facts: { exchanges, least: policy.limits.transferMin },
    lift: 'Bring capital, lower limits.transferMin, or reduce the position.',
  }
}

interface Sending {
  readonly value: number
  readonly draft: Draft
  readonly context: Context
  readonly key: string
}

interface Filling {
  readonly context: Context
  readonly planClass: PlanClass
  readonly key: string
}

interface Filled {
  readonly draft: Draft
  readonly sum: number
  readonly left: number
  readonly limiter: string
  readonly refusal: Refusal | null
  readonly considered: readonly Considered[]
}

/** A capacity: USD, and what keeps it from being more. */
interface Need {
  readonly value: number
  readonly limiter: string
}
