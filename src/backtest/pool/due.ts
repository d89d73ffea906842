import type { PoolRooms } from '../../execution/pool.ts'
import type { Plan } from '../../portfolio/plan.ts'
import type { Moved } from '../../portfolio/pool/apply/done.ts'
import { type PoolMarket, type Sent, usdSent } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { PoolFlight, PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { examine } from '../../safety/check.ts'
import { usd } from '../../units/estimate.ts'
import type { Refusal } from '../../units/refusal.ts'
import { HOUR_MS, type Instant, instant } from '../../units/time.ts'

/** A plan that is being carried out. */
export interface Running {
  readonly plan: Plan<PoolStep>
  /** Steps in order; the fills among them are waited for. */
  readonly steps: readonly PoolStep[]
  next: number
  readonly entry: number
  /** When it was decided, and the book as it stood then. */
  readonly since: Instant
  readonly start: PoolState
}

interface Judging {
  readonly rooms: PoolRooms
  readonly policy: PoolPolicy
}

interface Taking {
  readonly before: PoolState
  readonly market: PoolMarket
  readonly step: PoolStep
  readonly applied: Moved
}

/** What the safety rules have against a step that is taken later than its plan was decided, with the book and the prices of its own hour. */
export function barring({ rooms, policy }: Judging, running: Running, taking: Taking): Refusal | null {
  const { before, market, step, applied } = taking
  if (market.asOf === running.since) return null
  const taken = { before, after: applied.state, step, cost: applied.cost, endsStage: true }
  const rules = { rules: rooms.rules, now: market.asOf, market, policy, class: running.plan.class }
  const finding = examine(taken, running.start, rules).find(({ severity }) => severity === 'block')
  if (finding === undefined) return null
  const { code, detail, facts, lift } = finding
  return { code, detail, facts, lift }
}

const isCapped = ({ limits }: PoolPolicy): boolean => Number.isFinite(limits.perHour) || Number.isFinite(limits.perDay)

/** The market with what was sent before, where a cap counts it. */
export const remembering = (policy: PoolPolicy, sent: readonly Sent[], market: PoolMarket): PoolMarket =>
  isCapped(policy) ? { ...market, sent } : market

/** What was sent within the last day, a step that sends included; nothing where no cap counts it. */
export function withSent(policy: PoolPolicy, sent: readonly Sent[], { step, market }: Sending): readonly Sent[] {
  if (!isCapped(policy) || !('input' in step)) return sent
  const recent = sent.filter(({ at }) => market.asOf - at < 24 * HOUR_MS)
  return [...recent, { at: market.asOf, value: usd(usdSent(step, market)) }]
}

type Sending = Pick<Taking, 'step' | 'market'>

/**
 * When a deposit is filled, for a chance from 0 to 1: half of them by the middle case, from half of its time on; nineteen of twenty by p95; the
 * others up to a bad day's time. Straight lines between, so that every engine draws the same. Past its deadline a deposit expires.
 */
export function arrivalOf({ departed, eta: { p50, p95, stress } }: PoolFlight, chance: number): Instant {
  const between = (from: number, to: number, share: number): Instant => instant(Math.round(from + (to - from) * share))
  if (chance < 0.5) return between(departed + (p50 - departed) / 2, p50, chance / 0.5)
  return chance < 0.95 ? between(p50, p95, (chance - 0.5) / 0.45) : between(p95, stress, (chance - 0.95) / 0.05)
}
