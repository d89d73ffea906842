import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { quantity } from '../../units/estimate.ts'
import { append } from './assemble.ts'
import * as Coins from './coins.ts'
import type { Context } from './context.ts'
import { contractOf, shortAt } from './hedge.ts'
import * as Loop from './loop.ts'
import { offer, unavailable, type VenuesProposal } from './write.ts'

/** Moves that nothing requires and that pay: the hedge to the exchange that funds it best, the loop down while it costs more than it earns. */
export function carry(context: Context): readonly VenuesProposal[] {
  return [...migrate(context), ...unlever(context)]
}

/**
 * Closes a short where funding is worst and opens it where it is best, as far as the better exchange's margin band allows:
 * N' = E ÷ low − N. Delta 0, two taker fees, nothing on chain.
 */
function migrate(context: Context): readonly VenuesProposal[] {
  const { policy, state, market } = context
  if (!policy.mode.isHedged || policy.mode.long === 'spot' || state.exchanges.length < 2) return []
  const contract = contractOf(policy)
  const quotes = state.exchanges.map(({ place }) => ({
    place,
    funding: market.perps[place][contract].funding,
    short: shortAt(state, place, contract),
  }))
  const best = quotes.reduce((a, b) => (b.funding > a.funding ? b : a))
  const worst = quotes
    .filter(({ short }) => short > 0)
    .reduce<(typeof quotes)[number] | null>((a, b) => (a === null || b.funding < a.funding ? b : a), null)
  if (worst === null || worst.place === best.place) return []
  const { equity, notional } = Coins.marginOf(state, best.place, context)
  const quote = market.perps[best.place][contract]
  const room = (equity / policy.bounds.equityRatio.low - notional) / quote.mark
  const coins = Math.min(room, worst.short)
  const value = coins * quote.mark * market.price.USDT
  const gain = (best.funding - worst.funding) * value * (policy.decision.horizonDays / 365)
  if (!(value >= policy.limits.transferMin) || gain < value * LEAST_GAIN) return []
  const heading = {
    purpose: 'Migrate hedge',
    class: 'OPPORTUNISTIC' as const,
    description: `${best.place} pays more funding than ${worst.place}`,
  }
  const steps: readonly VenuesStep[] = [
    { kind: 'venues.closePerp', place: worst.place, contract, quantity: quantity(coins) },
    { kind: 'venues.openPerp', place: best.place, contract, side: 'short', quantity: quantity(coins) },
  ]
  const written = append({ state, stages: [[]] }, steps, market)
  return [
    written.ok ? offer(written.draft, heading, { context, moved: value }) : unavailable(heading, written.refusal, []),
  ]
}

/** While borrowing costs more than staking earns, leverage loses: sell down to the health of half the leverage. */
function unlever(context: Context): readonly VenuesProposal[] {
  const { policy, market, state } = context
  const spread = market.weeth.growth + market.reserves.weETH.supplyRate - market.reserves.WETH.borrowRate
  if (policy.mode.long !== 'loop' || spread >= 0) return []
  const proposals: VenuesProposal[] = []
  for (const loan of context.assessment.figures.loans) {
    const gain = -spread * loan.debt * (policy.decision.horizonDays / 365)
    if (loan.debt === 0 || gain < loan.debt * LEAST_GAIN) continue
    const heading = {
      purpose: 'Lower leverage',
      class: 'OPPORTUNISTIC' as const,
      description: `Borrowing costs ${(-spread * 100).toFixed(2)} % a year more than staking earns`,
    }
    const step = Loop.deleverageTo(state, loan.health * 2, { account: loan.id, market, policy })
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

/** Gains below ten basis points over the horizon cannot pay two trades; asking further would only cost time. */
const LEAST_GAIN = 0.001
