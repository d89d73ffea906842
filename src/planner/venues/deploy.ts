import type { Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { whole } from '../../units/text.ts'
import { capped } from '../cut.ts'
import { type Assembled, along, append, type Draft } from './assemble.ts'
import * as Coins from './coins.ts'
import type { Context } from './context.ts'
import { node } from './leg.ts'
import { ranked, routes } from './route.ts'
import { cutsOf, hedgeShares, split } from './split.ts'
import { accountOf, type Transferred, transfer } from './transfer.ts'
import { idOf, offer, unavailable, type VenuesProposal } from './write.ts'

/**
 * Puts idle capital of the wallet to work: without a hedge straight into the long leg; with one, split so that every exchange
 * ends at its margin target, the margin sent first and the position opened when it has landed.
 */
export function deploy(context: Context): readonly VenuesProposal[] {
  const { policy } = context
  if (!policy.mode.isHedged) return [...collateral(context), ...unhedged(context)]
  if (policy.mode.long === 'spot') return hedgedSpot(context)
  return [...collateral(context), ...idleEther(context), ...hedged(context)]
}

const HEADING = { purpose: 'Deploy capital', class: 'TARGET' as const }

/** Spends G on coins and sends T(v) of margin, as large as the wallet allows: G + Σ T(v) = W, T(v) = max(0, r·(N(v) + h(v)·G) − E(v)). */
function hedged(context: Context): readonly VenuesProposal[] {
  const { policy } = context
  const idle = Coins.freeOf('USDT', context)
  if (idle < policy.limits.transferMin) return []
  const plan = split(idle, context)
  const cuts = cutsOf(plan, idle, context)
  const [cut] = cuts
  if (cut !== undefined && (plan.buy < policy.limits.transferMin || plan.isThin))
    return [unavailable({ ...HEADING, description: HEADING.purpose }, capped(cut, context.state.sent.length > 0), [])]
  if (plan.buy < policy.limits.transferMin) return []
  const moved = plan.buy + plan.margin
  const heading = {
    ...HEADING,
    description: `Put ${whole(moved, 'nearest')} USD of idle cash to work`,
  }
  const key = idOf(context.asOf, heading.purpose)
  let draft: Draft = { state: context.state, stages: [] }
  for (const { place, value } of plan.sends) {
    const sent = fund(place, value, { draft, context, key })
    if (!sent.ok) return [unavailable(heading, sent.refusal, sent.considered)]
    draft = sent.draft
  }
  const bought = buy(plan.buy, { draft, context, key: `${key}-long` })
  if (!bought.ok) return [unavailable(heading, bought.refusal, [])]
  return [offer(bought.draft, heading, { context, moved, cuts })]
}

/** Sends cash of the wallet to an exchange as margin; where ether is the cheaper carrier, what is sold there is hedged there. */
function fund(place: Exchange, value: number, { draft, context, key }: Part): Transferred {
  const { deadline } = context.policy.limits
  const to = [node(place, 'trading', 'USDT')]
  const hedge = [{ place, share: 1 }]
  return transfer(
    { source: 'WALLET', target: place, value, key: `${key}-${place}`, deadline, hedge, to },
    draft,
    context,
  )
}

/** Buys the long leg in the stage after the margin has landed, hedged by the policy's allocation. */
function buy(value: number, { draft, context, key }: Part): Assembled {
  const { policy, market } = context
  const way = ranked(routes(node('WALLET', 'free', 'USDT'), Coins.longNode(policy), market.terms), {
    value,
    deadline: policy.limits.deadline,
    market,
    gross: 1,
  })[0]
  if (way === undefined)
    return {
      ok: false,
      refusal: {
        code: 'UNSUPPORTED_ROUTE',
        detail: 'There is no way from the wallet into the position',
        facts: {},
        lift: 'Check the terms of the venues.',
      },
    }
  const written = along(
    way.route,
    { state: draft.state, stages: [] },
    {
      value,
      key,
      account: accountOf(context),
      hedge: hedgeShares(context),
      isLater: draft.stages.length > 0,
      policy,
      market,
    },
  )
  if (!written.ok) return written
  const waits = draft.stages.length > 0
  const stages = waits
    ? [
        ...draft.stages.slice(0, -1),
        [...(draft.stages.at(-1) ?? []), ...(written.draft.stages[0] ?? [])],
        ...written.draft.stages.slice(1),
      ]
    : written.draft.stages
  return { ok: true, draft: { state: written.draft.state, stages }, arrived: written.arrived }
}

/** Sends the wallet's cash to the exchanges by allocation and buys coins there, each hedged where it is bought. */
function hedgedSpot(context: Context): readonly VenuesProposal[] {
  const { policy, market } = context
  const target = policy.bounds.equityRatio.target
  const idle = Coins.freeOf('USDT', context)
  const heading = { ...HEADING, description: 'Put idle cash to work on the exchanges' }
  const key = idOf(context.asOf, heading.purpose)
  let draft: Draft = { state: context.state, stages: [] }
  let limiter = 'balance'
  let sum = 0
  let moved = 0
  for (const { place, share } of hedgeShares(context)) {
    const sendable = Coins.sendable(draft.state, context)
    const value = Math.min(idle * share, sendable.value)
    if (value < idle * share) limiter = sendable.limiter
    const held = Coins.marginOf(context.state, place, context)
    if (value >= policy.limits.transferMin) {
      const sent = fund(place, value, { draft, context, key })
      if (!sent.ok) return [unavailable(heading, sent.refusal, sent.considered)]
      draft = sent.draft
      sum += value
    } else if (held.notional > 0) continue
    const now = Coins.marginOf(draft.state, place, context)
    const size = ((now.equity - target * now.notional) / (1 + target)) * market.price.USDT
    if (size < policy.limits.transferMin) continue
    const bought = Coins.buySpot(place, size, {
      draft: draft.stages.length === 0 ? { ...draft, stages: [[]] } : draft,
      context,
    })
    if (!bought.ok) return [unavailable(heading, bought.refusal, [])]
    draft = bought.draft
    moved += size
  }
  const wanted = idle >= policy.limits.transferMin && limiter !== 'balance' ? idle : sum
  const cuts = Coins.cutBy(limiter, { wanted, now: sum, place: 'WALLET' }, context)
  const [cut] = cuts
  if (draft.stages.length === 0)
    return cut === undefined ? [] : [unavailable(heading, capped(cut, context.state.sent.length > 0), [])]
  return [offer(draft, heading, { context, moved, cuts })]
}

/** ETH and WETH that an abandoned plan left in the wallet of a hedged book; it is hedged already, as delta counts it. */
function idleEther(context: Context): readonly VenuesProposal[] {
  return into(['WETH', 'ETH'], context, 'Put idle ether to work')
}

function unhedged(context: Context): readonly VenuesProposal[] {
  return into(
    context.policy.mode.coin === 'USDT' ? ['USDT'] : ['WETH', 'ETH', 'USDT'],
    context,
    'Put idle capital to work',
  )
}

/** Each asset that the wallet holds beyond what it keeps, into the long leg by the cheapest way. */
function into(
  assets: readonly ('USDT' | 'WETH' | 'ETH')[],
  context: Context,
  description: string,
): readonly VenuesProposal[] {
  const { policy } = context
  const proposals: VenuesProposal[] = []
  for (const asset of assets) {
    const value = Coins.freeOf(asset, context)
    if (value < policy.limits.transferMin) continue
    const heading = { ...HEADING, purpose: `${HEADING.purpose} ${asset}`, description }
    const draft: Draft = { state: context.state, stages: [] }
    const way = ranked(routes(node('WALLET', 'free', asset), Coins.longNode(policy), context.market.terms), {
      value,
      deadline: policy.limits.deadline,
      market: context.market,
      gross: 1,
    })[0]
    if (way === undefined) continue
    const written = along(way.route, draft, {
      value,
      key: idOf(context.asOf, heading.purpose),
      account: accountOf(context),
      hedge: [],
      isLater: false,
      policy,
      market: context.market,
    })
    proposals.push(
      written.ok ? offer(written.draft, heading, { context, moved: value }) : unavailable(heading, written.refusal, []),
    )
  }
  return proposals
}

/** weETH outside the lending market, in a mode that wants it inside, is the best collateral there is (docs/rules/venues.md#D16). */
function collateral(context: Context): readonly VenuesProposal[] {
  const { state, market, policy } = context
  const value = state.wallet.weETH * market.price.weETH
  if (policy.mode.long !== 'loop' || value < policy.limits.transferMin) return []
  const heading = { ...HEADING, purpose: 'Supply free weETH', description: 'Free weETH becomes collateral' }
  const supply: VenuesStep = {
    kind: 'venues.supply',
    account: accountOf(context),
    asset: 'weETH',
    size: state.wallet.weETH,
  }
  const written = append({ state, stages: [[]] }, [supply], market)
  return [
    written.ok ? offer(written.draft, heading, { context, moved: value }) : unavailable(heading, written.refusal, []),
  ]
}

/** A plan being written, and the prefix of the keys of its flights. */
interface Part {
  readonly draft: Draft
  readonly context: Context
  readonly key: string
}
