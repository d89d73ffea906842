import { figuresOf } from '../../portfolio/venues/figures.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** At the end of each stage delta is within tolerance, or nearer to its target than when the plan began (docs/rules/venues.md#D21). */
export function delta({ after, start, endsStage, market, policy }: VenuesExamined): readonly Finding[] {
  if (!endsStage || policy.mode.coin === 'USDT') return []
  const { drift, driftFraction, netAssets } = figuresOf(after, market, policy)
  const left = Math.abs(driftFraction)
  const { warning } = policy.bounds.delta
  if (left <= warning) return []
  const begun = figuresOf(start, market, policy)
  // Compared in USD: what a step costs makes the same drift a larger share of what is left.
  if (Math.abs(drift) <= Math.abs(begun.drift) + GAS * netAssets) return []
  return [
    block('DELTA_OUT_OF_TOLERANCE', 'A stage of the plan would leave the book exposed to price', {
      facts: { delta: left, before: Math.abs(begun.driftFraction), tolerance: warning },
      lift: 'Hedge in the same stage, or move less.',
    }),
  ]
}

/** Share of net assets that gas, paid in ether, may add to a drift. */
const GAS = 1e-4
