import { worth } from '../../../models/pool/chain.ts'
import { standAt } from '../../../portfolio/pool/apply/done.ts'
import { scaleAt } from '../../../portfolio/pool/scale.ts'
import type { PoolFlight } from '../../../portfolio/pool/state.ts'
import { touched } from '../../../portfolio/pool/unusable.ts'
import * as Amount from '../../../units/amount.ts'
import { usd } from '../../../units/estimate.ts'
import type { Assessed } from '../trial.ts'
import { offer, type PoolProposal } from '../write.ts'

/** What escrows have comes home before anything else is decided: until then it counts on no chain, and share prices understate (docs/models/pool.md). What has no price waits. */
export function refund(context: Assessed): readonly PoolProposal[] {
  const { state, market } = context
  const expired = state.flights.filter(
    ({ at, key }) => at === 'escrow' && touched({ kind: 'pool.refund', key }, state, market) === undefined,
  )
  if (expired.length === 0) return []
  let moved = Amount.ZERO
  for (const flight of expired) moved = Amount.add(moved, worthOf(flight, context))
  const heading = {
    purpose: 'Refund expired deposits',
    class: 'SAFETY' as const,
    description:
      expired.length === 1
        ? 'A deposit that nobody filled comes back to its source'
        : `${expired.length} deposits that nobody filled come back to their sources`,
  }
  const considered = [
    { way: 'Leave them in the escrow', cost: usd(0), seconds: 0, why: 'Their chains go on without what is theirs.' },
  ]
  const steps = expired.map(({ key }) => ({ kind: 'pool.refund' as const, key }))
  return [offer([steps], heading, { context, moved, considered })]
}

function worthOf({ from, token, input }: PoolFlight, { state, market }: Assessed): Amount.Amount {
  const stand = standAt(state, from, market)
  const value = stand.ok ? worth(input, token, { chain: stand.chain, convert: stand.setting.convert }) : null
  return typeof value === 'bigint' ? Amount.of(value * scaleAt(state, from)) : Amount.ZERO
}
