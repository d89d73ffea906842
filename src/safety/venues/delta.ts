import { figuresOf } from '../../portfolio/venues/figures.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** At the end of each stage delta is within tolerance, or nearer to its target than when the plan began (venues.md D21). */
export function delta({ after, start, endsStage, market, policy }: VenuesExamined): readonly Finding[] {
  if (!endsStage || policy.mode.coin === 'USDT') return []
  const left = Math.abs(figuresOf(after, market, policy).driftFraction)
  const { warning } = policy.bounds.delta
  if (left <= warning) return []
  const had = Math.abs(figuresOf(start, market, policy).driftFraction)
  if (left <= had * (1 + 1e-9)) return []
  return [
    block('DELTA_OUT_OF_TOLERANCE', 'A stage of the plan would leave the book exposed to price', {
      facts: { delta: left, before: had, tolerance: warning },
      lift: 'Hedge in the same stage, or move less.',
    }),
  ]
}
