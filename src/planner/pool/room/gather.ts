import { usd } from '../../../units/estimate.ts'
import { consolidate } from '../consolidate.ts'
import { ofLeft } from '../cuts.ts'
import type { Assessed } from '../trial.ts'
import { offer, type PoolProposal, takenBy, together } from '../write.ts'

/** Everything to the home chain, as far as supply floors let it. */
export function gather(context: Assessed): readonly PoolProposal[] {
  const { home } = context.policy
  if (home === null) return []
  const { moves, left } = consolidate(home, context)
  if (moves.length === 0) return []
  const heading = {
    purpose: `Consolidate on ${home}`,
    class: 'TARGET' as const,
    description: `What may leave the other chains goes to ${home}`,
  }
  const offering = { context, moved: takenBy(moves, context), considered: [SYNCS], cuts: ofLeft(left, context) }
  return [offer(together(moves, context), heading, offering)]
}

const SYNCS = {
  way: 'Syncs, which no supply floor holds back',
  cost: usd(0),
  seconds: 0,
  why: 'They leave the shares behind, whose price would fall to nothing.',
}
