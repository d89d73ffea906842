import { unitOf } from '../../../portfolio/pool/price.ts'
import { usd } from '../../../units/estimate.ts'
import { lookup } from '../../../units/lookup.ts'
import { refuse } from '../../../units/refusal.ts'
import type { Considered } from '../../proposal.ts'
import { trimmed } from '../budget.ts'
import { ofNothing } from '../capacity.ts'
import { nameOf, ofSupply } from '../cuts.ts'
import { type Met, movesOf, shortOf, supplyAll } from '../supplies.ts'
import type { Assessed } from '../trial.ts'
import { type Heading, offer, type PoolProposal, runs, TRIED, takenBy, together, unavailable } from '../write.ts'

/**
 * Chains with less ready than their level are brought to their target by Transfers, all in one plan and the emptiest first; what is on its way there
 * counts as ready. Where they cost too much together, each has a plan of its own.
 */
export function ready(context: Assessed): readonly PoolProposal[] {
  const short = shortOf(context)
  if (short.length === 0) return []
  const all = supplyAll(short, context)
  const met = all.filter(({ supplied }) => supplied.moves.length > 0)
  const nowhere = all.filter((one) => !met.includes(one)).map((one) => noSource(one, context))
  if (met.length === 0) return nowhere
  const joint = proposal(met, context)
  if (met.length === 1 || runs(joint, context)) return [joint, ...nowhere]
  return [joint, ...met.map(({ wanted }) => proposal(supplyAll([wanted], context), context)), ...nowhere]
}

function proposal(met: readonly Met[], context: Assessed): PoolProposal {
  const { moves, cuts: over, refusal } = trimmed(movesOf(met), context)
  if (refusal !== null) return unavailable(headingOf(met), refusal, [])
  const considered = met.flatMap((one) => alone(one, context))
  const short = met.flatMap(({ wanted: { chain, token }, amount, supplied }) =>
    ofSupply({ chain, token, amount }, supplied, context),
  )
  return offer(together(moves, context), headingOf(met), {
    context,
    moved: takenBy(moves, context),
    considered,
    cuts: [...over, ...short],
  })
}

function headingOf(met: readonly Met[]): Heading {
  const isShort = ({ supplied }: Met): boolean => supplied.missing > 0n
  const all = 'All that the other chains can give'
  const some = met.filter(isShort).map(({ wanted }) => wanted.chain)
  return {
    purpose: `Liquidity of ${met.map(({ wanted: { chain, token } }) => `${token} on ${chain}`).join(', ')}`,
    class: 'SAFETY',
    description:
      some.length === 0 ? 'Up to the target' : some.length === met.length ? all : `${all} to ${some.join(' and ')}`,
  }
}

function noSource(met: Met, context: Assessed): PoolProposal {
  const {
    wanted: { chain, token },
    supplied,
  } = met
  const sources = supplied.sources.map((source) => `${source.chain}: ${source.limiter}`).join(', ')
  const named = supplied.sources.map((source) => `${nameOf(ofNothing(source.limiter))} (${source.chain})`).join(', ')
  const limited = sources === '' ? 'no route leads there' : `limited by ${named}`
  const { refusal } = refuse('LIQUIDITY_NOWHERE', `No chain can send ${token} to ${chain}; ${limited}`, {
    facts: { chain, token, missing: String(supplied.missing), sources },
    lift: TRIED,
  })
  return unavailable(headingOf([met]), refusal, alone(met, context))
}

/** Each source by itself, and why it is not the plan. */
function alone({ wanted, amount, supplied: { moves, sources } }: Met, { market }: Assessed): readonly Considered[] {
  const feed = lookup(lookup(market.sites, wanted.chain)?.feeds, wanted.token)
  const whole = Number(unitOf(feed ?? { decimals: 0 }))
  return sources
    .filter(({ chain }) => !(moves.length === 1 && moves[0]?.route.from === chain))
    .map(({ chain, value, limiter }) => ({
      way: `${wanted.token} on ${wanted.chain} from ${chain} alone`,
      cost: usd(0),
      seconds: 0,
      why:
        value < amount
          ? `Brings ${Number(value) / whole} of ${Number(amount) / whole} ${wanted.token}; limited by ${nameOf(value > 0n ? limiter : ofNothing(limiter))}.`
          : 'Costs no less in fees and gas.',
    }))
}
