import { foresee } from '../../portfolio/foresee.ts'
import { VENUES } from '../../portfolio/venues/book.ts'
import * as Loan from '../../portfolio/venues/loan.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { quantity } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'
import type { Draft } from './assemble.ts'
import type { Context } from './context.ts'

type Stages = Draft['stages']

/**
 * The stages of a plan that goes on chain, with repayments behind them of the debts that it would leave below `limits.dust`: alone they are
 * not worth their gas, and a debt that stands keeps collateral and eMode from changing. The same stages where there are none, where the
 * wallet has nothing to repay them with, or where the market does not take it.
 */
export function withDust(stages: Stages, final: VenuesState, context: Context): Stages {
  if (!context.assessment.figures.loans.some(({ debt }) => debt > 0 && debt < context.policy.limits.dust)) return stages
  let all = stages
  let state = final
  for (const step of repayments(final, context)) {
    const next = foresee(VENUES, [step], { state, market: context.market })
    if (next.refusal !== null) continue
    state = next.final
    all = [...all.slice(0, -1), [...(all.at(-1) ?? []), ...step]]
  }
  return all
}

/** For each debt that is dust, what repays it whole. Ether is wrapped for WETH, since dust is below what a gas reserve notices. */
function repayments(state: VenuesState, { market, policy }: Context): readonly (readonly VenuesStep[])[] {
  return state.loans.flatMap((loan) => {
    const { debt } = Loan.of(loan, market)
    if (!(debt > 0 && debt < policy.limits.dust)) return []
    return Loan.LENDING_ASSETS.filter((asset) => loan.borrowed[asset] > 0).map((asset): readonly VenuesStep[] => {
      // A hair more than is owed: what interest and float64 add would otherwise be left.
      const owed = Loan.owed(loan, asset, market) * (1 + 1e-9)
      const short = asset === 'WETH' ? owed - state.wallet.WETH : 0
      const repay: VenuesStep = { kind: 'venues.repay', account: loan.id, asset, size: 'all' }
      if (short <= 0) return [repay]
      const { ETH: tick } = market.terms.ticks
      return [
        { kind: 'venues.wrap', from: 'ETH', size: quantity(Math.max(tick, Grid.round(short, tick, 'up'))) },
        repay,
      ]
    })
  })
}
