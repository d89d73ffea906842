import { toUsd } from '../../../portfolio/pool/price.ts'
import { decimalsOf } from '../../../portfolio/pool/worth.ts'
import * as Decimal from '../../../units/decimal.ts'
import type { Considered } from '../../proposal.ts'
import { type Consolidated, consolidate, type Left, unblock } from '../consolidate.ts'
import { decimalsAt } from '../route.ts'
import type { Assessed } from '../trial.ts'
import { offer, type PoolProposal, takenBy, together } from '../write.ts'

/** Everything to the home chain, as far as supply floors let it; what would let the rest go is said beside it. */
export function gather(context: Assessed): readonly PoolProposal[] {
  const { home } = context.policy
  if (home === null) return []
  const gathered = consolidate(home, context)
  if (gathered.moves.length === 0) return []
  const heading = {
    purpose: `Consolidate on ${home}`,
    class: 'TARGET' as const,
    description: `What may leave the other chains goes to ${home}`,
  }
  const considered = gathered.left.map((left) => blocked(left, gathered, { ...context, home }))
  const moved = takenBy(gathered.moves, context)
  return [offer(together(gathered.moves, context), heading, { context, moved, considered })]
}

function blocked(left: Left, { state, fee }: Consolidated, context: Assessed & { readonly home: string }): Considered {
  const { market, home } = context
  const { chain, token, amount, limiter } = left
  const decimals = decimalsAt(chain, token, market)
  const { mint, inbound } = unblock(left, home, { ...context, state })
  const base = decimalsOf(state)
  const paid = (value: bigint | null): string =>
    value === null ? 'none' : `${Decimal.format(value, base)} ${state.base}`
  return {
    way: `The last ${Decimal.format(amount, decimals)} ${token} of ${chain} as well`,
    cost: toUsd(fee, market, base),
    seconds: 0,
    why: `Limited by ${limiter}. To go on it takes a mint there of ${paid(mint)}, or an inbound Transfer of ${paid(inbound)}.`,
  }
}
