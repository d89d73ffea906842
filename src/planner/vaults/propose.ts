import { abs, sum } from '../../models/vault/table.ts'
import * as Carry from '../../models/yield/carry.ts'
import { foresee } from '../../portfolio/foresee.ts'
import type { Plan } from '../../portfolio/plan.ts'
import type { Snapshot } from '../../portfolio/snapshot.ts'
import { unusableOf } from '../../portfolio/unusable.ts'
import { VAULTS } from '../../portfolio/vaults/book.ts'
import type { OpenInput } from '../../portfolio/vaults/input.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import { prepare } from '../../portfolio/vaults/live/prepare.ts'
import type { VaultsMarket } from '../../portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../../portfolio/vaults/policy.ts'
import type { Assessment } from '../../portfolio/vaults/risk.ts'
import type { VaultsStep } from '../../portfolio/vaults/step.ts'
import { begin, start, type Underway } from '../../portfolio/vaults/underway.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import type { Refusal, Refused } from '../../units/refusal.ts'
import { whole } from '../../units/text.ts'
import type { Considered, Proposal } from '../proposal.ts'
import { bilaterally, tiers } from './compare.ts'
import { cutsOf } from './cuts.ts'
import { type Found, solved } from './program.ts'
import { write } from './write.ts'

type Proposing = (
  snapshot: Snapshot<Underway, VaultsMarket>,
  assessment: Pick<Assessment, 'emergencies'>,
  policy: VaultsPolicy,
) => readonly Proposal<Underway, VaultsStep>[]

/** What tier 2 finds of the cycle that is decided on; null where the policy has no program. */
export type Weighing = () => Found | Refused | null

/**
 * The one plan of a cycle: to the fit of its open half, or to what tier 2 finds better. SAFETY where residual delta or equity is past its
 * warning, else TARGET. A plan always ends with the close, so flows and fees are booked where nothing is to be traded.
 */
export const propose: Proposing = (snapshot, assessment, policy) =>
  proposing(() => solved(snapshot.state.opened, snapshot.market, policy))(snapshot, assessment, policy)

/** The same with what tier 2 finds from the caller, who tells of it too: a program is written, solved and read once. */
export const proposing =
  (weigh: Weighing): Proposing =>
  ({ state, market }, { emergencies }, policy) => {
    if (state.next !== null || unusableOf(market).length > 0) return []
    const urgent = emergencies.length > 0
    const head = { purpose: 'Rebalance the vaults', class: urgent ? ('SAFETY' as const) : ('TARGET' as const) }
    const aim = aimed(state, market, weigh)
    const { opened } = aim.state
    const { costs = market.costs } = aim.state.mix === undefined ? market : aim.state.input
    const priced = { ...market, costs }
    const compared = policy.isCompared ? bilaterally(opened, priced) : []
    const considered = [...aim.considered, ...compared]
    const unavailable = (refusal: Refusal): Proposal<Underway, VaultsStep> => ({
      ok: false,
      ...head,
      refusal,
      considered,
    })
    const written = write(opened, aim.deploy, priced)
    if (!written.ok) return [unavailable(written.refusal)]
    const plan: Plan<VaultsStep> = {
      id: `cycle/${state.from.epoch}`,
      ...head,
      urgency: 'routine',
      description: described(opened, emergencies),
      stages: written.stages,
    }
    const forecast = foresee(VAULTS, plan.stages, { state: aim.state, market: priced })
    if (forecast.refusal !== null) return [unavailable(forecast.refusal)]
    const moved = movedBy(plan.stages.flat())
    const cuts = cutsOf(aim.state, market, aim.program)
    return [{ ok: true, plan, forecast, moved, before: NOTHING, after: NOTHING, lifetime: Infinity, considered, cuts }]
  }

interface Aim {
  /** The cycle under way to what is aimed at. */
  readonly state: Underway
  readonly deploy: readonly bigint[] | null
  readonly considered: readonly Considered[]
  /** The limits that bind tier 2 where it is taken; null for tier 1. */
  readonly program: readonly string[] | null
}

/** Tier 1, or tier 2 where it earns more over the horizon, trades counted. A program that fails leaves tier 1, and says so. */
function aimed(state: Underway, market: VaultsMarket, weigh: Weighing): Aim {
  const all = { state, deploy: null, program: null }
  const found = weigh()
  if (found === null) return { ...all, considered: [] }
  if (!found.ok) return { ...all, considered: [failed(found.refusal)] }
  if (found.earns <= found.earnsAll) return { ...all, considered: [tiers(found, false, market.config)] }
  const again = started(state.from, { ...state.input, deploy: found.deploy }, market)
  if (!again.ok) return { ...all, considered: [failed(again.refusal)] }
  const considered = [tiers(found, true, market.config)]
  return { state: again, deploy: found.deploy, program: found.limiters, considered }
}

function started(from: Underway['from'], input: OpenInput, market: VaultsMarket): Underway | Refused {
  const { config, pool } = market
  if (pool.mix !== undefined) return begin(from, input, market)
  const prepared = prepare(from, input, config)
  return prepared.ok ? start(from, prepared, config) : prepared
}

const failed = ({ code, detail }: Refusal): Considered => ({
  way: 'tier 2, the linear program',
  cost: usd(0),
  seconds: 0,
  why: `${code}: ${detail}`,
})

function described({ pool, hedges, fit }: Opened, emergencies: readonly string[]): string {
  const outside = sum(hedges.map(({ order }) => abs(order)))
  const crossed = pool.crossed + sum(hedges.map((each) => each.crossed))
  const said = `Deploy ${dollars(sum(fit.deployed))}: ${dollars(crossed)} crossed among the vaults, ${dollars(abs(pool.order))} of pool and ${dollars(outside)} of hedges at the market`
  return emergencies.length === 0 ? said : `${said}; ${emergencies.join(', ')} past warning`
}

const dollars = (usd6: bigint): string => `${whole(Number(usd6) / 1e6, 'nearest')} USD`

/** What changes hands, inside and outside, and what equity moves. */
function movedBy(steps: readonly VaultsStep[]): Usd {
  const all = steps.map((step) => {
    if ('pools' in step && step.pools !== undefined) return sum(step.pools.map(({ order }) => abs(order)))
    return 'parts' in step ? sum(step.parts.map(abs)) : 0n
  })
  return usd(Number(sum(all)) / 1e6)
}

/** The vaults' income is the pool's, whatever is traded; the program has weighed it. */
const NOTHING = Carry.of({ supply: usd(0), staking: usd(0), borrow: usd(0), funding: usd(0) })
