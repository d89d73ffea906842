import { driftOf } from '../../../portfolio/pool/risk.ts'
import { usd } from '../../../units/estimate.ts'
import { type Refusal, refuse } from '../../../units/refusal.ts'
import { format } from '../../../units/time.ts'
import { capped } from '../../cut.ts'
import type { Considered } from '../../proposal.ts'
import { trimmed } from '../budget.ts'
import { ofSpread } from '../cuts.ts'
import { type Equalised, equalise } from '../equalise.ts'
import { search } from '../search.ts'
import type { Assessed } from '../trial.ts'
import {
  type Heading,
  heldBack,
  inTurn,
  offer,
  type PoolProposal,
  TRIED,
  takenBy,
  together,
  unavailable,
} from '../write.ts'

/** Up to so many chains a search over Transfers and Syncs follows where Syncs alone do not do. */
const SEARCH_CHAINS = 4
const SEARCH_STEPS = 2

/**
 * Share prices beyond their band are brought within half of it, so that the next move does not follow at once. While a Sync is on its way nothing is
 * sent, since what it brings is not in the prices yet; the plan is listed with the deposit that it waits for.
 */
export function level(context: Assessed): readonly PoolProposal[] {
  if (!isBeyondBand(context)) return []
  const heading = levelling(context)
  const cause = syncAloft(context)
  if (cause !== null) return [heldBack(heading, cause)]
  const { chains } = context.assessment.figures
  const tolerance = context.policy.bounds.sharePrice.high / 2
  const synced = equalise(context, tolerance)
  const found =
    synced.isWithin || chains.length > SEARCH_CHAINS ? null : search(context, { tolerance, stepsMax: SEARCH_STEPS })
  // A plan in turns rests on each of its moves in full.
  const [over] = found === null ? [] : trimmed(found.moves, context).cuts
  if (found !== null && over === undefined) {
    const offering = { context, moved: takenBy(found.moves, context), considered: [notEnough(synced)] }
    return [offer(inTurn(found.moves, context), heading, offering)]
  }
  if (synced.moves.length === 0)
    return [unavailable(heading, over === undefined ? nowhere(synced) : capped(over, false), [])]
  const { moves, cuts, refusal } = trimmed(synced.moves, context)
  if (refusal !== null) return [unavailable(heading, refusal, [])]
  const offering = {
    context,
    moved: takenBy(moves, context),
    considered: [transfers(synced)],
    cuts: [...cuts, ...ofSpread(synced, tolerance)],
  }
  return [offer(together(moves, context), heading, offering)]
}

export const levelling = (context: Assessed): Heading => ({
  purpose: 'Equalise share prices',
  class: isPressing(context) ? 'SAFETY' : 'TARGET',
  description: 'Performance moves from chains with a high share price to chains with a low one',
})

/** The Sync that is on its way, in words; null where none is. */
function syncAloft({ state: { flights } }: Assessed): string | null {
  const flight = flights.find(({ kind }) => kind === 'sync')
  if (flight === undefined) return null
  const { key, from, to, at, deadline } = flight
  const until = at === 'bridge' ? `may be filled until ${format(deadline)}` : 'waits for its refund'
  return `the Sync of deposit ${key} from ${from} to ${to}, which ${until}`
}

const nowhere = ({ spreadBefore }: Equalised): Refusal =>
  refuse('SYNC_NOWHERE', 'No Sync that may be sent would bring share prices together', {
    facts: { spread: spreadBefore },
    lift: TRIED,
  }).refusal

/** Whether a share price is past its warning: then it waits for no routine hour. */
export const isPressing = ({ assessment, policy }: Assessed): boolean =>
  isBeyond(policy.bounds.sharePrice.warning, assessment)

/** Whether a share price is out of its band. */
export const isBeyondBand = ({ assessment, policy }: Assessed): boolean =>
  isBeyond(policy.bounds.sharePrice.high, assessment)

const isBeyond = (bound: number, { figures: { chains, sharePrice } }: Assessed['assessment']): boolean =>
  chains.some((chain) => chain.hasShares && (driftOf(chain, sharePrice) ?? 0) > bound)

const notEnough = ({ moves, spread }: Equalised): Considered => ({
  way: `${moves.length} Syncs alone`,
  cost: usd(0),
  seconds: 0,
  why: `Share prices would still be ${(spread * 100).toFixed(3)} % apart: the chains with a high price have too little to send.`,
})

const transfers = ({ spreadBefore }: Equalised): Considered => ({
  way: 'Transfers alone',
  cost: usd(0),
  seconds: 0,
  why: `A Transfer takes its shares along, so prices would stay ${(spreadBefore * 100).toFixed(3)} % apart.`,
})
