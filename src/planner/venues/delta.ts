import { isAtLeast } from '../../portfolio/measure.ts'
import type { Exchange } from '../../portfolio/venues/place.ts'
import { deltaLevel } from '../../portfolio/venues/risk.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { quantity } from '../../units/estimate.ts'
import { append } from './assemble.ts'
import type { Context } from './context.ts'
import { contractOf, markOf, offset, shortAt, weakestFirst } from './hedge.ts'
import { offer, unavailable, type VenuesProposal } from './write.ts'

/**
 * Delta back to its target when it has left its band (docs/rules/venues.md#D27). Too long: sell more perps where margin is strongest;
 * too short: buy back where it is weakest, so that the hedge change also helps the margin.
 */
export function delta(context: Context): readonly VenuesProposal[] {
  const { assessment, market, policy, state } = context
  const level = deltaLevel(assessment.figures, policy)
  if (level === 'NORMAL' || !policy.mode.isHedged) return []
  const coins = assessment.figures.drift / market.price.USDT / markOf(market, policy)
  const urgent = isAtLeast(level, 'WARNING')
  const heading = {
    purpose: 'Delta hedge',
    class: urgent ? ('SAFETY' as const) : ('TARGET' as const),
    description: coins > 0 ? 'Sell perps against the long exposure' : 'Buy perps back against the short exposure',
  }
  const order = weakestFirst(state, market)
  const contract = contractOf(policy)
  const strongest = roomiest(context)
  const at =
    coins > 0
      ? strongest === null
        ? []
        : [{ place: strongest, share: 1 }]
      : order.filter((place) => shortAt(state, place, contract) > 0).map((place) => ({ place, share: 1 }))
  const closing = offset(coins, state, { policy, market, at })
  const covered = closing.reduce((sum, step) => sum + ('quantity' in step ? step.quantity : 0), 0)
  const rest = -coins - covered
  const steps: readonly VenuesStep[] =
    coins < 0 && rest > 0 && covered === 0 && order[0] !== undefined
      ? [{ kind: 'venues.openPerp', place: order[0], contract, side: 'long', quantity: quantity(rest) }]
      : closing
  if (steps.length === 0) return []
  const written = append({ state, stages: [[]] }, steps, market)
  const moved = Math.abs(assessment.figures.drift)
  return [written.ok ? offer(written.draft, heading, { context, moved }) : unavailable(heading, written.refusal, [])]
}

/** The exchange whose margin bears most more; an account without a position may be one without margin. */
function roomiest({ assessment, policy }: Context): Exchange | null {
  let found: Exchange | null = null
  let most = Number.NEGATIVE_INFINITY
  for (const { place, equity, notional } of assessment.figures.exchanges) {
    const room = equity / policy.bounds.equityRatio.target - notional
    if (room <= most) continue
    found = place
    most = room
  }
  return found
}
