import type { Ready } from '../../../portfolio/pool/policy.ts'
import { unitOf } from '../../../portfolio/pool/price.ts'
import { readyOf } from '../../../portfolio/pool/risk.ts'
import * as Amount from '../../../units/amount.ts'
import { usd } from '../../../units/estimate.ts'
import { lookup } from '../../../units/lookup.ts'
import { refuse } from '../../../units/refusal.ts'
import type { Considered } from '../../proposal.ts'
import { ofSupply } from '../cuts.ts'
import { type Supplied, supply } from '../liquidity.ts'
import type { Assessed } from '../trial.ts'
import { offer, type PoolProposal, takenBy, together, unavailable } from '../write.ts'

/** Chains with less ready than their level are brought to their target by Transfers; what is on its way there counts as ready. */
export function ready(context: Assessed): readonly PoolProposal[] {
  return context.policy.liquidity.flatMap((wanted) => {
    const there = readyOf(context.state, wanted)
    return there < wanted.level ? [proposal(wanted, Amount.sub(wanted.target, there), context)] : []
  })
}

function proposal(wanted: Ready, amount: Amount.Amount, context: Assessed): PoolProposal {
  const { chain, token } = wanted
  const supplied = supply({ chain, token, amount }, context)
  const heading = {
    purpose: `Liquidity of ${token} on ${chain}`,
    class: 'SAFETY' as const,
    description: supplied.missing > 0n ? 'All that the other chains can give' : 'Up to the target',
  }
  const considered = alone(supplied, { wanted, amount }, context)
  if (supplied.moves.length > 0) {
    const moved = takenBy(supplied.moves, context)
    const cuts = ofSupply({ chain, token, amount }, supplied, context)
    return offer(together(supplied.moves, context), heading, { context, moved, considered, cuts })
  }
  const sources = supplied.sources.map((source) => `${source.chain}: ${source.limiter}`).join(', ')
  const limited = sources === '' ? 'no route leads there' : `limited by ${sources}`
  const { refusal } = refuse('LIQUIDITY_NOWHERE', `No chain can send ${token} to ${chain}; ${limited}`, {
    facts: { missing: String(supplied.missing), sources },
    lift: 'Mint there, or lift what limits the sources.',
  })
  return unavailable(heading, refusal, considered)
}

interface Wanted {
  readonly wanted: Ready
  readonly amount: Amount.Amount
}

/** Each source by itself, and why it is not the plan. */
function alone({ moves, sources }: Supplied, { wanted, amount }: Wanted, { market }: Assessed): readonly Considered[] {
  const feed = lookup(lookup(market.sites, wanted.chain)?.feeds, wanted.token)
  const whole = Number(unitOf(feed ?? { decimals: 0 }))
  return sources
    .filter(({ chain }) => !(moves.length === 1 && moves[0]?.route.from === chain))
    .map(({ chain, value, limiter }) => ({
      way: `From ${chain} alone`,
      cost: usd(0),
      seconds: 0,
      why:
        value < amount
          ? `Brings ${Number(value) / whole} of ${Number(amount) / whole} ${wanted.token}; limited by ${limiter}.`
          : 'Pays the bridge no less.',
    }))
}
