import { decide } from '../../execution/cycle.ts'
import { VAULTS_ROOMS, type VaultsDecision } from '../../execution/vaults.ts'
import { released } from '../../execution/vaultsRelease.ts'
import { order as ordered } from '../../models/vault/counterparty.ts'
import { abs, at, column, sum, WAD } from '../../models/vault/table.ts'
import { type Found, solved } from '../../planner/vaults/program.ts'
import { proposing } from '../../planner/vaults/propose.ts'
import type { Level } from '../../portfolio/measure.ts'
import type { PlanClass } from '../../portfolio/plan.ts'
import type { Snapshot } from '../../portfolio/snapshot.ts'
import { hedgeFee, poolFee } from '../../portfolio/vaults/cost.ts'
import type { Cycled } from '../../portfolio/vaults/cycle.ts'
import type { Fill, OpenInput } from '../../portfolio/vaults/input.ts'
import type { Journal, Opened } from '../../portfolio/vaults/journal.ts'
import { whole as filledWhole, planned, settle } from '../../portfolio/vaults/live/live.ts'
import type { TradeCosts, VaultsMarket } from '../../portfolio/vaults/market.ts'
import type { MixSide } from '../../portfolio/vaults/mix/pool.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import { ownShare, type Underway, begin as underwayOf } from '../../portfolio/vaults/underway.ts'
import { type Refusal, type Refused, refuse } from '../../units/refusal.ts'
import { instant } from '../../units/time.ts'
import type { Epoch, Scene } from './epoch.ts'
import { fillOf } from './fill.ts'
import { costsOf } from './gmxCost.ts'
import { keeperOf } from './keeper.ts'
import { type Bought, bought, type MixTurn, marketOf, mixedEpoch, withMix } from './mix.ts'
import { begin, inputOf, type Now, nothing, type Standing, venueAt, waits } from './standing.ts'
import * as Venue from './venue.ts'

/** One epoch of a run. What was refused changed nothing, and what happened in it waits for the next epoch. */
export type Turn = Done | Stopped

export interface Done {
  readonly ok: true
  readonly epoch: Epoch
  readonly before: VaultsState
  readonly after: VaultsState
  readonly journal: Journal
  /** Of the book before the plan, and the class of the plan. A decision holds every state that was foreseen: too much to keep of each epoch. */
  readonly level: Level
  readonly class: PlanClass
  /** What the linear program found; null where none was asked. */
  readonly weighed: Weighed | null
  /** Hedges that were not given out once the pool had filled. */
  readonly refused: readonly Refusal[]
  /** Pools of a mix; left out where there is one pool. */
  readonly mix?: MixTurn
  readonly thin: readonly Thin[]
}

export interface Stopped {
  readonly ok: false
  readonly epoch: Epoch
  readonly before: VaultsState
  readonly refusal: Refusal
  readonly thin: readonly Thin[]
}

/** Equity of a hedge over its worth, 1e18, at the worst hour since the epoch before: below what the venue keeps a position for. */
export interface Thin {
  readonly asset: number
  readonly ratio: bigint
}

export type Weighed = Found | Refused

export interface Run {
  readonly scene: Scene
  readonly turns: readonly Turn[]
  readonly state: VaultsState
}

/** Replays the epochs of a scene: pure, the same scene gives the same run. A refused epoch is shown and the run goes on. */
export const simulate = (scene: Scene): Run => runOf(scene, [...turning(scene)])

/** The same, an epoch at a time. */
export function* turning(scene: Scene): Generator<Turn> {
  let standing = begin(scene)
  for (const [index, epoch] of scene.epochs.entries()) {
    const [turn, next] = turned(standing, { scene, epoch, index })
    standing = next
    yield turn
  }
}

export function runOf(scene: Scene, turns: readonly Turn[]): Run {
  const last = turns.at(-1)
  return { scene, turns, state: last === undefined ? scene.start : last.ok ? last.after : last.before }
}

