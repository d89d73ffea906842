import type { Alarm } from '../../../portfolio/venues/state.ts'
import { since } from '../../../units/time.ts'
import type { Cause, EmergencyEvent } from '../../emergency.ts'
import type { Context } from '../context.ts'

/** States that have an answer and no plan of their own: routine waits, risk is not added, a place is not used, a hedge is gone. */
export function alerts(
  alarms: readonly Alarm[],
  { asOf, market, policy }: Omit<Context, 'assessment' | 'state'>,
): readonly EmergencyEvent[] {
  const found: EmergencyEvent[] = []
  const say = (cause: Cause, place: string, facts: Readonly<Record<string, number>>): void => {
    found.push({ ...QUIET, kind: 'RISK_ALERT', place, cause, since: market.asOf, before: facts })
  }
  const off = Math.abs(market.price.USDT - 1)
  if (off > policy.bounds.peg.warning)
    say('DEPEG', 'USDT', { usdtUsd: market.price.USDT, tolerance: policy.bounds.peg.warning })
  const age = since(market.asOf, asOf)
  if (age > policy.limits.ageMax) say('DATA_STALE', 'MARKET', { ageSeconds: age, most: policy.limits.ageMax })
  for (const place of market.down) say('VENUE_DOWN', place, {})
  for (const { place, cause, since: at } of alarms) if (cause === 'ADL') say('ADL', place, { since: at })
  return found
}

/** An event that nothing was done about. */
export const QUIET: Omit<EmergencyEvent, 'kind' | 'place' | 'cause' | 'since' | 'before'> = {
  timeToLiquidation: null,
  isImminent: false,
  needed: 0,
  raised: 0,
  missing: 0,
  chosen: [],
  rejected: [],
  approvals: [],
  post: null,
}
