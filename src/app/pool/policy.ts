import type { Rules } from '../../models/pool/rules.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import * as Amount from '../../units/amount.ts'
import { fraction, usd } from '../../units/estimate.ts'
import { hours, seconds } from '../../units/time.ts'
import type { Written } from './config.ts'
import type { Reader } from './reader.ts'

interface Around {
  readonly rules: Rules
  readonly names: readonly string[]
  readonly read: Reader
}

const [LOW, HIGH] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]

/** What the config wants, with every default. */
export function policyOf(written: Written, { rules, names, read }: Around): PoolPolicy {
  const { policy = {}, tokens } = written
  const { band = 0.005, warning = 0.02, critical = 0.1, home, liquidity = [] } = policy
  if (home !== undefined) read.knows(home, names, ['policy', 'home'])
  if (!(band <= warning && warning <= critical))
    read.breaches.push({
      code: 'POOL_LEVELS',
      path: ['policy'],
      found: `band ${band}, warning ${warning}, critical ${critical}`,
      allowed: 'levels that ascend: band, warning, critical',
    })
  const { numerator, denominator } = rules.supplyFloor
  const floor = Number(numerator) / Number(denominator)
  return {
    bounds: {
      sharePrice: { worse: 'higher', target: 0, low: LOW, high: band, warning, critical },
      // Standing on the floor is allowed, and a warning only: nothing more may leave.
      supply: { worse: 'lower', target: 1, low: floor, high: HIGH, warning: floor, critical: floor },
      liquidity: { worse: 'lower', target: 1, low: 1, high: HIGH, warning: 1, critical: 0.25 },
    },
    liquidity: liquidity.map(({ chain, token, level, target }, at) => {
      const path = ['policy', 'liquidity', at]
      read.knows(chain, names, [...path, 'chain'])
      read.knows(token, Object.keys(tokens), [...path, 'token'])
      if (liquidity.findIndex((other) => other.chain === chain && other.token === token) < at)
        read.breaches.push({
          code: 'POOL_LEVELS',
          path,
          found: `a second level of ${token} on ${chain}`,
          allowed: 'one level for each chain and token',
        })
      if (Number(target) < Number(level))
        read.breaches.push({
          code: 'POOL_LEVELS',
          path,
          found: `level ${level}, target ${target}`,
          allowed: 'a target that is no less than the level',
        })
      return {
        chain,
        token,
        level: Amount.of(read.amount(level, { token, chain }, [...path, 'level'])),
        target: Amount.of(read.amount(target, { token, chain }, [...path, 'target'])),
      }
    }),
    home: home ?? null,
    limits: limitsOf(written, names, read),
    decision: {
      rule: 'horizon',
      horizonDays: 30,
      routineEvery: seconds(policy.routineEvery ?? hours(8)),
      hurdle: { target: 1, opportunistic: 1 },
      costMax: { safety: fraction(policy.costMax ?? 0.01), target: fraction(policy.costMax ?? 0.01) },
      dailyVolatility: fraction(0),
    },
  }
}

function limitsOf({ limits = {}, tokens }: Written, names: readonly string[], read: Reader): PoolPolicy['limits'] {
  const listed = (key: 'destinations' | 'tokens', known: readonly string[]): readonly string[] => {
    for (const [at, name] of (limits[key] ?? []).entries()) read.knows(name, known, ['limits', key, at])
    return limits[key] ?? known
  }
  return {
    transferMin: usd(limits.transferMin ?? 100),
    transferMax: usd(limits.transferMax ?? 10_000_000),
    perHour: usd(limits.perHour ?? HIGH),
    perDay: usd(limits.perDay ?? HIGH),
    destinations: listed('destinations', names),
    tokens: listed('tokens', Object.keys(tokens)),
    syncToleranceBps: read.bps(limits.syncTolerance ?? 0.1, ['limits', 'syncTolerance']),
    bridgeFeeBps: read.bps(limits.bridgeFee ?? 0.01, ['limits', 'bridgeFee']),
    ageMax: seconds(limits.ageMax ?? hours(2)),
    deadline: seconds(limits.deadline ?? hours(1)),
  }
}