/** One epoch: the turn, and what stands after it. Orders are decided as `npx trimtab plan` decides them; what was filled of them settles. */
export function turned(standing: Standing, now: Now): readonly [Turn, Standing] {
  const { scene, epoch } = now
  const input = inputOf(standing, now)
  const thin = Venue.thinnest(standing.venue, epoch.between).flatMap((ratio, asset) =>
    // What is smaller than an order is left over, and not a hedge.
    ratio !== null && ratio < at(scene.maintenance, asset) && isHedge(standing.state, asset, scene.config)
      ? [{ asset, ratio }]
      : [],
  )
  const done = settled(standing, input, now)
  if (!done.ok) {
    const stopped: Stopped = { ok: false, epoch, before: standing.state, refusal: done.refusal, thin }
    const keepers = standing.state.pending === undefined ? [] : [...standing.waiting.keepers, keeperOf(epoch)]
    return [stopped, { ...standing, venue: marks(standing, epoch), waiting: { ...waits(input), keepers } }]
  }
  const { journal, state, level, class: planClass, weighed, refused, mix } = done
  const { hedges, transfers } = journal.closed
  const venue = Venue.trade(marks(standing, epoch), {
    filled: hedges.map(({ filled }) => filled),
    prices: journal.opened.marks.prices,
    transfers,
  })
  const said = { level, class: planClass, weighed, refused, thin, ...(mix === undefined ? {} : { mix }) }
  return [
    { ok: true, epoch: told(now, standing.state, state), before: standing.state, after: state, journal, ...said },
    { state, venue, waiting: nothing(scene.config) },
  ]
}

/** The epoch with the price that the mix was marked at, and the deltas of what is held after it. */
function told({ epoch, scene }: Now, before: VaultsState, after: VaultsState): Epoch {
  if (scene.mix === undefined) return epoch
  const { poolPrice } = mixedEpoch(epoch, scene, before)
  return { ...mixedEpoch(epoch, scene, after), poolPrice }
}

const isHedge = ({ external }: VaultsState, asset: number, { orderMin }: Scene['config']): boolean => {
  const size = abs(sum(column(external, asset)))
  return size > 0n && size >= orderMin
}

export interface Settled extends Cycled, Pick<Done, 'level' | 'class' | 'weighed' | 'refused' | 'mix'> {
  readonly decision: VaultsDecision
  /** What was decided on. */
  readonly snapshot: Snapshot<Underway, VaultsMarket>
}

/** Opens the cycle, decides on its one plan, and closes it with what became of the orders. */
export function settled(standing: Standing, input: OpenInput, now: Now): Settled | Refused {
  const { config, pool, policy } = now.scene
  const costs = costsOf(now.scene.costs, now.epoch)
  const asOf = now.epoch.at ?? EPOCH
  const { outside } = mixedEpoch(now.epoch, now.scene, standing.state)
  const unhedged = sum(outside.map(({ weight }) => weight))
  const side = marketOf(now.scene, now.epoch)
  const mix = side === undefined ? {} : { mix: side }
  const market: VaultsMarket = { asOf, config, costs, pool: { ...pool, unhedged, ...mix } }
  const underway = underwayOf(standing.state, input, market)
  if (!underway.ok) return underway
  // Planned with, and told of, is one and the same answer of the program.
  let weighed: Weighed | null = null
  const propose = proposing(() => {
    weighed = solved(underway.opened, market, policy)
    return weighed
  })
  const decision = decide({ asOf, state: underway, market }, policy, { ...VAULTS_ROOMS, propose })
  const { chosen } = decision
  if (chosen === null) return held(decision)
  // What the plan was limited to, and the weights that it was written with, are in the first phase that it started from.
  const { final } = chosen.proposal.forecast
  const filled = poolFilled(final, { ...now, costs }, side)
  if (!filled.ok) return filled
  const { prepared, pool: fill, turn } = filled
  const sized = filled.isForeseen ? final.opened : planned(prepared, { pool: fill }, config)
  if (!sized.ok) return sized
  // Hedges of the plan were checked with it; hedges for another fill are checked before they are given out.
  const about = { market, policy, now: asOf }
  const { refused, ...given } = filled.isForeseen
    ? { sized, refused: [] }
    : released({ ...final, prepared }, { pool: fill, sized }, about)
  const hedges = hedged(given.sized, { ...now, costs }, ownShare(sized, market.pool))
  if (!hedges.ok) return hedges
  const closing = { ...prepared.input, execution: { pool: fill, hedges: hedges.fills } }
  const done = settle(standing.state, { ...given, input: closing }, config)
  if (!done.ok) return done
  const { level } = decision.assessment
  const snapshot = { asOf, state: underway, market }
  const mixed = turn === null || side === undefined ? {} : { state: withMix(done.state, turn, side), mix: turn }
  return { ...done, ...mixed, decision, level, class: chosen.proposal.plan.class, snapshot, weighed, refused }
}

