import * as Capacity from '../../models/lending/capacity.ts'
import { isAtLeast } from '../../portfolio/measure.ts'
import { loanLevel } from '../../portfolio/venues/risk.ts'
import { quantity } from '../../units/estimate.ts'
import type { Refusal } from '../../units/refusal.ts'
import { cutOf } from '../cut.ts'
import { type Assembled, append, type Draft } from './assemble.ts'
import type { Context } from './context.ts'
import * as Loop from './loop.ts'
import { offer, unavailable, type VenuesProposal } from './write.ts'

/**
 * A lending account back to its target health: below its band by selling collateral and repaying debt in one transaction,
 * which leaves delta alone; above it by borrowing more of the loop (docs/rules/venues.md#D11, #D16).
 */
export function health(context: Context): readonly VenuesProposal[] {
  const { health: bounds, ltv } = context.policy.bounds
  const proposals: VenuesProposal[] = []
  for (const loan of context.assessment.figures.loans) {
    if (loan.debt === 0) continue
    const urgent = isAtLeast(loanLevel(loan, context.policy), 'WARNING')
    const isLow = loan.health < bounds.low || loan.ltv > ltv.high
    if (isLow && loan.debt < context.policy.limits.dust) continue
    if (isLow) proposals.push(reduce(loan.id, urgent, context))
    else if (loan.health > bounds.high && context.policy.mode.long === 'loop') proposals.push(raise(loan.id, context))
  }
  return proposals
}

function reduce(account: string, urgent: boolean, context: Context): VenuesProposal {
  const heading = {
    purpose: 'LTV reduction',
    class: urgent ? ('SAFETY' as const) : ('TARGET' as const),
    description: `Sell collateral of account ${account} and repay debt`,
  }
  const written = sell(account, context)
  if (!written.ok) return unavailable(heading, written.refusal, [])
  return offer(written.draft, heading, { context, moved: written.sold })
}

function sell(account: string, { state, market, policy }: Context): Sold {
  try {
    const step = Loop.deleverageTo(state, policy.bounds.health.target, { account, market, policy })
    if (step === null) return { ok: false, refusal: NOTHING_TO_SELL }
    const written = append({ state, stages: [[]] }, [step], market)
    return written.ok ? { ...written, sold: step.sell * market.price.weETH } : written
  } catch (error) {
    if (error instanceof Capacity.UnreachableHealth)
      return { ok: false, refusal: { code: error.code, detail: error.message, facts: error.facts, lift: error.remedy } }
    throw error
  }
}

function raise(account: string, context: Context): VenuesProposal {
  const { state, market, policy } = context
  const heading = {
    purpose: 'Raise leverage',
    class: 'TARGET' as const,
    description: `Borrow more against the staked ETH of account ${account}`,
  }
  const wanted = Loop.borrowWanted(state, 0, { account, market, policy })
  const borrow = Loop.borrowFor(state, 0, { account, market, policy })
  const allowed = Math.min(wanted, market.reserves.WETH.available)
  const place = `AAVE:${account}`
  const cuts = cutOf({ limiter: 'liquidity', place, unit: 'WETH', wanted, allowed, cycles: null })
  const draft: Draft = { state, stages: [[]] }
  const written = append(draft, [{ kind: 'venues.leverage', account, equity: quantity(0), borrow }], market)
  return written.ok
    ? offer(written.draft, heading, { context, moved: borrow * market.price.WETH, cuts })
    : unavailable(heading, written.refusal, [])
}

/** What the cost of a reduction is measured against: the collateral that it sells, in USD. */
type Sold = (Extract<Assembled, { ok: true }> & { readonly sold: number }) | Extract<Assembled, { ok: false }>

const NOTHING_TO_SELL: Refusal = {
  code: 'NOTHING_TO_SELL',
  detail: 'The account holds no staked ETH to sell',
  facts: {},
  lift: 'Repay the debt with capital from elsewhere, or supply collateral.',
}
