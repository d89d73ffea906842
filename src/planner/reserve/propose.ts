import { mulDown, scaleFrom } from '../../models/reserve/fixed.ts'
import * as Carry from '../../models/yield/carry.ts'
import { isEstimated, type Posting } from '../../portfolio/applied.ts'
import { foresee } from '../../portfolio/foresee.ts'
import type { Plan } from '../../portfolio/plan.ts'
import { RESERVE } from '../../portfolio/reserve/book.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import type { Assessment } from '../../portfolio/reserve/risk.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { permitted } from '../../portfolio/reserve/unusable.ts'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import type { Snapshot } from '../../portfolio/snapshot.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import type { Refusal } from '../../units/refusal.ts'
import * as Text from '../../units/text.ts'
import { NO_CUTS } from '../cut.ts'
import type { Offered, Proposal } from '../proposal.ts'
import { toBands } from './bands.ts'
import type { Best } from './best.ts'
import { cutsOf } from './cuts.ts'
import type { Held } from './trial.ts'

type ReserveSnapshot = Snapshot<ReserveState, ReserveMarket>

/** SAFETY closes what would be filled up while it is off its peg; TARGET brings the weights into their bands. Otherwise nothing. */
export function propose(
  snapshot: ReserveSnapshot,
  assessment: Assessment,
  wanted: ReservePolicy,
): readonly Proposal<ReserveState, ReserveStep>[] {
  const policy = permitted(wanted, snapshot.market)
  const proposals: Proposal<ReserveState, ReserveStep>[] = []
  const closing = closings(assessment, snapshot.market, policy)
  if (closing.length > 0) {
    const failing = assessment.failing.join(', ')
    const plan: Plan<ReserveStep> = {
      id: `peg/${assessment.reserve.block}`,
      purpose: `Close ${Text.listed(assessment.failing)} below the peg`,
      description: `Close ${failing} to what comes in while below the peg`,
      class: 'SAFETY',
      urgency: 'routine',
      stages: [closing],
    }
    proposals.push(offered(snapshot, plan, { moved: atStake(assessment), considered: [], cuts: NO_CUTS }))
  }
  const bands = assessment.outside.length === 0 ? null : toBands({ ...snapshot, policy })
  if (bands === null) return proposals
  const { answer, held, considered } = bands
  const purpose = `Bring ${Text.listed(assessment.outside)} into ${assessment.outside.length === 1 ? 'its band' : 'their bands'}`
  if (!answer.ok) {
    const refusal = held === null ? answer.refusal : broken(answer.refusal, held)
    if (held !== null) proposals.push(part(snapshot, held, { assessment, considered }))
    proposals.push({ ok: false, purpose, class: 'TARGET', refusal, considered: held === null ? considered : [] })
    return proposals
  }
  const plan: Plan<ReserveStep> = {
    id: `bands/${assessment.reserve.block}`,
    purpose,
    description: `${purpose}: ${answer.way}${weighed(answer)}`,
    class: 'TARGET',
    urgency: 'routine',
    stages: answer.stages,
  }
  proposals.push(
    offered(snapshot, plan, { moved: answer.moved, considered, cuts: cutsOf(answer.stages, answer.moved) }),
  )
  return proposals
}

