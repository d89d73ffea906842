import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { executionCost } from '../../portfolio/venues/terms.ts'
import { quantity } from '../../units/estimate.ts'
import { cutOf } from '../cut.ts'
import { mayClear } from '../judge.ts'
import { append } from './assemble.ts'
import * as Coins from './coins.ts'
import type { Context } from './context.ts'
import { contractOf, sharedLots, shortAt } from './hedge.ts'
import * as Loop from './loop.ts'
import { offer, unavailable, type VenuesProposal } from './write.ts'

/** Moves that nothing requires and that pay: the hedge to the exchange that funds it best, the loop down while it costs more than it earns. */
export function carry(context: Context): readonly VenuesProposal[] {
  if (!context.policy.mode.components.optimizer) return []
  return [...migrate(context), ...unlever(context)]
}

/**
 * Closes a short where funding is worst and opens it where it is best, as far as the better exchange's margin band allows:
 * N' = E ÷ low − N. Delta 0, two taker fees, nothing on chain.
 */
function migrate(context: Context): readonly VenuesProposal[] {
  const { policy, state, market } = context
  const contract = contractOf(policy)
  const pair = state.exchanges.length < 2 ? null : extremes(context, contract)
  if (pair === null) return []
  const { best, worst, short } = pair
  const { equity, notional } = Coins.marginOf(state, best, context)
  const { mark } = market.perps[best][contract]
  const byMargin = (equity / policy.bounds.equityRatio.low - notional) / mark
  const lean = leanOf(best, contract, context)
  const most = Math.min(byMargin, lean, short)
  const coins = sharedLots(most, 'down', { contract, market, at: [worst, best] })
  const value = coins * mark * market.price.USDT
  if (!(value >= policy.limits.transferMin)) return []
  const yieldPerYear = (market.perps[best][contract].funding - market.perps[worst][contract].funding) * value
  const cost = value * (tradeCost(best, value, market) + tradeCost(worst, value, market))
  if (!isWorth(yieldPerYear, cost, context)) return []
  const heading = {
    purpose: 'Migrate hedge',
    class: 'OPPORTUNISTIC' as const,
    description: `${best} pays more funding than ${worst}`,
  }
  const cuts = cutOf({
    limiter: lean <= byMargin ? 'decision.hedgeLean' : 'levels.equityRatio.low',
    place: best,
    unit: policy.mode.coin,
    wanted: short,
    allowed: most,
    cycles: null,
  })
  const steps: readonly VenuesStep[] = [
    { kind: 'venues.closePerp', place: worst, contract, quantity: quantity(coins) },
    { kind: 'venues.openPerp', place: best, contract, side: 'short', quantity: quantity(coins) },
  ]
  const written = append({ state, stages: [[]] }, steps, market)
  return [
    written.ok
      ? offer(written.draft, heading, { context, moved: value, cuts })
      : unavailable(heading, written.refusal, []),
  ]
}

/** Coins that an exchange may still take of the hedge before it leans too far from its share. */
function leanOf(place: Exchange, contract: Contract, { policy, state }: Context): number {
  let hedge = 0
  for (const account of state.exchanges) hedge += shortAt(state, account.place, contract)
  return ((policy.allocation[place] ?? 0) + policy.hedgeLean) * hedge - shortAt(state, place, contract)
}

/** The exchange that funds a short best, and the one with a short that is funded worst. */
function extremes({ market, state }: Context, contract: Contract): Extremes | null {
  let best: Exchange | null = null
  let worst: Exchange | null = null
  let short = 0
  for (const { place } of state.exchanges) {
    const { funding } = market.perps[place][contract]
    if (best === null || funding > market.perps[best][contract].funding) best = place
    const held = shortAt(state, place, contract)
    if (held === 0 || (worst !== null && funding >= market.perps[worst][contract].funding)) continue
    worst = place
    short = held
  }
  return best === null || worst === null || best === worst ? null : { best, worst, short }
}

/** Taker fee and execution of one order, as a fraction. */
function tradeCost(place: Exchange, value: number, { terms }: VenuesMarket): number {
  return terms.exchanges[place].perpFee + executionCost(terms.depth.perp, value)
}

/** Whether an opportunity could clear its hurdle: asked before anything is written. */
function isWorth(yieldPerYear: number, cost: number, { policy }: Context): boolean {
  const { decision } = policy
  return mayClear(
    { yieldPerYear, cost, lifetime: Number.POSITIVE_INFINITY, hurdle: decision.hurdle.opportunistic },
    decision,
  )
}

/**
 * While borrowing costs more than staking earns, leverage loses: sell until half the debt is left, whose health is 2·H − LT.
 * Where an account stands below 1 that is no longer a matter of carry.
 */
function unlever(context: Context): readonly VenuesProposal[] {
  const { policy, market, state } = context
  const spread = market.weeth.growth + market.reserves.weETH.supplyRate - market.reserves.WETH.borrowRate
  if (policy.mode.long !== 'loop' || !(spread < 0)) return []
  const proposals: VenuesProposal[] = []
  for (const loan of context.assessment.figures.loans) {
    const part = loan.debt / 2
    const cost = part * executionCost(market.terms.depth['weETH/ETH'], part)
    if (loan.debt === 0 || loan.health < 1 || !isWorth(-spread * loan.debt, cost, context)) continue
    const heading = {
      purpose: 'Lower leverage',
      class: 'OPPORTUNISTIC' as const,
      description: `Borrowing costs ${(-spread * 100).toFixed(2)} % a year more than staking earns`,
    }
    const half = 2 * loan.health - loan.weighted / loan.collateral
    const step = Loop.deleverageTo(state, half, { account: loan.id, market, policy })
    if (step === null) continue
    const written = append({ state, stages: [[]] }, [step], market)
    proposals.push(
      written.ok
        ? offer(written.draft, heading, { context, moved: loan.debt / 2 })
        : unavailable(heading, written.refusal, []),
    )
  }
  return proposals
}

interface Extremes {
  readonly best: Exchange
  readonly worst: Exchange
  readonly short: number
}
