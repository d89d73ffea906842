import { usd } from '../../../units/estimate.ts'
import { trimmed } from '../budget.ts'
import { consolidate } from '../consolidate.ts'
import { ofLeft } from '../cuts.ts'
import type { Assessed, Context, Move } from '../trial.ts'
import { type Heading, offer, type PoolProposal, takenBy, together, unavailable } from '../write.ts'

/**
 * Everything to the home chain, as far as supply floors and levels of liquidity let it. A chain is left alone while what may leave it is worth
 * less than the band, or than Syncs may have brought there because of what an earlier consolidation paid the bridge (docs/models/pool.md).
 */
export function gather(context: Assessed): readonly PoolProposal[] {
  const { home } = context.policy
  if (home === null) return []
  const { moves: all, left } = consolidate(home, context)
  const wanted = all.filter(({ route: { from } }) => isWorthIt(from, all, context))
  if (wanted.length === 0) return []
  const { moves, cuts, refusal } = trimmed(wanted, context)
  if (refusal !== null) return [unavailable(gathering(context), refusal, [SYNCS])]
  const held = [...cuts, ...ofLeft(left, context)]
  const offering = { context, moved: takenBy(moves, context), considered: [SYNCS], cuts: held }
  return [offer(together(moves, context), gathering(context), offering)]
}

export const gathering = ({ policy: { home } }: Context): Heading => ({
  purpose: `Consolidate on ${home}`,
  class: 'TARGET',
  description: `What may leave the other chains goes to ${home}`,
})

/** A consolidation leaves a chain with no less than its floor, whose holders pay its fee: fee · (1 − floor) ÷ floor of what they have. */
function isWorthIt(from: string, all: readonly Move[], context: Assessed): boolean {
  const { assessment, market, policy } = context
  const moves = all.filter(({ route }) => route.from === from)
  const worth = assessment.figures.chains.find(({ name }) => name === from)?.netAssets ?? 0n
  const { numerator, denominator } = market.rules.supplyFloor
  const depth = Number(denominator - numerator) / Number(numerator)
  const fee = moves.reduce((most, { route }) => Math.max(most, Number(route.feeBps) / 10_000), 0)
  const least = Math.max(policy.bounds.sharePrice.high, fee * depth, DUST)
  return Number(takenBy(moves, context)) > least * Number(worth)
}

/** A Transfer of less than this share of a chain moves what rounding leaves. */
const DUST = 1e-6

const SYNCS = {
  way: 'Syncs, which no supply floor holds back',
  cost: usd(0),
  seconds: 0,
  why: 'They leave the shares behind, whose price would fall to nothing.',
}