/** What a way that waits gives for standing outside its bands, and what the schedule will undo of one that does not wait for it. */
function weighed({ outside, undone }: Best): string {
  const usdOf = (value: number): string => `${Math.round(value).toLocaleString('en-US')} USD`
  const parts = [
    ...(outside >= 1 ? [`${usdOf(outside)} for standing outside meanwhile`] : []),
    ...(undone >= 1 ? [`${usdOf(undone)} of trades that the schedule undoes`] : []),
  ]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

/** The orders that hold where none lead inside. */
function part(
  snapshot: ReserveSnapshot,
  { way, stages, refused }: Held,
  {
    assessment,
    considered,
  }: Pick<Offered<ReserveState, ReserveStep>, 'considered'> & { readonly assessment: Assessment },
): Proposal<ReserveState, ReserveStep> {
  const purpose = `Bring ${Text.listed(assessment.outside)} nearer`
  const plan: Plan<ReserveStep> = {
    id: `bands/${assessment.reserve.block}`,
    purpose,
    description: `${purpose}: ${refused === null ? way : `as much of ${way} as passes, up to ${refused.refusal.code}`}`,
    class: 'TARGET',
    urgency: 'routine',
    stages,
  }
  const { forecast } = offered(snapshot, plan, { moved: usd(0), considered, cuts: NO_CUTS })
  const moved = usd(forecast.steps.reduce((sum, { postings }) => sum + movedBy(postings, assessment), 0))
  return offered(snapshot, plan, { moved, considered, cuts: NO_CUTS })
}

/** Why there is no whole plan, with what holds instead and what it leaves outside. */
const broken = (refusal: Refusal, { way, stages, refused, left, idle, outside }: Held): Refusal => {
  const orders = stages.flat().filter(({ kind }) => kind !== 'reserve.wait').length
  const holds =
    refused === null
      ? `A part holds: ${way}`
      : `Of ${way}, ${orders === 1 ? 'one order holds' : `${orders} orders hold`}, up to ${refused.refusal.code}`
  return {
    ...refusal,
    detail: `${refusal.detail}. ${holds}. It leaves ${percent(left)} of the reserve outside its bands instead of ${percent(idle)}: ${outside.join(', ')}`,
    facts: {
      ...refusal.facts,
      holds: orders,
      ...(refused === null ? {} : { stoppedBy: refused.refusal.code }),
      left: left.toFixed(SHARE_DIGITS),
      without: idle.toFixed(SHARE_DIGITS),
      outside: outside.join(', '),
    },
  }
}

const SHARE_DIGITS = 6

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

/** USD of what comes into the reserve or leaves it. */
function movedBy(postings: readonly Posting[], { valuation }: Assessment): number {
  let sum = 0n
  for (const posting of postings) {
    if (isEstimated(posting) || posting.account !== 'reserve') continue
    const valued = valuation.tranches.find(({ tranche }) => tranche.id === posting.asset)
    if (valued === undefined) continue
    const size = posting.amount < 0n ? -posting.amount : posting.amount
    sum += mulDown(scaleFrom(size, valued.tranche.decimals), valued.prices.raw)
  }
  return toUsd(sum)
}

// A tranche that is closed for as long as a guardian may is not closed again until half of that is over.
function closings(
  { reserve, failing }: Assessment,
  { rules }: ReserveMarket,
  { mayPause }: ReservePolicy,
): readonly ReserveStep[] {
  const blocks = rules.guardianMax
  if (!mayPause || blocks <= 0n) return []
  return reserve.tranches
    .filter(({ id, inflow }) => failing.includes(id) && (inflow.blockedUntil - reserve.block) * 2n < blocks)
    .map(({ id }) => ({ kind: 'reserve.pause', tranche: id, direction: 'in', blocks }))
}

/** What the closing shields: the base of its cost. */
function atStake({ valuation, failing }: Assessment): Usd {
  let sum = 0n
  for (const { tranche, value } of valuation.tranches) if (failing.includes(tranche.id)) sum += value
  return toUsd(sum)
}

const NOTHING = Carry.of({ supply: usd(0), staking: usd(0), borrow: usd(0), funding: usd(0) })

function offered(
  { state, market }: ReserveSnapshot,
  plan: Plan<ReserveStep>,
  { moved, considered, cuts }: Pick<Offered<ReserveState, ReserveStep>, 'moved' | 'considered' | 'cuts'>,
): Offered<ReserveState, ReserveStep> {
  const forecast = foresee(RESERVE, plan.stages, { state, market })
  return { ok: true, plan, forecast, moved, before: NOTHING, after: NOTHING, lifetime: Infinity, considered, cuts }
}
