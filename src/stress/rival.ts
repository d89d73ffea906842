import type { Bounds } from '../portfolio/measure.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import { fraction } from '../units/estimate.ts'

const LTV_CRITICAL = 0.9
const RATIO_CRITICAL = 0.12

/** The order of sources of the literal rules (docs/rules/venues.md#D16, #D19). */
const ORDER: VenuesPolicy['emergency']['sourceOrder'] = {
  margin: ['WALLET', 'AAVE', 'ETHERFI', 'REDUCE'],
  ltv: ['WALLET_WETH', 'EXCHANGE', 'ETHERFI'],
}

/**
 * The rules as they were first written down (docs/rules/venues.md), with the policy's own targets: an emergency is an LTV above 0.90 or a margin ratio below
 * 0.12 and nothing else is one; no bands, no warning; a routine move is judged by a year's gain against its cost.
 */
export function literal(policy: VenuesPolicy): VenuesPolicy {
  const { bounds } = policy
  return {
    ...policy,
    decision: { ...policy.decision, rule: 'literal' },
    emergency: { ...policy.emergency, sourceOrder: ORDER },
    bounds: {
      health: never(bounds.health),
      ltv: {
        ...bounds.ltv,
        low: Number.NEGATIVE_INFINITY,
        high: LTV_CRITICAL,
        warning: LTV_CRITICAL,
        critical: LTV_CRITICAL,
      },
      equityRatio: {
        ...bounds.equityRatio,
        low: RATIO_CRITICAL,
        high: Number.POSITIVE_INFINITY,
        warning: RATIO_CRITICAL,
        critical: RATIO_CRITICAL,
      },
      marginHealth: never(bounds.marginHealth),
      distance: never(bounds.distance),
      delta: never(bounds.delta),
      allocation: never(bounds.allocation),
      buffer: never(bounds.buffer),
      peg: never(bounds.peg),
    },
  }
}

/** The same policy on less of a cushion, as the crash table tries it; what it changes is said in `THIN`. */
export function thin(policy: VenuesPolicy): VenuesPolicy {
  const { bounds } = policy
  const liquidationLtv = bounds.ltv.target * bounds.health.target
  return {
    ...policy,
    bounds: {
      ...bounds,
      equityRatio: { ...bounds.equityRatio, ...THIN.equityRatio },
      health: { ...bounds.health, ...THIN.health },
      ltv: { ...bounds.ltv, target: fraction(liquidationLtv / THIN.health.target), ...THIN.ltv },
    },
  }
}

export const THIN = {
  equityRatio: { target: 0.25, low: 0.22, high: 0.35, warning: 0.2, critical: 0.12 },
  health: { target: 1.12, low: 1.1, high: 1.16, warning: 1.08, critical: 1.05 },
  ltv: { warning: 0.88, high: 0.88, critical: 0.9 },
} as const

/** Never past a level and never out of a band. */
function never(bounds: Bounds): Bounds {
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const beyond = bounds.worse === 'lower' ? low : high
  return { ...bounds, low, high, warning: beyond, critical: beyond }
}
