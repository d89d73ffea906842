import type { Realigned } from '../../backtest/pool/comparison.ts'
import type { Scene } from '../../backtest/pool/result.ts'
import { search } from '../../planner/pool/search.ts'
import { stepOf } from '../../planner/pool/trial.ts'
import { type Remaining, remaining } from '../../planner/pool/unblock.ts'
import { phrase } from '../../portfolio/pool/phrase.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import { fraction, usd } from '../../units/estimate.ts'
import { days, seconds } from '../../units/time.ts'
import type { Scenario } from './scenario.ts'

/** Share prices this close together count as one. */
const TOLERANCE = 0.0001

/** More steps than this are not looked for. */
const STEPS_MAX = 3

/** The fewest moves that bring the share prices of a scenario's end together, found by the planner over its model; only tokens that crossed before cross. */
export function realigned(scenario: Scenario, { state, market }: Scene): Realigned | null {
  const context = { asOf: market.asOf, state, market, policy: policyOf(scenario, crossed(scenario)) }
  const found = search(context, { tolerance: TOLERANCE, stepsMax: STEPS_MAX })
  if (found === null) return null
  const steps = found.moves.map((move) => phrase(stepOf(move, context), state, market))
  return {
    steps,
    spread: found.spread,
    prices: found.figures.chains.map(({ name, sharePrice }) => ({ name, sharePrice })),
  }
}

/** What stays away from the scenario's home in the end, when everything that may go has gone. */
export function leftOver(scenario: Scenario, home: string, { state, market }: Scene): readonly Remaining[] {
  const policy = policyOf(scenario, Object.keys(scenario.prices))
  return remaining(home, { asOf: market.asOf, state, market, policy })
}

const NEVER = {
  worse: 'higher',
  target: 0,
  low: -Infinity,
  high: Infinity,
  warning: Infinity,
  critical: Infinity,
} as const

/** Tokens that crossed, or the base token where none did. */
function crossed({ events, base }: Scenario): readonly string[] {
  const tokens = events.flatMap((event) => (event.kind === 'send' ? [event.step.token] : []))
  return tokens.length === 0 ? [base] : [...new Set(tokens)]
}

/** A planner's policy that limits nothing but what may cross. */
function policyOf({ chains }: Scenario, tokens: readonly string[]): PoolPolicy {
  return {
    bounds: { sharePrice: NEVER, supply: NEVER, liquidity: NEVER },
    liquidity: [],
    home: null,
    limits: {
      transferMin: usd(0),
      transferMax: usd(Number.MAX_VALUE),
      perHour: usd(Number.POSITIVE_INFINITY),
      perDay: usd(Number.POSITIVE_INFINITY),
      destinations: Object.keys(chains),
      tokens,
      syncToleranceBps: 10_000n,
      bridgeFeeBps: 10_000n,
      ageMax: days(365),
      deadline: days(365),
    },
    decision: {
      rule: 'horizon',
      horizonDays: 30,
      routineEvery: seconds(0),
      hurdle: { target: 0, opportunistic: 0 },
      costMax: { safety: fraction(1), target: fraction(1) },
      dailyVolatility: fraction(0),
    },
  }
}
