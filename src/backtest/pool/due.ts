import { type PoolMarket, routeOf, type Sent, usdSent } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { PoolFlight, PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { usd } from '../../units/estimate.ts'
import { HOUR_MS, type Instant, instant } from '../../units/time.ts'

const isCapped = ({ limits }: PoolPolicy, { isMetered = false }: PoolMarket): boolean =>
  isMetered || Number.isFinite(limits.perHour) || Number.isFinite(limits.perDay)

/** The market with what was sent before, where a cap counts it. */
export const remembering = (policy: PoolPolicy, sent: readonly Sent[], market: PoolMarket): PoolMarket =>
  isCapped(policy, market) ? { ...market, sent } : market

/** What was on its way when the run began, as far as a cap counts it: it has used what its bridge and the limits let through. */
export const sentBefore = (
  policy: PoolPolicy,
  { flights }: Pick<PoolState, 'flights'>,
  market: PoolMarket,
): readonly Sent[] => (isCapped(policy, market) ? flights.map((flight) => sentOf(flight, flight.departed, market)) : [])

/** What was sent within the last day, a step that sends included; nothing where no cap counts it. */
export function withSent(policy: PoolPolicy, sent: readonly Sent[], { step, market }: Sending): readonly Sent[] {
  if (!isCapped(policy, market) || !('input' in step)) return sent
  const recent = sent.filter(({ at }) => market.asOf - at < 24 * HOUR_MS)
  return [...recent, sentOf(step, market.asOf, market)]
}

type Moving = Pick<PoolFlight, 'from' | 'to' | 'token' | 'input'>

function sentOf(moving: Moving, at: Instant, market: PoolMarket): Sent {
  const by = routeOf(market, moving)?.bridge?.name
  return { at, value: usd(usdSent(moving, market)), ...(by === undefined ? {} : { by }) }
}

interface Sending {
  readonly step: PoolStep
  readonly market: PoolMarket
}

/**
 * When a deposit is filled, for a chance from 0 to 1: half of them by the middle case, from half of its time on; nineteen of twenty by p95; the
 * others up to a bad day's time. Straight lines between, so that every engine draws the same. Past its deadline a deposit expires.
 */
export function arrivalOf({ departed, eta: { p50, p95, stress } }: PoolFlight, chance: number): Instant {
  const between = (from: number, to: number, share: number): Instant => instant(Math.round(from + (to - from) * share))
  if (chance < 0.5) return between(departed + (p50 - departed) / 2, p50, chance / 0.5)
  return chance < 0.95 ? between(p50, p95, (chance - 0.5) / 0.45) : between(p95, stress, (chance - 0.95) / 0.05)
}