type PoolFilled = Bought & { readonly isForeseen: boolean }

/** What became of the pool order, and whether the plan foresaw it. */
function poolFilled(final: Underway, { scene, epoch, costs }: Costed, side: MixSide | undefined): PoolFilled | Refused {
  const { prepared, mix } = final
  if (mix !== undefined && side !== undefined) {
    const done = bought({ prepared, mix }, epoch.fills.pools, side)
    if (!done.ok) return done
    const { trades } = done.turn ?? { trades: [] }
    const isWhole = trades.every(({ order, filled, fee }, k) => {
      const sent = final.prepared.input.costs?.mix?.pools[k]
      return order === sent?.order && filled === order && fee === sent.fee
    })
    return { ...done, isForeseen: isWhole && done.pool.filled === prepared.opened.pool.order }
  }
  const { order } = prepared.opened.pool
  const feeOf = (sent: bigint): bigint => poolFee(costs, sent)
  const pool = scene.pool.byRequest === true ? NO_FILL : fillOf(order, epoch.fills.pool, { size: order, feeOf })
  const foreseen = filledWhole(prepared).pool
  const isForeseen = pool.filled === foreseen.filled && pool.fee === foreseen.fee
  return { ok: true, pool, prepared, turn: null, isForeseen }
}

const NO_FILL: Fill = { filled: 0n, fee: 0n }

/** Of epochs that are only counted: their prices are of now by definition. */
const EPOCH = instant(0)

/** Why there is no plan: what refused it, the finding that blocks it, or the judgement. */
function held({ unavailable, weighed, findings: faults }: VaultsDecision): Refused {
  const refused = unavailable[0]
  if (refused !== undefined) return { ok: false, refusal: refused.refusal }
  const finding = faults[0] ?? weighed.flatMap(({ findings }) => findings).find(({ severity }) => severity === 'block')
  if (finding !== undefined) return refuse(finding.code, finding.detail, { facts: finding.facts, lift: finding.lift })
  return refuse('PLAN_DEFERRED', weighed[0]?.verdict.rationale ?? 'Nothing was proposed.', {
    facts: {},
    lift: 'Wait for the next cycle, or raise what a plan may cost.',
  })
}

/** A venue's own marks go on while the book stands; where the book's prices are the marks, bad ones are not for the venue either. */
const marks = ({ venue }: Standing, epoch: Epoch): Venue.Venue =>
  epoch.venue === null && epoch.prices.some(({ price }) => price <= 0n) ? venue : venueAt(venue, epoch)

interface Hedged {
  readonly ok: true
  readonly fills: readonly Fill[]
}

/**
 * What becomes of the hedges: as the epoch says, at the costs of the run on what is sent, which is more than it is worth where the own pool takes
 * a part of the other side.
 */
function hedged({ hedges, marking }: Opened, { epoch, costs }: Costed, share: bigint): Hedged | Refused {
  const fills: Fill[] = []
  for (const [a, order] of hedges.entries()) {
    const sent = ordered(order.order, order.order === 0n ? 0n : share)
    if (!sent.ok) return sent
    const filling = epoch.fills.hedges[a] ?? { kind: 'part', part: WAD, fee: null }
    const held = sum(column(marking.external, a))
    const feeOf = (traded: bigint): bigint => hedgeFee(costs, { asset: a, held, order: traded })
    fills.push(fillOf(order.order, filling, { size: sent.order, feeOf }))
  }
  return { ok: true, fills }
}

interface Costed extends Now {
  readonly costs: TradeCosts
}
